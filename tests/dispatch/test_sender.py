"""Job ids go to Celery without holding anything up."""

import json
import socket
import time
from base64 import b64decode

import pytest
import redis

from lms.dispatch import RUN_JOB, Sender

PATIENCE_SECONDS = 10.0


def test_an_id_reaches_the_queue_as_json(redis_url: str) -> None:
    Sender(redis_url)(41)
    with redis.Redis.from_url(redis_url) as client:
        end = time.monotonic() + PATIENCE_SECONDS
        while not client.llen("celery"):
            assert time.monotonic() < end
            time.sleep(0.02)
        message = json.loads(client.lpop("celery"))
    assert message["headers"]["task"] == RUN_JOB
    assert json.loads(b64decode(message["body"]))[0] == [41]


@pytest.mark.parametrize("state", ["refused", "hanging"])
def test_a_broken_queue_holds_up_nothing(state: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if state == "hanging":
            listener.listen(1)
        send = Sender(f"redis://127.0.0.1:{listener.getsockname()[1]}/0")
        began = time.monotonic()
        for job_id in range(2_000):
            send(job_id)
        assert time.monotonic() - began < 2
