"""A mail server for tests: takes letters over SMTP, or refuses, hangs, hangs up as it is told."""

import socketserver
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from typing_extensions import override

HANG = "hang"
HANG_UP = "hang up"
END = "."  # the end of a letter


class PostOffice(socketserver.ThreadingTCPServer):
    """What came in, and what to answer next: `replies["RCPT"] = ["451 later"]`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, tls: ssl.SSLContext | None, starttls: bool) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.replies: defaultdict[str, list[str]] = defaultdict(list)
        self.taken = threading.Event()  # set when a letter has been taken
        self.over = threading.Event()
        self.tls = tls
        self.starttls = starttls
        super().__init__(("127.0.0.1", 0), _Talk)

    @property
    def url(self) -> str:
        """Return the address for `MAIL_URL`; two seconds are enough for a letter."""
        scheme = "smtps" if self.tls and not self.starttls else "smtp"
        return f"{scheme}://127.0.0.1:{self.server_address[1]}?timeout=2"

    def next_reply(self, verb: str, usual: str) -> str:
        """Return what is answered to `verb` now."""
        waiting = self.replies[verb]
        return waiting.pop(0) if waiting else usual

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients hang up in the middle, which is what is tested."""


class _Talk(socketserver.StreamRequestHandler):
    @property
    def office(self) -> PostOffice:
        return cast("PostOffice", self.server)

    @override
    def handle(self) -> None:
        if self.office.tls and not self.office.starttls:
            self._secure()
        if not self._say("HELLO", "220 test"):
            return
        while line := self.rfile.readline():
            verb = line.decode("ascii").split(None, 1)[0].upper().strip()
            if verb == "DATA":
                going = self._say(verb, "354 go on") and self._take()
            elif verb == "EHLO":
                offer = "250-test\r\n250-STARTTLS\r\n250 8BITMIME"
                going = self._say(verb, offer if self.office.starttls else "250 test")
            elif verb == "STARTTLS":
                going = self._say(verb, "220 go on")
                self._secure()
            else:
                if verb == "RCPT":
                    self.office.recipients.append(line.decode().strip().partition(":")[2])
                going = self._say(verb, "221 bye" if verb == "QUIT" else "250 ok")
            if not going or verb == "QUIT":
                return

    @override
    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _secure(self) -> None:
        assert self.office.tls is not None
        self.connection = self.request = self.office.tls.wrap_socket(self.request, server_side=True)
        self.rfile = self.connection.makefile("rb")

    def _take(self) -> bool:
        content = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            content += line.removeprefix(b".") if line.startswith(b"..") else line
        reply = self.office.next_reply(END, "250 taken")
        if reply.startswith("250"):
            self.office.letters.append(message_from_bytes(content, policy=default))
            self.office.taken.set()
        return self._answer(reply.removeprefix("250 ") if reply.endswith(HANG) else reply)

    def _say(self, verb: str, usual: str) -> bool:
        return self._answer(self.office.next_reply(verb, usual))

    def _answer(self, reply: str) -> bool:
        if reply == HANG:
            self.office.over.wait(60)
        if reply in (HANG, HANG_UP):
            return False
        self.connection.sendall(f"{reply}\r\n".encode())
        return True


@contextmanager
def post_office(
    *, tls: ssl.SSLContext | None = None, starttls: bool = False
) -> Iterator[PostOffice]:
    """Yield a running server; with `tls` from the start, or after STARTTLS."""
    with PostOffice(tls=tls, starttls=starttls) as office:
        thread = threading.Thread(target=office.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield office
        finally:
            office.over.set()
            office.shutdown()
            thread.join()


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(letter: EmailMessage) -> str:
    """Return the HTML of a letter."""
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())
