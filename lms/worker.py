"""Celery's entry: `celery -A lms.worker worker -B`. The job's row stays the truth."""

from celery import Celery

from config import load_settings
from lms.cli import TASKS
from lms.core import jobs
from lms.core.clock import utc_now
from lms.core.memory import collect_rarely
from lms.core.resources import Resources
from lms.dispatch import RUN_JOB, SWEEP, make_celery

SWEEP_SECONDS = 5.0


def make() -> Celery:
    """Return the application with its two tasks: run one job, sweep what is due."""
    collect_rarely()
    settings = load_settings()
    resources = Resources.at(settings)
    celery = make_celery(settings.queue_url)

    def run_job(job_id: int) -> None:
        jobs.run_job(resources, TASKS, job_id)

    def sweep() -> None:
        jobs.schedule(resources, TASKS, now=utc_now())
        jobs.run_due(resources, TASKS)

    celery.task(name=RUN_JOB)(run_job)
    celery.task(name=SWEEP, expires=SWEEP_SECONDS)(sweep)
    celery.conf.beat_schedule = {"sweep": {"task": SWEEP, "schedule": SWEEP_SECONDS}}
    return celery


app = make()
