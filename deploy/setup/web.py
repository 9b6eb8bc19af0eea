"""gunicorn's settings on one machine.

The application is loaded once; a copy of the process then does what `flask lms migrate`, `publish`
and `demo --if-empty` do, and only then are the processes made that answer requests.
"""

import multiprocessing
import sys
from typing import Any

workers = 2
threads = 4
loglevel = "warning"
preload_app = True


def on_starting(server: Any) -> None:  # noqa: ANN401 - gunicorn has no types
    """Bring the installation up to date, in a process of its own: no connection is inherited."""
    people = str(server.cfg.env.get("DEMO_PEOPLE", "2000"))
    preparing = multiprocessing.get_context("fork").Process(target=_prepare, args=[people])
    preparing.start()
    preparing.join()
    if preparing.exitcode:
        sys.exit(preparing.exitcode)


def _prepare(people: str) -> None:
    from flask.cli import ScriptInfo  # noqa: PLC0415 - after gunicorn has found the project

    from wsgi import app  # noqa: PLC0415

    info = ScriptInfo(create_app=lambda: app)
    for command in (["migrate"], ["publish"], ["demo", "--people", people, "--if-empty"]):
        app.cli.main(["lms", *command], prog_name="flask", obj=info, standalone_mode=False)
