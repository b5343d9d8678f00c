"""Strategies to run, bars to run them on, and a real worker to run them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from engine.spec import Spec
from marketdata.services import load_sample_data
from strategies.services import create_strategy

PROJECT = Path(__file__).resolve().parents[2]

# Buys once, so that its result is known to every test.
HOLD = """\
import backtrader as bt


class Hold(bt.Strategy):
    def next(self):
        if not self.position:
            self.buy(size=10)
"""
# About half a second for a hundred bars, without ever sleeping: strategies may not.
SLOW = """\
import backtrader as bt


class Slow(bt.Strategy):
    params = (("work", 100_000),)

    def next(self):
        total = 0
        for number in range(self.p.work):
            total += number
        if not self.position:
            self.buy(size=10)
"""
BROKEN = """\
import backtrader as bt


class Broken(bt.Strategy):
    def next(self):
        if len(self) == 5:
            1 / 0
"""
SOURCES = {"hold": HOLD, "slow": SLOW, "broken": BROKEN}


@pytest.fixture
def sample_data(db):
    """Store the sample prices."""
    load_sample_data()


@pytest.fixture
def version_of():
    """Return the first version of a new strategy of this owner, by its name here or by its code."""

    def make(owner, code="hold"):
        source = SOURCES.get(code, code)
        return create_strategy(owner=owner, name="Mine", source=source).latest_version

    return make


@pytest.fixture
def spec():
    """Return a spec over the 83 AAPL bars of four months of 2001, and none before them."""

    def make(**changes):
        dates = {"start_date": "2001-01-01", "end_date": "2001-05-01"}
        dates = {name: changes.pop(name, day) for name, day in dates.items()}
        values = {"source": HOLD, "symbols": ("AAPL",), "warmup": 0, **changes}
        return Spec.from_dict(Spec(**values).to_dict() | dates)

    return make


class Worker:
    """A real Celery worker in a process of its own, over the test's database and the test's Redis."""

    def __init__(self, log_path):
        self.log_path = log_path
        self.process = None

    def start(self, **environment):
        command = ["-m", "celery", "-A", "statis", "worker", "--concurrency=1", "--loglevel=INFO", "--beat"]
        schedule = ["-s", str(self.log_path.with_name("schedule"))]
        database = connection.settings_dict
        os.environ.pop("COV_CORE_SOURCE", None)
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, *schedule],
                cwd=PROJECT,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "backtests.tests.worker_settings",
                    "TEST_DATABASE_NAME": str(database["NAME"]),
                    "VAR_DIR": str(django_settings.VAR_DIR),
                    "REDIS_URL": django_settings.REDIS_URL,
                    **environment,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def log(self):
        return self.log_path.read_text()

    def descendants(self):
        """Return the ids of every process below the worker, with those below its zygote."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
        found, fringe = set(), {self.process.pid}
        while fringe:
            fringe = {pid for pid, parent in parents if parent in fringe}
            found |= fringe
        return found

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            # A cold stop: what it was doing goes back to the queue.
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture
def worker(tmp_path, redis_url, transactional_db):
    """Return a worker that is not started yet."""
    worker = Worker(tmp_path / "worker.log")
    yield worker
    worker.stop()
