"""Letters on their way out: to a mail server, or as files into a folder.

`MAIL_URL` says where: `file:/folder`, `smtps://user:password@host:465` (TLS from the start) or
`smtp://user:password@host:587` (STARTTLS is demanded, except towards this machine). Options may
follow a question mark: `tls=none` or `tls=starttls`; `ca=/path/of/authority.pem` for a mail server
whose certificate is signed by the office's own authority; `timeout=` in seconds.

A failure is told by a code without any address in it. Whoever loses the connection after the last
byte of a letter cannot know whether it was taken: it goes again under the same Message-ID.
"""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

from config import LOOPBACK

TIMEOUT_SECONDS = 10.0
_LATER = 400  # replies from here on mean "not now", from 500 on "never"
_NEVER = 500
_CLOSING = 421


class MailFailure(Exception):
    """A letter did not go; `code` says why, and names nobody: "550", "timeout"."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class LetterRefused(MailFailure):
    """This letter will never be taken."""


class LetterDelayed(MailFailure):
    """This letter is not taken now."""


class ServerAway(MailFailure):
    """No letter goes now: the server cannot be reached, or does not let us in."""


class Outgoing(Protocol):
    """A place that takes letters."""

    channel: str

    def send(self, letter: EmailMessage, *, key: str) -> None:
        """Hand the letter over, or raise a `MailFailure`. `key` names it within a folder."""

    def check(self) -> None:
        """Raise `ServerAway` unless letters can be handed over."""

    def close(self) -> None:
        """End the connection."""


class Folder:
    """Letters as `.eml` files, which their owner alone may read. The same key again replaces."""

    channel = "folder"

    def __init__(self, root: Path) -> None:
        self._root = root

    def send(self, letter: EmailMessage, *, key: str) -> None:
        """See `Outgoing.send`: the file appears whole, after an fsync, or not at all."""
        path = self._root / f"{key}.eml"
        draft = path.with_name(f".{uuid4().hex}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as f:
                f.write(letter.as_bytes())
                f.flush()  # before the fsync, which knows nothing of Python's buffer
                os.fsync(f.fileno())
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise ServerAway("folder") from error  # noqa: EM101 - a code, not a sentence

    def check(self) -> None:
        """See `Outgoing.check`."""
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ServerAway("folder") from error  # noqa: EM101 - a code
        if not os.access(self._root, os.W_OK):
            raise ServerAway("folder")  # noqa: EM101 - a code

    def close(self) -> None:
        """See `Outgoing.close`."""


class Server:
    """A mail server; one connection serves many letters."""

    channel = "smtp"

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        options = parse_qs(parts.query)
        self._host = parts.hostname or ""
        self._implicit = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._implicit else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password or "")
        default = "none" if self._host in LOOPBACK else "starttls"
        self._starttls = options.get("tls", [default])[0] != "none" and not self._implicit
        self._authority = options.get("ca", [None])[0]
        self._timeout = float(options.get("timeout", [TIMEOUT_SECONDS])[0])
        self._connection: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage, *, key: str) -> None:  # noqa: ARG002 - the folder's
        """See `Outgoing.send`."""
        connection = self._open()
        try:
            connection.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise self._judged(code) from error
        except smtplib.SMTPDataError as error:
            raise self._judged(error.smtp_code) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError) as error:
            raise LetterRefused("address") from error  # noqa: EM101 - a code
        except OSError as error:
            raise self._away(error) from error

    def check(self) -> None:
        """See `Outgoing.check`."""
        self._open()

    def close(self) -> None:
        """See `Outgoing.close`."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.quit()
            self._connection = None

    def _open(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except (OSError, ValueError) as error:
                raise self._away(error) from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        name = socket.gethostname()
        if self._implicit:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host,
                self._port,
                local_hostname=name,
                timeout=self._timeout,
                context=self._context(),
            )
        else:
            connection = smtplib.SMTP(
                self._host, self._port, local_hostname=name, timeout=self._timeout
            )
        try:
            if self._starttls:
                connection.starttls(context=self._context())
            if self._user is not None:
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._authority)

    def _judged(self, code: int) -> MailFailure:
        if code == _CLOSING or code < _LATER:
            self._drop()
            return ServerAway(str(code))
        return LetterRefused(str(code)) if code >= _NEVER else LetterDelayed(str(code))

    def _away(self, error: Exception) -> ServerAway:
        self._drop()
        match error:
            case smtplib.SMTPAuthenticationError():
                return ServerAway("login")
            case smtplib.SMTPNotSupportedError() | ssl.SSLError():
                return ServerAway("tls")
            case smtplib.SMTPResponseException():
                return ServerAway(str(error.smtp_code))
            case _:
                slow = isinstance(error, TimeoutError) or isinstance(
                    error.__context__, TimeoutError
                )
                return ServerAway("timeout" if slow else "connection")

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def open_outgoing(url: str) -> Outgoing:
    """Return the place that `url` names; nothing is connected yet."""
    if url.startswith("file:"):
        return Folder(Path(url.removeprefix("file:")))
    return Server(url)


@contextmanager
def outgoing(url: str) -> Iterator[Outgoing]:
    """Yield the place that `url` names and close it in the end."""
    place = open_outgoing(url)
    try:
        yield place
    finally:
        place.close()
