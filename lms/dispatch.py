"""Sending job ids to Celery, in a way that never holds up or fails a user's request."""

import logging
import os
from queue import Full, Queue
from threading import Lock, Thread

from celery import Celery
from kombu.exceptions import OperationalError

RUN_JOB = "lms.run_job"
SWEEP = "lms.sweep"
SOCKET_SECONDS = 1.0
VISIBILITY_SECONDS = 3600
MOST_WAITING = 1_000

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


class Sender:
    """Sends job ids from a thread of its own: a broken or hanging queue holds up no request.

    What is not sent (queue down, process ended) is found by the sweep: the row is the truth. The
    thread begins with the first id, in whichever process that is: threads do not survive a fork.
    """

    def __init__(self, queue_url: str) -> None:
        self._celery = make_celery(queue_url)
        self._waiting: Queue[int] = Queue(MOST_WAITING)
        self._lock = Lock()
        self._process = 0

    def __call__(self, job_id: int) -> None:
        """Hand over a job's id and return at once."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                Thread(target=self._run, name="dispatch", daemon=True).start()
        try:
            self._waiting.put_nowait(job_id)
        except Full:
            log.warning("too many ids wait for the queue, job %d waits for the sweep", job_id)

    def _run(self) -> None:
        while True:
            job_id = self._waiting.get()
            try:
                self._celery.send_task(RUN_JOB, [job_id])
            except (OperationalError, OSError):
                log.warning("queue unreachable, job %d waits for the sweep", job_id)
