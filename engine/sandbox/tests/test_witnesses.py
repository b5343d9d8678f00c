"""Each witness is shown to speak: a harmless program runs, and an accomplice outside the sandbox does the harm."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import replace

import pytest

from engine import backtest
from engine.events import Failure, LogLine
from engine.ledger import audit as ledger_audit
from engine.sandbox.parent import Sandbox
from engine.sandbox.tests import programs, trial
from engine.sandbox.tests.programs import WITNESSES
from engine.sandbox.tests.sandboxes import HONEST
from engine.sandbox.tests.scene import Scene, adopt_orphans
from engine.sandbox.tests.trial import Stage
from engine.verdict import Verdict

HARMLESS = f"# verdict: OK\n# family: files\n# witness: canary\n# Do no harm.\n{HONEST}"


class Accomplice:
    """Runs strategies as the sandbox does, and plays a trick the first time it is told to."""

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self.trick = None

    @property
    def zygote_pid(self):
        return self._sandbox.zygote_pid

    def run(self, spec, feeds, **callbacks):
        trick, self.trick = self.trick, None
        outcome = self._sandbox.run(spec, feeds, **callbacks)
        return (trick(outcome) if trick else None) or outcome


@pytest.fixture(scope="module")
def accomplice():
    with Sandbox() as sandbox:
        sandbox.start()
        yield Accomplice(sandbox)


@pytest.fixture
def stage(accomplice):
    adopt_orphans()
    with Scene(uids=range(0), neighbour_uid=60_000) as scene, Stage(scene, accomplice) as stage:
        yield stage


@pytest.fixture
def witnesses(stage, accomplice, tmp_path):
    """Return who sees what when this trick is played beside a harmless program."""
    path = tmp_path / "harmless.py"
    path.write_text(HARMLESS)

    def play(trick):
        accomplice.trick = trick
        return {sighting.witness for sighting in stage.try_out(programs.read(path)).sightings}

    return play


def failing(text):
    return lambda outcome: replace(
        outcome, verdict=Verdict.STRATEGY_ERROR, order_log=None, failure=Failure(message=text)
    )


def touched(stage):
    return lambda _: (stage.scene.canary.folder / "touched").touch()


def made_and_removed(stage):
    def trick(_):
        (stage.scene.canary.folder / "gone").touch()
        (stage.scene.canary.folder / "gone").unlink()

    return trick


def told_the_time(stage):
    return failing(stage.scene.canary.secrets["time"])


def called(stage):
    def trick(_):
        with socket.create_connection(("127.0.0.1", int(stage.scene.values()["@PORT@"]))):
            pass

    return trick


def knows_the_job(stage):
    return failing(stage.scene.secrets["job"])


def signalled(stage):
    return lambda _: os.kill(stage.scene.neighbour.pid, signal.SIGUSR1)


def killed_the_job(stage):
    return lambda _: os.kill(stage.job_pid, signal.SIGKILL)


def left_a_process(stage):
    def trick(_):
        stage.left = subprocess.Popen(["sleep", "60"])

    return trick


def filled_cheaper(_):
    def trick(outcome):
        log = outcome.order_log
        fills = [replace(fill, price=fill.price / 2) for fill in log.fills]
        return replace(outcome, order_log=replace(log, fills=fills))

    return trick


def late(_):
    return lambda _: time.sleep(0.3)


def grew(_):
    return lambda _: len(bytearray(b"1") * (100 << 20)) and None


def coloured(_):
    def trick(outcome):
        line = LogLine(bar=0, text="\x1b[31mred")
        return replace(outcome, order_log=replace(outcome.order_log, log=[line]))

    return trick


TRICKS = [
    ("canary", touched),
    ("canary", made_and_removed),
    ("canary", told_the_time),
    ("listener", called),
    ("secret", knows_the_job),
    ("neighbour", signalled),
    ("neighbour", killed_the_job),
    ("process", left_a_process),
    ("result", filled_cheaper),
    ("time", late),
    ("memory", grew),
    ("page", coloured),
]


class TestWitness:
    def test_tells_of_hindsight_that_nobody_noticed(self, stage, tmp_path):
        path = tmp_path / "harmless.py"
        path.write_text(HARMLESS.replace("witness: canary", "witness: look-ahead"))

        seen = {sighting.witness for sighting in stage.try_out(programs.read(path)).sightings}

        assert seen == {"look-ahead"}

    @pytest.mark.parametrize(("witness", "trick"), TRICKS, ids=lambda value: getattr(value, "__name__", value))
    def test_sees_what_it_is_there_for(self, witness, trick, stage, witnesses, monkeypatch):
        # A process that is there to stay would be waited for, and lateness is measured from the limit on.
        monkeypatch.setattr(trial, "until", lambda condition, **_: condition())
        monkeypatch.setattr(trial, "GRACE_SECONDS", 0.2 - trial.WALL_SECONDS)
        # The audit would have been first to see a false fill; here it looks at a true log.
        monkeypatch.setattr(
            backtest, "audit", lambda spec, feeds, _, **rest: ledger_audit.audit(spec, feeds, stage.honest, **rest)
        )

        assert witness in witnesses(trick(stage))

        if hasattr(stage, "left"):
            stage.left.kill()
            stage.left.wait()

    def test_sees_nothing_where_nothing_happens(self, witnesses):
        assert witnesses(None) == set()

    def test_is_planted_whatever_its_kind(self):
        # The one of look-ahead is there for what the others are not: that a warning is missing.
        assert {witness for witness, _ in TRICKS} == set(WITNESSES) - {"look-ahead"}
