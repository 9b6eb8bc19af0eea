"""A worker in a process of its own, that a test may kill."""

from collections.abc import Mapping

from config import load_settings
from lms.cli import TASKS
from lms.core import jobs
from lms.core.resources import Resources


def work_until_killed(variables: Mapping[str, str]) -> None:
    """Do what is due on the installation that `variables` describe, over and over."""
    resources = Resources.at(load_settings(variables))
    while True:
        jobs.run_due(resources, TASKS)
