"""The servers that tests talk to: those named in the environment, else found, else started here.

`python -m tests.support.services` prints the Debian packages that are still needed.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import redis

POSTGRESQL = "TEST_DATABASE_URL"  # an account there that may create databases
REDIS = "TEST_REDIS_URL"
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"
START_SECONDS = 30.0
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def named(variable: str) -> str | None:
    """Return what the environment says, or None."""
    return os.environ.get(variable) or None  # noqa: TID251 - where tests find their servers


def chromium() -> str | None:
    """Return the browser's path, or None."""
    return next((path for path in map(shutil.which, CHROMIUM) if path), None)


def missing_packages() -> list[str]:
    """Return the Debian packages without which some tests could not run."""
    has_postgresql = named(POSTGRESQL) or _answers(LOCAL) or _postgresql_programs()
    has_redis = named(REDIS) or shutil.which("redis-server")
    needed = {"chromium": chromium(), "postgresql": has_postgresql, "redis-server": has_redis}
    return [package for package, found in needed.items() if not found]


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of a PostgreSQL server on which tests may create databases."""
    known = named(POSTGRESQL) or (LOCAL if _answers(LOCAL) else None)
    if known:
        yield known
        return
    programs = _postgresql_programs()
    if programs is None:
        message = f"no PostgreSQL: set {POSTGRESQL}, or: apt-get install postgresql"
        raise RuntimeError(message)
    with TemporaryDirectory(prefix="lantoa-postgresql-") as folder:
        yield from _own_postgresql(programs, Path(folder))


@contextmanager
def redis_server() -> Iterator[str]:
    """Yield the address of a Redis that tests may empty: never one that somebody else uses."""
    known = named(REDIS)
    if known:
        yield known
        return
    program = shutil.which("redis-server")
    if program is None:
        message = f"no Redis: set {REDIS}, or: apt-get install redis-server"
        raise RuntimeError(message)
    port = free_port()
    with TemporaryDirectory(prefix="lantoa-redis-") as folder:
        options = f"--port {port} --bind 127.0.0.1 --appendonly no --dir {folder}".split()
        server = subprocess.Popen(  # noqa: S603 - Debian's program, our arguments
            [program, *options, "--save", ""], stdout=subprocess.DEVNULL
        )
        try:
            with redis.Redis(port=port) as client:
                _wait(lambda: _pings(client), "Redis")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait()


@contextmanager
def new_database(server: str, template: str | None = None) -> Iterator[str]:
    """Create a database (a copy of `template`), yield its address, drop it in the end."""
    name = f"lantoa_test_{uuid4().hex[:12]}"
    source = f" TEMPLATE {template}" if template else ""
    _execute(server, f"CREATE DATABASE {name}{source}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _own_postgresql(programs: Path, folder: Path) -> Iterator[str]:
    """Make and run a server of our own; PostgreSQL refuses root, so root lends it to `postgres`."""
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user, user)
    data, port = folder / "data", free_port()
    options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(  # noqa: S603 - Debian's program, our arguments
        [programs / "initdb", *options, data],
        check=True,
        user=user,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "fsync": "off",
        "synchronous_commit": "off",
        "max_connections": 200,
    }
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603 - Debian's program, our arguments
            [programs / "postgres", "-D", data, *arguments], user=user, cwd=folder, stderr=log
        )
        try:
            _wait(lambda: _answers(address), "PostgreSQL")
            yield address
        finally:
            server.terminate()
            server.wait()


def _postgresql_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, or None."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def _version(program: Path) -> int:
    return int(program.parent.parent.name)


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _wait(ready: Callable[[], bool], name: str) -> None:
    """Wait until `ready`, or give up after `START_SECONDS`."""
    end = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > end:
            message = f"{name} did not start within {START_SECONDS:.0f} seconds"
            raise RuntimeError(message)
        time.sleep(0.05)


if __name__ == "__main__":
    sys.stdout.write(" ".join(missing_packages()) + "\n")
