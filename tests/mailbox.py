"""A mail server of a few lines, on a port of its own: what it takes stands in `mails`."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any


@dataclass
class Mailbox:
    """`refuses`: addresses that it takes no mail for; `password`: what a name must sign in with."""

    port: int = 0
    mails: list[Any] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    password: str = ""

    @property
    def host(self) -> str:
        return "127.0.0.1"


class Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.box: Mailbox = self.server.box
        self.to: list[str] = []
        self.say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            if word.upper() == "QUIT":
                self.say("221 goodbye")
                return
            self.answer(word.upper(), rest)

    def answer(self, word: str, rest: str) -> None:
        match word:
            case "EHLO" | "HELO":
                self.say("250-mailbox\r\n250 AUTH PLAIN" if self.box.password else "250 mailbox")
            case "AUTH":
                known = rest.endswith(self.box.password)
                self.say("235 welcome" if known else "535 5.7.8 wrong password")
            case "RCPT":
                self.receiver(rest.partition("<")[2].partition(">")[0])
            case "DATA":
                self.take()
            case _:
                self.say("250 well")

    def receiver(self, address: str) -> None:
        if address in self.box.refuses:
            self.say("550 5.1.1 nobody of this name")
            return
        self.to.append(address)
        self.say("250 well")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.box.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Mailbox


@contextmanager
def mailbox(**wishes: Any) -> Iterator[Mailbox]:
    """A mail server that is there as long as the block runs."""
    with Server(("127.0.0.1", 0), Talk) as server:
        server.box = Mailbox(port=server.server_address[1], **wishes)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.box
        server.shutdown()
        thread.join()
