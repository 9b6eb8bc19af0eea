"""`flask lms …`: what is done from a terminal. Knows every room, imports no web."""

import signal
import threading
from collections.abc import Sequence
from types import FrameType

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from config import load_settings
from lms.accounts import tasks as accounts_tasks
from lms.accounts.service import add_administrator
from lms.catalog import commands as catalog_commands
from lms.core import audit, doctor, jobs, migrate
from lms.core import tasks as core_tasks
from lms.core.clock import utc_now
from lms.core.errors import LmsError
from lms.core.memory import collect_rarely
from lms.core.resources import Resources
from lms.credentials import tasks as credentials_tasks
from lms.demo.load import load
from lms.enrolment import tasks as enrolment_tasks
from lms.gazetteer import tasks as gazetteer_tasks
from lms.learning import tasks as learning_tasks
from lms.messages import commands as messages_commands
from lms.messages import tasks as messages_tasks
from lms.minority import commands as minority_commands
from lms.recognition import tasks as recognition_tasks
from lms.register import tasks as register_tasks
from lms.reorganisation import tasks as reorganisation_tasks
from lms.reports import tasks as reports_tasks
from lms.reports.service import faults as report_faults
from lms.roster import tasks as roster_tasks
from lms.slips import tasks as slips_tasks
from lms.targets import tasks as targets_tasks
from lms.targets.service import check_targets, sync_targets

TASKS = jobs.by_name(
    core_tasks.TASKS,
    gazetteer_tasks.TASKS,
    accounts_tasks.TASKS,
    credentials_tasks.TASKS,
    learning_tasks.TASKS,
    enrolment_tasks.TASKS,
    recognition_tasks.TASKS,
    register_tasks.TASKS,
    reorganisation_tasks.TASKS,
    targets_tasks.TASKS,
    reports_tasks.TASKS,
    roster_tasks.TASKS,
    slips_tasks.TASKS,
    messages_tasks.TASKS,
)

group = AppGroup("lms", help="Lan Tỏa: cài đặt, nội dung, dữ liệu, vận hành.")


def _resources() -> Resources:
    """Open the installation; end with a sentence if its tables are not those of this version."""
    settings = load_settings()
    try:
        is_current = migrate.is_current(settings.database_url)
    except SQLAlchemyError as error:
        msg = f"Không mở được cơ sở dữ liệu: {error}"
        raise click.ClickException(msg) from error
    if not is_current:
        msg = (
            "Cơ sở dữ liệu chưa được tạo bảng hoặc chưa ở phiên bản này. "
            "Hãy chạy: flask --app wsgi lms migrate"
        )
        raise click.ClickException(msg)
    return Resources.at(settings)


@group.command("migrate")
def migrate_command() -> None:
    """Bring the database's tables to this version."""
    migrate.upgrade(load_settings().database_url)


@group.command("check-courses")
def check_courses() -> None:
    """Check courses/ and list every problem with file, line, cause and cure."""
    folder = load_settings().courses_dir
    problems = [*catalog_commands.check(folder), *check_targets(folder / "targets.yaml")]
    _refuse(problems)
    click.echo("courses/: không có lỗi.")


@group.command("publish")
def publish() -> None:
    """Publish courses/ as immutable versions, and the targets that are counted."""
    resources = _resources()
    folder = resources.settings.courses_dir
    _refuse([*catalog_commands.check(folder), *check_targets(folder / "targets.yaml")])
    for line in catalog_commands.publish(resources, folder):
        click.echo(line)
    with resources.database.transaction() as session:
        sync_targets(session, folder / "targets.yaml", now=utc_now())


def _refuse(problems: Sequence[object]) -> None:
    """Print the problems, one a line, and end with an error if there is any."""
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)


@group.command("administrator")
@click.argument("name")
@click.argument("staff_code")
def administrator_command(*, name: str, staff_code: str) -> None:
    """Make NAME an administrator of the whole country and print a one-time code.

    The first one of a new installation; or one more, when no administrator can sign in.
    """
    resources, now = _resources(), utc_now()
    try:
        with resources.database.transaction() as session:
            code = add_administrator(
                session, resources.keys, name=name, staff_code=staff_code, now=now
            )
    except LmsError as error:
        raise click.ClickException(error.sentence()) from error
    url = f"{resources.settings.public_url}/kich-hoat"
    click.echo(f"Mã kích hoạt của {name}: {code} (dùng một lần tại {url}, trong 14 ngày)")


@group.command("demo")
@click.option("--people", default=2_000, show_default=True, help="Number of people.")
@click.option("--if-empty", is_flag=True, help="Do nothing if the database holds anybody.")
def demo_command(*, people: int, if_empty: bool) -> None:
    """Fill the database with made-up people at every stage of learning."""
    for line in load(_resources(), people=people, if_empty=if_empty):
        click.echo(line)


@group.command("worker")
def worker() -> None:
    """Run background work on this machine until stopped."""
    resources = _resources()
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    collect_rarely()
    jobs.work(resources, TASKS, stop=stop)


@group.command("doctor")
def doctor_command() -> None:
    """Say what is wrong with this installation; exit 1 if something must be mended."""
    findings = doctor.examine(Resources.at(load_settings()))
    for finding in findings:
        click.echo(finding)
    if any(finding.is_error for finding in findings):
        raise SystemExit(1)
    click.echo("Không có lỗi.")


@group.command("check-reports")
def check_reports() -> None:
    """Count every sealed report anew, to the person; exit 1 if one differs."""
    resources, faults = _resources(), {"figure": "SỐ LIỆU KHÁC", "file": "TỆP BỊ SỬA", "": "đúng"}
    with resources.database.reading() as session:
        found = [(r.number, r.uuid, why) for r, why in report_faults(session, resources.files)]
    for number, uuid, why in found:
        click.echo(f"{number} ({uuid}): {faults[why]}")
    if any(why for *_, why in found):
        raise SystemExit(1)
    click.echo(f"{len(found)} báo cáo, tất cả đúng.")


@group.command("forget-minority")
@click.confirmation_option(prompt="Xóa hết thông tin dân tộc thiểu số?")
def forget_minority() -> None:
    """Delete who belongs to an ethnic minority, when no report needs it any more."""
    click.echo(f"Đã xóa thông tin của {minority_commands.forget_answers(_resources())} người.")


@group.group("audit")
def audit_group() -> None:
    """Look after the audit log."""


@audit_group.command("verify")
def audit_verify() -> None:
    """Check the whole chain and its signed checkpoints."""
    resources = _resources()
    with resources.database.reading() as session:
        found = audit.verify(session, key=resources.keys.signing_key.public_key())
    click.echo(f"{found.sealed} đã niêm phong, {found.unsealed} chờ, {found.checkpoints} mốc ký.")
    if found.fault is not None:
        click.echo(f"SAI tại {found.fault}")
        raise SystemExit(1)
    click.echo("Chuỗi nhật ký còn nguyên vẹn.")


@group.group("mail")
def mail_group() -> None:
    """Look after e-mail."""


@mail_group.command("test")
@click.argument("address")
def mail_test(address: str) -> None:
    """Send a message to ADDRESS now, to see whether MAIL_URL and MAIL_FROM are right."""
    failure = messages_commands.send_trial(_resources(), address)
    if failure is not None:
        click.echo(f"LỖI: {failure}")
        raise SystemExit(1)
    click.echo("Đã giao thư thử. Hãy xem hộp thư (hoặc thư mục ghi trong MAIL_URL).")
