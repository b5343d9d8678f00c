"""A broker that takes connections and never answers."""

import socket
import time
from functools import partial

import pytest

from backtests import services
from backtests.models import State
from statis import jobs


@pytest.fixture
def hung_broker(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        # Celery's settings would remember a change of them.
        monkeypatch.setattr(jobs.app, "connection_for_write", partial(jobs.app.connection_for_write, address))
        yield


class TestHungBroker:
    def test_leaves_the_run_queued_without_keeping_the_request_waiting(
        self, hung_broker, alice, version_of, spec, django_capture_on_commit_callbacks
    ):
        began = time.monotonic()

        with django_capture_on_commit_callbacks(execute=True):
            run = services.start_backtest(owner=alice, version=version_of(alice), spec=spec())

        run.refresh_from_db()
        assert (run.state, run.enqueued_at) == (State.QUEUED, None)
        assert time.monotonic() - began < 10
