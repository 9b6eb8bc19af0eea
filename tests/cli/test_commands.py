"""What is done from a terminal, as a new administrator would do it."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import group

ROOT = Path(__file__).resolve().parents[2]


def lms(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, env={"DATA_DIR": str(folder)})


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    assert lms(folder, "migrate").exit_code == 0
    assert lms(folder, "publish").exit_code == 0
    return folder


def test_keys_are_made_for_their_owner_only(installation: Path) -> None:
    keys = sorted((installation / "keys").glob("*.key"))
    assert len(keys) == 4
    assert {path.stat().st_mode & 0o777 for path in keys} == {0o600}
    assert len({path.read_text() for path in keys}) == 4


def test_publishing_again_makes_nothing_new(installation: Path) -> None:
    again = lms(installation, "publish")
    assert again.exit_code == 0
    assert "đã công bố" not in again.stdout
    assert again.stdout.count("không thay đổi") == 3


def test_where_nothing_is_sealed_nothing_differs(installation: Path) -> None:
    checked = lms(installation, "check-reports")
    assert checked.exit_code == 0
    assert "0 báo cáo, tất cả đúng." in checked.stdout


def test_the_courses_have_no_mistakes(installation: Path) -> None:
    checked = lms(installation, "check-courses")
    assert checked.exit_code == 0, checked.stdout


def test_the_doctor_finds_a_key_that_others_can_read(installation: Path) -> None:
    assert lms(installation, "doctor").exit_code == 0
    key = installation / "keys" / "personal.key"
    key.chmod(0o644)
    ill = lms(installation, "doctor")
    key.chmod(0o600)
    assert ill.exit_code == 1
    assert f"chmod 600 {key}" in ill.stdout


def test_the_first_administrator_comes_from_the_terminal(tmp_path: Path) -> None:
    """A new installation has a country with nobody in it; a second one can be made as well."""
    assert lms(tmp_path, "migrate").exit_code == 0
    made = lms(tmp_path, "administrator", "Đinh Thị Quản Trị", "QT-1")
    assert made.exit_code == 0, made.output
    assert re.search(r"Đinh Thị Quản Trị: [0-9A-Z-]{16,}", made.stdout)
    taken = lms(tmp_path, "administrator", "Người Khác", "QT-1")
    assert taken.exit_code == 1
    assert "QT-1" in taken.output
    assert lms(tmp_path, "administrator", "Người Khác", "QT-2").exit_code == 0
    with sqlite3.connect(tmp_path / "lantoa.db") as database:
        units = database.execute("SELECT name, kind FROM organisations_organisation").fetchall()
        roles = database.execute("SELECT role FROM accounts_role_grant").fetchall()
    assert units == [("Toàn quốc", "root")]
    assert roles == [("admin",)] * 2


def test_a_changed_event_breaks_the_chain(installation: Path) -> None:
    worker = subprocess.Popen(  # noqa: S603 - our own program
        [Path(sys.executable).parent / "flask", "--app", "wsgi", "lms", "worker"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(installation)},  # noqa: TID251 - for the child process
    )
    try:
        sealed = _wait_for_seal(installation)
    finally:
        worker.terminate()
        worker.wait(timeout=20)
    assert sealed > 0
    with sqlite3.connect(installation / "lantoa.db") as database:
        database.execute("UPDATE core_audit_event SET action = 'x' WHERE id = 1")
    broken = lms(installation, "audit", "verify")
    assert broken.exit_code == 1
    assert "SAI tại" in broken.stdout


def _wait_for_seal(installation: Path) -> int:
    for _ in range(300):
        time.sleep(0.1)
        verified = lms(installation, "audit", "verify")
        found = re.match(r"(\d+) đã niêm phong, 0 chờ", verified.stdout)
        if found and int(found.group(1)):
            return int(found.group(1))
    return 0


@pytest.mark.parametrize(
    "command", [["publish"], ["demo"], ["worker"], ["audit", "verify"]], ids=" ".join
)
def test_without_tables_a_command_says_what_to_run(tmp_path: Path, command: list[str]) -> None:
    told = lms(tmp_path, *command)
    assert told.exit_code == 1
    assert "Hãy chạy: flask --app wsgi lms migrate" in told.stderr
    assert "Traceback" not in told.stderr


def test_without_tables_the_doctor_says_so_too(tmp_path: Path) -> None:
    told = lms(tmp_path, "doctor")
    assert told.exit_code == 1
    assert "hãy chạy: flask lms migrate" in told.stdout


def test_a_message_can_be_sent_to_try_the_settings(installation: Path) -> None:
    sent = lms(installation, "mail", "test", "an@xa-a.test")
    assert sent.exit_code == 0, sent.stdout
    (letter,) = (installation / "mail").rglob("*.eml")
    assert letter.stat().st_mode & 0o777 == 0o600
    assert b"To: an@xa-a.test" in letter.read_bytes()
    refused = lms(installation, "mail", "test", "khong phai dia chi")
    assert refused.exit_code == 1
    assert "Địa chỉ thư điện tử không hợp lệ" in refused.stdout
