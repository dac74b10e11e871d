"""nginx and Caddy as the technician's page sets them up, on ports of this machine, with a certificate of their own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from programs import program
from technician_page import PAGE, blocks
from web_hall import wait_for

HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where a proxy listens."""

    plain: int
    tls: int


def certify(folder: Path) -> Path:
    """Make a key and a certificate for this machine, and return the certificate."""
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    made += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([program("openssl"), *made], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem"


def _fitted(block: str, replacements: dict[str, str]) -> str:
    """A block of the page with this test's names in place of the page's, each of which must be there."""
    for old, new in replacements.items():
        assert old in block, old
        block = block.replace(old, new)
    return block


def nginx(folder: Path, ports: Ports, pages: int) -> list[str]:
    """Write nginx's configuration and return the command that starts it."""
    [block] = blocks("nginx")
    server = _fitted(
        block,
        {
            "listen 443 ssl": f"listen 127.0.0.1:{ports.tls} ssl",
            "listen 80": f"listen 127.0.0.1:{ports.plain}",
            "example.org": HOST,
            "/etc/ssl/hall": str(folder),
            "127.0.0.1:8080": f"127.0.0.1:{pages}",
        },
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""
    files, connections = re.findall("`(worker_[a-z_]+ [0-9]+;)`", PAGE)
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log stderr;\n{files}\nevents {{ {connections} }}\n"
        f"http {{\n{folders}{server}}}\n"
    )
    return [program("nginx"), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, ports: Ports, pages: int) -> list[str]:
    """Write Caddy's configuration and return the command that starts it."""
    [block] = blocks("caddyfile")
    replacements = {"example.org": HOST, "/etc/ssl/hall": str(folder), "127.0.0.1:8080": f"127.0.0.1:{pages}"}
    options = f"admin off\ndefault_bind 127.0.0.1\nhttp_port {ports.plain}\nhttps_port {ports.tls}\n"
    (folder / "Caddyfile").write_text(f"{{\n{options}}}\n{_fitted(block, replacements)}")
    return [program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


PROXIES: dict[str, Callable[[Path, Ports, int], list[str]]] = {"nginx": nginx, "caddy": caddy}


@contextmanager
def proxying(command: list[str], folder: Path, ports: Ports) -> Iterator[None]:
    """Run a proxy for the length of a block."""
    homes = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env={**os.environ, **homes}, stdout=log, stderr=log)
        try:
            wait_for(lambda: process.poll() is not None or (_open(ports.tls) and _open(ports.plain)))
            assert process.poll() is None, (folder / "log").read_text()
            yield
        finally:
            process.terminate()
            process.wait(10)


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
