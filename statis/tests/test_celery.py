"""Telling workers of a task, whatever the broker does."""

import socket
import time

import pytest
import redis
from kombu.exceptions import OperationalError

from statis import celery


class TestSendSoon:
    def test_reaches_the_queue(self, redis_url):
        celery.send_soon("marketdata.tasks.sample", sample_id=1)

        with redis.Redis.from_url(redis_url) as client:
            assert client.llen("backtests") == 1

    def test_does_not_wait_for_a_broker_that_accepts_and_never_answers(self, monkeypatch):
        monkeypatch.setattr(celery, "SEND_SECONDS", 0.1)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            monkeypatch.setattr(celery.app.conf, "broker_write_url", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
            began_at = time.monotonic()

            with pytest.raises((OperationalError, OSError)):
                celery.send_soon("marketdata.tasks.sample", sample_id=1)

        assert time.monotonic() - began_at < 5
