"""A national certification service as its clients meet it: the same request, the same answers, the same faults."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from selaras.papers.signing import LocalSigner, Signatory
from selaras.records.governments import Government

ACCOUNT = "Basic " + base64.b64encode(b"selaras:rahasia-akun").decode()
NUMBER, PASSPHRASE = "6311000000000001", "frasa-sandi-Rahasia#77"


class Service(ThreadingHTTPServer):
    """The service with what it was asked, and what it should do wrong."""

    daemon_threads = True
    asked: list[dict[str, Any]]
    fault = ""
    government: Government


class _Desk(BaseHTTPRequestHandler):
    server: Service

    def log_message(self, *args: Any) -> None:
        """Say nothing on the console."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length))
        self.server.asked.append({"path": self.path, "type": self.headers["Content-Type"], **body})
        match self.server.fault:
            case "down":
                self.close_connection = True
                self.connection.close()
                return
            case "slow":
                time.sleep(1.5)
            case "broken":
                return self._answer(500, b"<html>Bad Gateway</html>")
            case "odd":
                return self._answer(200, json.dumps({"time": 1, "file": ["bm90IGEgcGRm"]}).encode())
            case "elsewhere":
                self.send_response(302)
                self.send_header("Location", "http://192.0.2.1/api/v2/sign/pdf")
                self.end_headers()
                return None
        if self.headers["Authorization"] != ACCOUNT:
            return self._say(401, 401, "Unauthorized")
        if body["nik"] != NUMBER:
            return self._say(400, 2011, "User belum terdaftar")
        if body["passphrase"] != PASSPHRASE:
            return self._say(400, 2031, "Passphrase anda salah")
        signed = LocalSigner(self.server.government).sign(
            base64.b64decode(body["file"][0]), Signatory("Pemilik", "Jabatan"), reason="-"
        )
        return self._answer(
            200, json.dumps({"time": 713, "file": [base64.b64encode(signed.content).decode()]}).encode()
        )

    def _say(self, status: int, code: int, error: str) -> None:
        self._answer(status, json.dumps({"status_code": code, "error": error}).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(government: Government) -> Iterator[tuple[Service, str]]:
    """The service on a free port of this computer, and its address with the installation's account."""
    service = Service(("127.0.0.1", 0), _Desk)
    service.asked, service.government = [], government
    thread = threading.Thread(target=service.serve_forever, daemon=True)
    thread.start()
    try:
        yield service, f"http://selaras:rahasia-akun@127.0.0.1:{service.server_port}/"
    finally:
        service.shutdown()
        service.server_close()
        thread.join()
