"""What is wrong with an installation is said in a sentence that tells how to mend it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, update

from lms.core import doctor
from lms.core.clock import utc_now
from lms.core.db import Database
from lms.core.doctor import Finding, examine
from lms.core.jobs import Job, enqueue
from lms.core.migrate import upgrade
from lms.core.resources import Resources
from lms.core.secrets import load_keys
from lms.core.storage import open_store
from tests.support.mail import post_office
from tests.support.services import free_port

PHONE = "0243 000 0000"


@pytest.fixture
def healthy(resources: Resources) -> Iterator[Resources]:
    """An installation with nothing to say about."""
    load_keys(resources.settings.data_dir / "keys")
    with post_office() as office:
        settings = replace(
            resources.settings,
            support_phone=PHONE,
            trusted_proxies=1,
            mail_url=office.url,
            mail_from="Lan Tỏa <lan-toa@tinh-a.test>",
        )
        yield replace(resources, settings=settings)


def errors(resources: Resources) -> list[str]:
    return [finding.sentence for finding in examine(resources) if finding.is_error]


def test_a_healthy_installation_has_nothing_to_mend(healthy: Resources) -> None:
    assert examine(healthy) == []


def test_what_only_suits_one_machine_is_pointed_out(healthy: Resources) -> None:
    settings = replace(healthy.settings, public_url="http://127.0.0.1:8000", support_phone="")
    found = examine(replace(healthy, settings=settings))
    assert [finding.is_error for finding in found] == [False, False]
    assert "https" in found[0].sentence
    assert "SUPPORT_PHONE" in str(found[1])
    assert str(found[0]).startswith("LƯU Ý: ")


def test_a_key_that_others_may_read_is_an_error(healthy: Resources) -> None:
    path = healthy.settings.data_dir / "keys" / "personal.key"
    for mode in (0o644, 0o640, 0o604):
        path.chmod(mode)
        (sentence,) = errors(healthy)
        assert f"chmod 600 {path}" in sentence


def test_work_that_nobody_does_is_an_error(healthy: Resources) -> None:
    with healthy.database.transaction() as session:
        ago = utc_now() - timedelta(minutes=11)
        enqueue(session, name="core.sweep", payload={}, now=ago)
    (sentence,) = errors(healthy)
    assert "flask lms worker" in sentence
    with healthy.database.transaction() as session:
        session.execute(update(Job).values(failed_at=utc_now()))
    (found,) = examine(healthy)
    assert "core_job" in str(found)
    assert not found.is_error


def test_a_queue_that_does_not_answer_is_an_error(healthy: Resources) -> None:
    url = f"redis://:bi-mat@127.0.0.1:{free_port()}/0"
    (found,) = _with(healthy, queue_url=url)
    assert found.is_error
    assert "QUEUE_URL" in found.sentence
    assert "bi-mat" not in found.sentence


def test_a_proxy_that_is_not_named_and_a_full_disk_are_pointed_out(
    healthy: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**80)
    proxy, disk = _with(healthy, trusted_proxies=0)
    assert (proxy.is_error, disk.is_error) == (False, False)
    assert "TRUSTED_PROXIES" in proxy.sentence
    assert str(healthy.settings.data_dir) in disk.sentence


def test_errors_come_first(healthy: Resources) -> None:
    (healthy.settings.data_dir / "keys" / "index.key").chmod(0o644)
    found = examine(replace(healthy, settings=replace(healthy.settings, support_phone="")))
    assert [str(finding).split(":")[0] for finding in found] == ["LỖI", "LƯU Ý"]
    assert isinstance(found[0], Finding)


def test_files_that_cannot_be_written_are_an_error(healthy: Resources, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    (sentence,) = errors(replace(healthy, files=open_store(f"file:{tmp_path}/file/x")))
    assert "Không ghi được vào kho tệp" in sentence


def _of(resources: Resources, url: str, engine: Engine | None = None) -> Resources:
    database = Database(engine) if engine else Database.at(url)
    return replace(
        resources, settings=replace(resources.settings, database_url=url), database=database
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_without_its_tables_is_an_error(healthy: Resources, tmp_path: Path) -> None:
    empty = _of(healthy, f"sqlite:///{tmp_path}/empty.db")
    (sentence,) = errors(empty)
    assert "flask lms migrate" in sentence
    upgrade(empty.settings.database_url)
    assert errors(empty) == []
    empty.database.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_that_forgets_at_a_power_cut_is_an_error(
    healthy: Resources, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/fast.db"
    upgrade(url)
    engine = create_engine(url)
    event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=NORMAL"))
    (sentence,) = errors(_of(healthy, url, engine))
    assert "mất điện sẽ mất dữ liệu" in sentence
    engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_that_does_not_answer_is_an_error(healthy: Resources) -> None:
    silent = _of(healthy, "postgresql+psycopg://nobody:bi-mat@127.0.0.1:1/none")
    (sentence,) = errors(silent)
    assert "Không mở được cơ sở dữ liệu" in sentence
    assert "bi-mat" not in sentence


def _with(resources: Resources, **changes: object) -> list[Finding]:
    settings = replace(resources.settings, **changes)  # type: ignore[arg-type]
    return examine(replace(resources, settings=settings))


def test_letters_that_reach_nobody_are_pointed_out(healthy: Resources, tmp_path: Path) -> None:
    (found,) = _with(healthy, mail_url=f"file:{tmp_path}/mail")
    assert not found.is_error
    assert "không đến người nhận" in found.sentence


def test_a_mail_server_that_does_not_answer_is_an_error(healthy: Resources) -> None:
    (found,) = _with(healthy, mail_url=f"smtp://lan:bi-mat@127.0.0.1:{free_port()}?timeout=1")
    assert found.is_error
    assert "connection" in found.sentence
    assert "bi-mat" not in found.sentence


def test_letters_need_a_sender(healthy: Resources) -> None:
    (found,) = _with(healthy, mail_from="Lan Tỏa <khong-tra-loi@localhost>")
    assert "MAIL_FROM" in found.sentence
