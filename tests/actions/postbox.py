"""A mail server on this computer: it keeps what it was sent and answers as it is told."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread

from django.test import override_settings


@dataclass
class Postbox:
    """What came, and how the server behaves; an answer stands for a word of the conversation (RCPT, DATA, QUIT, …)."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # "END" is the answer to the whole message
    hangs_up_at: str = ""  # closes the connection instead of answering this word

    @property
    def signs(self) -> list[str]:
        """The Message-ID of each mail that was taken."""
        return [str(mail["Message-ID"]) for mail in self.got]

    @property
    def text(self) -> str:
        """The text of the last mail."""
        return str(self.got[-1].get_content())


@contextmanager
def receiving() -> Iterator[Postbox]:
    """A server as long as this lasts, to which the installation sends its mail."""
    kept = Postbox()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 uji ESMTP")
            while line := self.rfile.readline():
                word = line.split(b" ")[0].strip().upper().decode("ascii", "replace")
                if kept.hangs_up_at == word:
                    return
                if word == "RCPT":
                    kept.to.append(line.decode().split("<")[1].split(">")[0])
                if word == "DATA" and "DATA" not in kept.answers:
                    self.say("354 go on")
                    if not self.taken():
                        return
                    continue
                self.say(kept.answers.get(word, "250 ok"))
                if word == "QUIT":
                    return

        def taken(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            answer = kept.answers.get("END", "250 taken")
            if answer.startswith("2"):
                kept.got.append(message_from_bytes(b"".join(lines), policy=policy.default))
            if kept.hangs_up_at == "END":
                return False
            self.say(answer)
            return True

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Conversation) as server:
        kept.port = server.server_address[1]
        alone = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        alone.start()
        with override_settings(
            SELARAS_MAIL=True,
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=kept.port,
            EMAIL_TIMEOUT=5,
            DEFAULT_FROM_EMAIL="selaras@contoh.go.id",
        ):
            yield kept
        server.shutdown()
        alone.join()
