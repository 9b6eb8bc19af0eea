"""What messages say, as text and as HTML: values in, a letter out, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

from jinja2 import Environment, PackageLoader, Template

from lms.core.clock import local_time
from lms.core.i18n import gettext, language
from lms.core.mail import LetterRefused
from lms.core.text import short_date
from lms.messages.models import Topic

URGENT = (Topic.OVERDUE, Topic.DUE, Topic.ENROLLED, Topic.CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to tell a learner, as it is at the moment of sending."""

    topic: Topic
    title: str  # of the programme
    path: str  # of its page
    days: int | None = None  # until the due date; negative: late
    due_on: date | None = None
    number: str = ""  # of the certificate


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a message. `link` is (text, path)."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    code: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message before it is laid out."""

    subject: str
    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every message of an installation has in common."""

    sender: str
    public_url: str
    support_phone: str


def learner_mail(items: Sequence[Item], *, name: str, is_open: bool) -> Mail:
    """Return the letter that tells `items`, what presses most first.

    `is_open` False: the account has no password yet, and the letter says how to get in.
    """
    ordered = sorted(items, key=lambda item: (URGENT.index(item.topic), item.title))
    blocks = [_block(item) for item in ordered]
    if not is_open:
        hint = gettext(
            "Tài khoản của ông/bà chưa được kích hoạt. Hãy hỏi cán bộ tổ chức của đơn vị "
            "để nhận mã kích hoạt."
        )
        blocks.append(Block(gettext("Chưa có mật khẩu?"), (hint,)))
    return Mail(_subject(ordered), name, tuple(blocks))


def activation_mail(*, name: str, code: str, last_day: date) -> Mail:
    """Return the message with the one-time code; the code stands in it and nowhere else."""
    first = Block(
        lines=(
            gettext(
                "Tài khoản của ông/bà trên hệ thống bồi dưỡng Lan Tỏa đã sẵn sàng. "
                "Hãy mở trang kích hoạt, nhập mã dưới đây và đặt mật khẩu của mình."
            ),
        ),
        code=code,
        link=(gettext("Mở trang kích hoạt"), "/kich-hoat"),
    )
    care = Block(
        gettext("Xin lưu ý"),
        points=(
            gettext("Mã dùng được một lần, đến hết ngày %(day)s.", day=short_date(last_day)),
            gettext("Không đưa mã cho người khác. Không ai được hỏi mã này của ông/bà."),
            gettext("Nếu đã nhận mã trước đây, mã cũ không còn dùng được."),
        ),
    )
    return Mail(gettext("Mã kích hoạt tài khoản Lan Tỏa"), name, (first, care))


def trial_mail(*, name: str) -> Mail:
    """Return what an administrator sends to see whether messages arrive."""
    line = gettext("Nếu đọc được thư này, hệ thống Lan Tỏa gửi thư được đến địa chỉ này.")
    link = (gettext("Mở Lan Tỏa"), "/")
    return Mail(gettext("Thư thử của hệ thống Lan Tỏa"), name, (Block(lines=(line,), link=link),))


def lay_out(
    mail: Mail, *, address: str, uuid: UUID, now: datetime, envelope: Envelope
) -> EmailMessage:
    """Return the message as it goes out, as text and as HTML.

    Raises `LetterRefused` for an address that is none. A line break in a name or title cannot
    begin a header: the library refuses it, and so do we.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _address(*parseaddr(envelope.sender))
        message["To"] = _address(_one_line(mail.name), address)
        message["Subject"] = _one_line(mail.subject)
    except (ValueError, IndexError) as error:
        raise LetterRefused("address") from error  # noqa: EM101 - a code
    host = urlsplit(envelope.public_url).hostname or "localhost"
    message["Message-ID"] = f"<{uuid}@{host}>"
    message["Date"] = format_datetime(local_time(now))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_plain(mail, envelope), cte="quoted-printable")
    message.add_alternative(_html(mail, envelope), subtype="html", cte="quoted-printable")
    message["Content-Language"] = language()  # last: laying out a second part moves it to the first
    return message


def _address(name: str, address: str) -> Address:
    user, at, host = address.rpartition("@")
    if not (user and at and host) or not address.isascii() or set(address) & set(" <>,;\"'\\"):
        raise ValueError
    return Address(name, user, host)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _subject(items: Sequence[Item]) -> str:
    first = items[0]
    late = sum(item.topic is Topic.OVERDUE for item in items)
    if late > 1:
        return gettext("%(count)d chương trình đã quá hạn", count=late)
    match first.topic:
        case Topic.OVERDUE:
            return gettext("Quá hạn: %(title)s", title=first.title)
        case Topic.DUE:
            return gettext("Sắp đến hạn: %(title)s", title=first.title)
        case Topic.ENROLLED:
            return gettext("Ông/bà được cử tham gia: %(title)s", title=first.title)
        case Topic.CERTIFICATE:
            return gettext("Đã có giấy chứng nhận: %(title)s", title=first.title)


def _block(item: Item) -> Block:
    day = short_date(item.due_on) if item.due_on else ""
    learn = gettext("Mở chương trình")
    match item.topic:
        case Topic.CERTIFICATE:
            line = gettext("Giấy chứng nhận số %(number)s đã sẵn sàng.", number=item.number)
            return Block(item.title, (line,), link=(gettext("Xem và tải về"), item.path))
        case Topic.ENROLLED:
            first = gettext("Ông/bà được cử tham gia chương trình này.")
            return Block(item.title, (first, *_until(item, day)), link=(learn, item.path))
        case Topic.DUE:
            return Block(item.title, _until(item, day), link=(learn, item.path))
        case Topic.OVERDUE:
            more = gettext(
                "Nếu có lý do chưa thể hoàn thành, hãy trao đổi với cán bộ tổ chức của đơn vị."
            )
            return Block(item.title, (*_until(item, day), more), link=(learn, item.path))


def _until(item: Item, day: str) -> tuple[str, ...]:
    """Say how far away the due date is."""
    match item.days:
        case None:
            return ()
        case 0:
            return (gettext("Hôm nay là ngày cuối của hạn hoàn thành (%(day)s).", day=day),)
        case 1:
            return (gettext("Ngày mai là ngày cuối của hạn hoàn thành (%(day)s).", day=day),)
        case days if days > 1:
            return (gettext("Còn %(days)d ngày đến hạn hoàn thành (%(day)s).", days=days, day=day),)
        case -1:
            return (gettext("Đã quá hạn từ hôm qua (hạn hoàn thành: %(day)s).", day=day),)
        case days:
            late = gettext(
                "Đã quá hạn %(days)d ngày (hạn hoàn thành: %(day)s).", days=-days, day=day
            )
            return (late,)


def _greeting(mail: Mail) -> str:
    return gettext("Kính gửi ông/bà %(name)s,", name=_one_line(mail.name))


def _foot(envelope: Envelope) -> tuple[str, ...]:
    phone = envelope.support_phone
    help_line = (
        gettext("Cần hỗ trợ? Gọi %(phone)s hoặc hỏi cán bộ tổ chức của đơn vị.", phone=phone)
        if phone
        else gettext("Cần hỗ trợ? Hãy hỏi cán bộ tổ chức của đơn vị.")
    )
    return (
        gettext("Thư này do hệ thống Lan Tỏa gửi tự động; xin không trả lời."),
        help_line,
        gettext("Muốn nhận thư bằng tiếng Việt hay tiếng Anh: đăng nhập rồi chọn ở đầu trang."),
    )


def _plain(mail: Mail, envelope: Envelope) -> str:
    parts = [_greeting(mail)]
    for block in mail.blocks:
        lines = [block.heading.upper()] if block.heading else []
        lines += block.lines
        lines += [f"- {point}" for point in block.points]
        lines += ["", f"    {block.code}", ""] if block.code else []
        if block.link:
            text, path = block.link
            lines += [f"{text}: {envelope.public_url}{path}"]
        parts.append("\n".join(lines))
    parts.append("\n".join(("-- ", *_foot(envelope))))
    return "\n\n".join(parts) + "\n"


def _html(mail: Mail, envelope: Envelope) -> str:
    return _template().render(
        mail=mail,
        language=language(),
        greeting=_greeting(mail),
        foot=_foot(envelope),
        public_url=envelope.public_url,
    )


@cache
def _template() -> Template:
    loader = PackageLoader("lms.messages", "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("messages/mail.html")
