"""Letters reach a server or a folder; what goes wrong is told by a code that names nobody."""

import ssl
from datetime import timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config import SettingsError, load_settings
from lms.core.clock import utc_now
from lms.core.mail import (
    LetterDelayed,
    LetterRefused,
    MailFailure,
    ServerAway,
    open_outgoing,
    outgoing,
)
from tests.support.mail import END, HANG, HANG_UP, post_office
from tests.support.services import free_port


def letter(to: str = "an@xa-a.test") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Lan Tỏa <a@b.test>", to, "Thử"
    message.set_content("Xin chào")
    return message


def failure_of(url: str, to: str = "an@xa-a.test") -> MailFailure:
    with pytest.raises(MailFailure) as caught, outgoing(url) as place:
        place.send(letter(to), key="x")
    assert "@" not in str(caught.value)
    return caught.value


def test_a_letter_is_taken_and_one_connection_serves_many() -> None:
    with post_office() as office:
        with outgoing(office.url) as place:
            place.check()
            for _ in range(3):
                place.send(letter(), key="x")
        assert [str(m["Subject"]) for m in office.letters] == ["Thử"] * 3


@pytest.mark.parametrize(
    ("verb", "reply", "kind", "code"),
    [
        ("RCPT", "550 nobody here", LetterRefused, "550"),
        ("RCPT", "451 later", LetterDelayed, "451"),
        ("RCPT", "421 closing", ServerAway, "421"),
        (END, "554 looks like spam", LetterRefused, "554"),
        (END, "452 no room", LetterDelayed, "452"),
        ("MAIL", "530 sign in first", ServerAway, "530"),
        ("HELLO", "554 no", ServerAway, "554"),
        ("HELLO", HANG, ServerAway, "timeout"),
        (END, HANG, ServerAway, "timeout"),
        ("DATA", HANG_UP, ServerAway, "connection"),
    ],
)
def test_what_the_server_says_decides(
    verb: str, reply: str, kind: type[MailFailure], code: str
) -> None:
    with post_office() as office:
        office.replies[verb].append(reply)
        url = office.url.replace("timeout=2", "timeout=0.3")
        found = failure_of(url)
        assert type(found) is kind
        assert found.code == code
        with outgoing(office.url) as place:
            place.send(letter(), key="x")
        assert len(office.letters) == 1


def test_after_a_refusal_the_same_connection_goes_on() -> None:
    with post_office() as office, outgoing(office.url) as place:
        office.replies["RCPT"].append("550 nobody here")
        with pytest.raises(LetterRefused):
            place.send(letter(), key="x")
        place.send(letter("binh@xa-a.test"), key="x")
        assert [str(m["To"]) for m in office.letters] == ["binh@xa-a.test"]


def test_nobody_listens() -> None:
    found = failure_of(f"smtp://127.0.0.1:{free_port()}?timeout=1")
    assert isinstance(found, ServerAway)
    assert found.code == "connection"


def test_an_address_that_the_server_cannot_take_is_refused() -> None:
    with post_office() as office:
        assert isinstance(failure_of(office.url, "bình@xã.test"), LetterRefused)


def test_a_password_never_goes_over_an_open_line() -> None:
    with post_office() as office:
        assert failure_of(f"{office.url}&tls=starttls").code == "tls"
        url = office.url.replace("smtp://", "smtp://lan:bi-mat@")
        assert failure_of(url).code == "tls"
        assert not office.letters


def _authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(pem)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "both.pem").write_bytes(private + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return folder / "ca.pem", context


@pytest.mark.parametrize("starttls", [False, True])
def test_tls_is_checked_against_the_offices_authority(tmp_path: Path, *, starttls: bool) -> None:
    authority, context = _authority(tmp_path)
    with post_office(tls=context, starttls=starttls) as office:
        url = f"{office.url}&tls=starttls"
        assert failure_of(url).code == "tls"
        with outgoing(f"{url}&ca={authority}") as place:
            place.send(letter(), key="x")
        assert len(office.letters) == 1


def test_a_folder_keeps_letters_for_their_owner_only(tmp_path: Path) -> None:
    place = open_outgoing(f"file:{tmp_path}/mail")
    place.check()
    for _ in range(2):
        place.send(letter(), key="2026-03-02/x")
    (path,) = (tmp_path / "mail").rglob("*.*")
    assert path.name == "x.eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"Xin" in path.read_bytes()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert failure_of(f"file:{tmp_path}/file").code == "folder"
    with pytest.raises(ServerAway):
        open_outgoing(f"file:{tmp_path}/file/x").check()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_URL", "http://mail.test"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_URL", "smtp://mail.test:x"),
        ("MAIL_QUIET", "21:00"),
        ("MAIL_QUIET", "21-99"),
        ("MAIL_DAYS_OFF", "2027-02-30"),
        ("MAIL_WEEKLY", "2"),
        ("MAIL_WEEKLY", "x"),
        ("MAIL_PER_MINUTE", "0"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})
