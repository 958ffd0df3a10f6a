"""A receiver of webhooks on this computer, which keeps what it was sent and answers as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came, and what is answered next: statuses in turn, the last of them from then on."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    answers: list[int] = field(default_factory=lambda: [204])
    location: str = ""
    drips: bool = False  # answers letter by letter
    ended: Event = field(default_factory=Event)

    def url(self, host: str = "127.0.0.1") -> str:
        """Its address."""
        return f"http://{host}:{self.port}/kait"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver as long as this lasts."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status = kept.answers.pop(0) if len(kept.answers) > 1 else kept.answers[0]
            if kept.drips:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
                while not kept.ended.wait(0.05):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                return
            self.send_response(status)
            if kept.location:
                self.send_header("Location", kept.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_address[1]
    alone = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    alone.start()
    try:
        yield kept
    finally:
        kept.ended.set()
        server.shutdown()
        server.server_close()
        alone.join()
