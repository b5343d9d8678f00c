"""A folder of honest programs that look suspicious: each one succeeds, behind every wall, and does what it says."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from engine.backtest import run_backtest
from engine.ledger.audit import audit
from engine.lookahead.check import Thoroughness, check_look_ahead
from engine.sandbox.parent import PROJECT_ROOT, Sandbox
from engine.sandbox.tests.benign_programs import PROGRAMS
from engine.sandbox.tests.sandboxes import in_next, run_by_an_ordinary_user, spec_of
from engine.verdict import Verdict


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def ordinary():
    with pytest.MonkeyPatch.context() as patch:
        run_by_an_ordinary_user(patch)
        with Sandbox() as sandbox:
            sandbox.start()
            yield sandbox


def log_of(program, sandbox):
    outcome = sandbox.run(program.spec, program.feeds)
    assert outcome.verdict is Verdict.OK, outcome.failure
    assert not outcome.failure
    return outcome.order_log


def repeatable(log, program):
    return replace(log, log=[]) if "lines" in program.header else log


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.path.stem)
class TestBenignProgram:
    def test_succeeds_twice_alike_and_does_what_it_says(self, program, sandbox):
        log, again = log_of(program, sandbox), log_of(program, sandbox)

        assert repeatable(again, program) == repeatable(log, program)
        account = audit(program.spec, program.feeds, log)
        assert bool(account.fills) == (program.header["trades"] == "yes")
        assert any(program.header.get("says", "") in line.text for line in log.log) or "says" not in program.header

    def test_is_not_told_to_know_the_future(self, program, sandbox):
        run = {"sandbox": sandbox, "spec": replace(program.spec, profile="basic"), "feeds": program.feeds}

        ending = check_look_ahead(**run, ending=run_backtest(**run), thoroughness=Thoroughness(cuts=5))

        assert ending.report.look_ahead.finding == "clean", ending.report.look_ahead

    @pytest.mark.skipif(os.geteuid() != 0, reason="the programs are run by an ordinary user already")
    def test_succeeds_without_root(self, program, ordinary):
        assert log_of(program, ordinary).bars_run

    def test_says_why_it_looks_scary(self, program):
        assert program.source.startswith("# benign: ")
        assert {"benign", "trades"} <= program.header.keys() <= {"benign", "trades", "says", "symbols", "lines"}


class TestBenignPrograms:
    def test_are_many(self):
        assert len(PROGRAMS) >= 70

    def test_find_all_they_need_loaded_before_the_sandbox_is_sealed(self):
        command = [sys.executable, "-m", "engine.sandbox.tests.lazily_loaded"]

        done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=110, check=True)

        assert json.loads(done.stdout) == {}


class TestPartThatIsNotLoaded:
    def test_is_named_with_what_to_do(self, sandbox):
        outcome = sandbox.run(spec_of(in_next("import numpy._core._simd")), PROGRAMS[0].feeds)

        assert outcome.verdict is Verdict.STRATEGY_ERROR
        assert "numpy._core._simd" in outcome.failure.message
        assert outcome.failure.hint.startswith("This part of numpy cannot be loaded while a strategy runs.")
