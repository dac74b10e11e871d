"""A proxy between a browser and the server that loses, delays or holds back answers."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Between(ThreadingHTTPServer):
    """Passes requests on; `lets_pass` is asked about each answer that is there, may wait, and False loses it."""

    daemon_threads = True

    def __init__(self, server_port: int) -> None:
        self.behind = server_port
        self.lets_pass: Callable[[str, str], bool] = lambda method, path: True
        self.still = False
        """Streams stay open and bring nothing."""
        super().__init__(("127.0.0.1", 0), _Passing)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle is no news."""


class _Passing(BaseHTTPRequestHandler):
    server: Between

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length) if length else None
        server = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=60)
        try:
            server.request(self.command, self.path, body, dict(self.headers.items()))
            self._pass_on(server.getresponse())
        finally:
            server.close()
            self.close_connection = True

    do_POST = do_GET

    def _pass_on(self, answer: http.client.HTTPResponse) -> None:
        stream = self.path.endswith("/events")
        whole = b"" if stream else answer.read()
        if not self.server.lets_pass(self.command, self.path):
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(whole)
        while stream and (part := answer.read1()):
            if not self.server.still:
                self.wfile.write(part)

    def log_message(self, format: str, *args: object) -> None:
        """The tests look at pages, not at a log."""


@contextmanager
def between(server_port: int) -> Iterator[Between]:
    proxy = Between(server_port)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join(5)
