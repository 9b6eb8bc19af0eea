"""Sending job ids to Celery, in a way that never holds up or fails a user's request."""

import logging
from collections.abc import Callable

from celery import Celery
from kombu.exceptions import OperationalError

RUN_JOB = "lms.run_job"
SWEEP = "lms.sweep"
SOCKET_SECONDS = 1.0
VISIBILITY_SECONDS = 3600

log = logging.getLogger(__name__)


def make_celery(queue_url: str) -> Celery:
    """Return Celery on Redis at `queue_url`: JSON only, acknowledged late, one job at a time."""
    celery = Celery("lms", broker=queue_url)
    celery.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_time_limit=VISIBILITY_SECONDS // 2,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_SECONDS,
            "unacked_restore_throttle": 1,
            "socket_timeout": SOCKET_SECONDS,
            "socket_connect_timeout": SOCKET_SECONDS,
        },
        task_publish_retry=False,
    )
    return celery


def sender(queue_url: str) -> Callable[[int], None]:
    """Return a function that sends a job's id; if the queue is down, the sweep finds the row."""
    celery = make_celery(queue_url)

    def send(job_id: int) -> None:
        try:
            celery.send_task(RUN_JOB, [job_id])
        except (OperationalError, OSError):
            log.warning("queue unreachable, job %d waits for the sweep", job_id)

    return send
