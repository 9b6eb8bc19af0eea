"""Recurring work of the floor."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lms.core import audit
from lms.core.clock import utc_now
from lms.core.jobs import Task, sweep_jobs
from lms.core.resources import Resources

log = logging.getLogger(__name__)


def seal_audit(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Link new audit events into the chain, in batches, until none is left."""
    linked = audit.BATCH
    while linked == audit.BATCH:
        with resources.database.transaction() as session:
            linked = audit.seal(session, key=resources.keys.signing_key, now=utc_now())


def verify_audit(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Check the whole chain once a day and write down what was found."""
    with resources.database.reading() as session:
        found = audit.verify(session, key=resources.keys.signing_key.public_key())
    if found.fault is not None:
        log.error("audit chain broken at %s", found.fault)
    with resources.database.transaction() as session:
        audit.record_verification(session, found=found, now=utc_now())


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Delete jobs that finished long ago."""
    with resources.database.transaction() as session:
        sweep_jobs(session, now=utc_now())


TASKS = (
    Task("core.seal_audit", seal_audit, every=timedelta(seconds=5), first=True),
    Task("core.verify_audit", verify_audit, every=timedelta(days=1)),
    Task("core.sweep", sweep, every=timedelta(hours=1)),
)
