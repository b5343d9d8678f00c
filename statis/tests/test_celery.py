import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from kombu.exceptions import OperationalError

from statis.celery import app

PROJECT = Path(__file__).resolve().parents[2]
FORK = """
import os, sys, time
from statis import celery
celery.remember_worker()
child = os.fork()
if child == 0:
    celery.die_with_worker()
    os.write(1, b"ready %d\\n" % os.getpid())
    time.sleep(60)
    os._exit(0)
time.sleep(60)
"""


class TestSettings:
    def test_lose_no_task_with_its_worker(self):
        assert app.conf.task_acks_late
        assert app.conf.task_reject_on_worker_lost
        assert app.conf.worker_prefetch_multiplier == 1

    def test_let_every_run_end_before_its_message_comes_back(self):
        assert 2 * settings.RUN_LIMITS.wall_seconds < app.conf.task_soft_time_limit < app.conf.task_time_limit
        assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]

    def test_send_everything_to_one_queue_by_its_name(self):
        """With an exchange of its own, a message to an emptied Valkey would be dropped: see the test of the broker."""
        queue = app.amqp.queues[app.conf.task_default_queue]

        assert queue.name == "backtests"
        assert queue.exchange.type == "direct"
        assert not app.conf.task_routes

    def test_name_tasks_that_exist(self):
        app.loader.import_default_modules()

        scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
        assert scheduled <= set(app.tasks)
        assert "backtests.tasks.run_backtest" in app.tasks

    def test_renew_a_lease_many_times_before_it_ends(self):
        from backtests.watching import HEARTBEAT_SECONDS

        assert settings.RUN_LEASE_SECONDS >= 10 * HEARTBEAT_SECONDS


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has the signal of a parent's death")
class TestDieWithWorker:
    def test_ends_a_pool_child_when_its_worker_is_killed(self, eventually):
        command = [sys.executable, "-c", FORK]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, env={**os.environ}) as worker:
            child = int(worker.stdout.readline().split()[1])

            worker.send_signal(signal.SIGKILL)

            eventually(lambda: not is_running(child), seconds=5, what="the child's end")


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class TestWithoutBroker:
    def test_refuses_at_once_instead_of_keeping_a_request_waiting(self):
        away = Celery("away", broker="redis://127.0.0.1:1/0")
        away.conf.update({key: app.conf[key] for key in ("task_publish_retry_policy", "broker_transport_options")})

        start = time.monotonic()
        with pytest.raises(OperationalError):
            away.send_task("anything")

        assert time.monotonic() - start < 3
