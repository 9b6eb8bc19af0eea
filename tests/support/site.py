"""The whole product as it is served: web server and worker as processes, nothing replaced."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import Settings, load_settings
from lms.catalog import commands
from lms.core.clock import utc_now
from lms.core.migrate import upgrade
from lms.core.resources import Resources
from lms.targets.service import sync_targets
from tests.support.services import free_port

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
START_SECONDS = 60.0


@dataclass(frozen=True)
class Site:
    """A running installation."""

    url: str
    settings: Settings
    resources: Resources


@contextmanager
def running_site(
    folder: Path, *, database_url: str | None, queue_url: str | None
) -> Iterator[Site]:
    """Migrate, publish and serve; None: the embedded database, the local worker."""
    port = free_port()
    variables = {
        "DATA_DIR": str(folder / "data"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PUBLIC_TARGETS": "t5",
        "MINORITY_RECORDED": "on",
        **({"DATABASE_URL": database_url} if database_url else {}),
        **({"QUEUE_URL": queue_url} if queue_url else {}),
    }
    settings = load_settings(variables)
    environment = {**os.environ, **variables}  # noqa: TID251 - for the child processes
    upgrade(settings.database_url)
    resources = Resources.at(settings)
    publish(resources)
    web: list[Path | str] = [
        BIN / "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "wsgi:app",
    ]
    worker: list[Path | str] = [BIN / "flask", "--app", "wsgi", "lms", "worker"]
    if queue_url:
        options = ["-B", "-s", str(folder / "beat"), "--concurrency", "1", "--loglevel", "WARNING"]
        worker = [BIN / "celery", "-A", "lms.worker", "worker", *options]
    with _process(web, environment), _process(worker, environment):
        _wait_for(settings.public_url)
        yield Site(settings.public_url, settings, resources)
    resources.database.dispose()


def publish(resources: Resources) -> None:
    """Publish `courses/` as the product comes with it."""
    folder = resources.settings.courses_dir
    for _ in commands.publish(resources, folder):
        pass
    with resources.database.transaction() as session:
        sync_targets(session, folder / "targets.yaml", now=utc_now())


@contextmanager
def _process(command: list[Path | str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 - our own programs
        command, env=environment, cwd=ROOT, start_new_session=True
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with suppress(ProcessLookupError):  # and whatever it began and left behind
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/tinh-trang", timeout=2)  # noqa: S310 - our own server
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    message = "the web server did not start"
    raise RuntimeError(message)
