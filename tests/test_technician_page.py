"""docs/technician.md tells the truth: systemd takes its units, the firewalls their lines, its commands are there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from programs import chromium, program
from technician_page import CHINESE, PAGE, blocks, units

from kiosk.cli.root import cli
from kiosk.hall import load_hall

INSTALLED = "/opt/kiosk/.venv/bin/kiosk"
KIOSK = Path(sys.executable).parent / "kiosk"
STARTED = [line.partition("=")[2] for unit in units().values() for line in unit.splitlines() if "ExecStart=" in line]
KEYS = [line.split('"')[1] for line in "".join(blocks("authorized_keys")).splitlines()]
LINES = [line for block in blocks("sh") for line in block.splitlines()]
"""Every line that the page has people type."""


def words_after_kiosk(line: str) -> list[str]:
    """What a line gives `kiosk` to do; nothing where it does not start it."""
    words = shlex.split(line)
    return words[words.index(INSTALLED) + 1 :] if INSTALLED in words else []


def test_both_languages_have_the_same_blocks_and_names() -> None:
    fence = re.compile(r"^```\w+\n.*?^```$", re.DOTALL | re.MULTILINE)
    assert fence.findall(CHINESE) == fence.findall(PAGE)
    pages = [fence.sub("", page) for page in (CHINESE, PAGE)]
    assert {*re.findall(r"`[a-z][^`/]*`", pages[0])} == {*re.findall(r"`[a-z][^`/]*`", pages[1])}


def test_every_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    checker = program("systemd-analyze")
    assert set(units()) == {
        "kiosk-serve@.service", "kiosk-reception@.service", "kiosk-television.service", "kiosk-backup@.service",
    }  # fmt: skip
    for name, unit in units().items():
        here = unit
        for there in re.findall(r"(?<==)/\S+(?= )", unit):
            assert there in (INSTALLED, "/usr/bin/cage"), there
            here = here.replace(f"={there} ", f"={sys.executable} ")
        (tmp_path / name).write_text(here, encoding="utf-8")
        checked = subprocess.run([checker, "verify", "--man=no", name], cwd=tmp_path, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, ""), name


def test_a_unit_with_a_mistake_is_not_taken(tmp_path: Path) -> None:
    checker = program("systemd-analyze")
    unit = units()["kiosk-serve@.service"].replace("Restart=always", "Restart=sometimes")
    (tmp_path / "wrong@.service").write_text(unit.replace(INSTALLED, sys.executable), encoding="utf-8")
    checked = subprocess.run(
        [checker, "verify", "--man=no", "wrong@.service"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "Failed to parse service restart specifier" in checked.stderr


@pytest.mark.parametrize("line", [line for line in [*STARTED, *KEYS, *LINES] if words_after_kiosk(line)])
def test_every_command_of_the_kiosk_is_there(line: str) -> None:
    words = words_after_kiosk(line)
    context = click.Context(cli)
    named = [word for word in words if cli.get_command(context, word) is not None]
    assert named, line
    help_page = CliRunner().invoke(cli, [named[0], "--help"])
    assert help_page.exit_code == 0
    options = [word for word in words if word.startswith("--") and word != "--hall"]
    assert all(option in help_page.stdout for option in options)


def test_a_hall_is_made_backed_up_and_restored_elsewhere_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    halls, stick = tmp_path / "halls", tmp_path / "stick"
    halls.mkdir()

    def type_in(*verbs: str) -> list[subprocess.CompletedProcess[str]]:
        typed = [line for line in LINES if {*words_after_kiosk(line)} & {*verbs}]
        assert typed, verbs
        places = {INSTALLED: str(KIOSK), "/srv/halls/east/backups": str(stick), "/srv/halls": str(halls)}
        places |= {"/mnt/stick": str(stick), "east-2026-11-22-191500": named[0].name if named else ""}
        for there, here in places.items():
            typed = [line.replace(there, here) for line in typed]
        run = [
            subprocess.run(shlex.split(line), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
            for line in typed
        ]
        assert [each.stderr for each in run if each.returncode and "check" not in each.args] == []
        return run

    named: list[Path] = []
    type_in("init")
    looked = type_in("check")
    assert "Phones in the hall reach this machine" in looked[0].stdout or "network" in looked[0].stdout
    issue = [str(KIOSK), "--hall", str(halls / "east"), "issue", "A"]
    subprocess.run(issue, check=True, capture_output=True, timeout=60)
    made, tried = type_in("backup")
    assert "visits: 1," in made.stdout
    assert "It holds what the hall held then" in tried.stdout
    (halls / "east" / "backups").rename(stick)
    named += stick.glob("service-hall-*")
    (halls / "east").rename(tmp_path / "old pc")
    restored, again = type_in("restore")
    assert "Restored: " in restored.stdout
    assert "What was replaced is kept" in again.stdout
    waiting = [str(KIOSK), "--hall", str(halls / "east"), "waiting"]
    assert "A001" in subprocess.run(waiting, check=True, capture_output=True, text=True, timeout=60).stdout


def test_the_settings_are_those_of_a_hall(tmp_path: Path) -> None:
    from kiosk.cli.session import copy_example

    text = copy_example(tmp_path).read_text(encoding="utf-8")
    web, backup = blocks("toml")
    named = re.findall(r"`(\w+ = [^`]+)`", PAGE)
    assert set(tomllib.loads(web + "\n".join(named))["web"]) == {"address", "port", "proxies"}
    text = re.sub(r"^\[web\].*?(?=^\[|^#)", "", text, flags=re.DOTALL | re.MULTILINE)
    (tmp_path / "hall.toml").write_text("\n".join([text, web, *named, backup]), encoding="utf-8")
    hall = load_hall(tmp_path)
    assert hall.web.proxies == ("10.0.0.2",)
    assert (hall.backup_folder, str(hall.backup.keep)) == (Path("/mnt/disk2/east"), "8+14d")


def test_ssh_takes_the_line_of_a_counter(tmp_path: Path) -> None:
    maker = program("ssh-keygen")
    subprocess.run([maker, "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    kind, key, _ = (tmp_path / "key.pub").read_text(encoding="utf-8").split(" ", 2)
    [line] = blocks("authorized_keys")
    (tmp_path / "keys").write_text(line.replace("KEY", f"{kind} {key}"), encoding="utf-8")
    read = subprocess.run([maker, "-l", "-f", str(tmp_path / "keys")], capture_output=True, text=True)
    assert (read.returncode, "counter-3" in read.stdout) == (0, True), read.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="firewalls answer root only")
def test_the_firewalls_take_their_lines(tmp_path: Path) -> None:
    wall = program("ufw")
    lines = [line for line in LINES if line.startswith("ufw ")]
    assert len(lines) == 4
    for line in lines:
        tried = subprocess.run([wall, "--dry-run", *shlex.split(line)[1:]], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        assert "dport" in tried.stdout
    [table] = blocks("nft")
    (tmp_path / "nftables.conf").write_text(table, encoding="utf-8")
    checked = subprocess.run([program("nft"), "--check", "--file", "nftables.conf"], cwd=tmp_path, capture_output=True)
    assert (checked.returncode, checked.stderr) == (0, b"")


def test_other_programs_are_asked_for_what_they_know() -> None:
    journal = next(line for line in LINES if line.startswith("journalctl"))
    asked = subprocess.run(
        [program("journalctl"), *shlex.split(journal)[1:], "--no-pager"], capture_output=True, text=True, timeout=60
    )
    assert "unrecognized" not in asked.stderr
    assert "Failed to parse" not in asked.stderr
    started = {shlex.split(line)[0] for line in LINES}
    known = {"apt-get", "useradd", "git", "python3", "systemd-analyze", "systemctl", "ufw", "journalctl"}
    assert started - {INSTALLED, INSTALLED.replace("kiosk", "pip").replace("/opt/pip", "/opt/kiosk")} == known


SOUND = """
const audio = new AudioContext(), late = new Promise((over) => setTimeout(over, 1000));
Promise.race([audio.resume(), late]).then(() => { document.title = audio.state; });
"""


@pytest.fixture
def television() -> list[str]:
    """The flags with which the page starts Chromium, and the address it opens last."""
    [line] = [each for each in STARTED if "chromium" in each]
    words = shlex.split(line)
    return words[words.index("/usr/bin/chromium") + 1 :]


def test_the_television_sounds_without_a_click(television: list[str]) -> None:
    flags, address = television[:-1], television[-1]
    assert address.endswith("/board")
    for given, state in ((flags, "running"), ([], "suspended")):
        with chromium(*given, without=("--autoplay-policy",)) as browser:
            page = browser.new_page()
            page.goto(f"data:text/html,<script>{SOUND}</script>")
            page.wait_for_function("document.title")
            assert page.title() == state
