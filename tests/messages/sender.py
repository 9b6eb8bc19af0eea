"""A worker in a process of its own, which sends what is due and is there to be killed."""

from collections.abc import Mapping
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

from config import load_settings
from lms.core.resources import Resources
from lms.messages.tasks import send_at

_CONTEXT = get_context("forkserver")  # a fresh process each, without loading all modules each time
_CONTEXT.set_forkserver_preload([__name__])


def run(variables: Mapping[str, str], moment: datetime) -> None:
    """Send what is due at `moment`, on an installation with these settings."""
    send_at(Resources.at(load_settings(variables)), moment)


def start(variables: Mapping[str, str], moment: datetime) -> ForkServerProcess:
    """Start a worker."""
    process = _CONTEXT.Process(target=run, args=(dict(variables), moment))
    process.start()
    return process
