"""Whatever a child does to itself, what is stored is what its orders earn on our own bars, or nothing at all."""

import json
from dataclasses import replace

import pytest

from engine.backtest import run_backtest
from engine.lookahead.check import Thoroughness, check_look_ahead
from engine.sandbox.parent import Sandbox
from engine.sandbox.tests import programs
from engine.sandbox.tests.programs import Program
from engine.sandbox.tests.sandboxes import honest_spec, prices
from engine.sandbox.tests.trial import limits_for, replay_of
from engine.spec import Spec
from engine.verdict import Verdict

PROGRAMS = [program for program in programs.everything() if program.family in ("forging", "hindsight", "persistence")]
REFUSED = [program for program in PROGRAMS if program.verdicts == (Verdict.BAD_RESULT,)]
ACCEPTED = [program for program in PROGRAMS if program.verdicts == (Verdict.OK,)]
# These play the honest strategy to the letter, so that nothing at all may differ.
IN_DISGUISE = [program for program in ACCEPTED if "class Honest(" in program.text]
# What a report keeps of the child's own word (docs/security.md); all else the worker works out itself.
REPORTED_FACTS = ("engine_path", "path_reason", "warmup_bars", "bars_run", "sizes")
ORDERS = ("placed", "fills", "ended")
# These guess from the number of bars that they are being checked.
KNOWS_BY_HEART = {"known_by_heart"}
NEVER_ENDS = {"rehearsal_endless"}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def honest(sandbox):
    """Return the stored report of an honest run."""
    return stored(ended(sandbox, honest_spec().source))


def named(chosen: list[Program]):
    return pytest.mark.parametrize("program", chosen, ids=lambda program: program.name)


def ended(sandbox, source, **values):
    spec = Spec(source=source, symbols=("ABC",), **values)
    return run_backtest(sandbox=sandbox, spec=spec, feeds=[prices()])


def stored(ending):
    """Return a report as it is stored, but for how long it took."""
    assert ending.report is not None, ending.failure
    return json.loads(json.dumps(ending.report.to_dict() | {"elapsed_ms": 0}))


def worked_out(report):
    """Return what of a stored report the worker worked out, and the orders it did so from."""
    log = {name: report["order_log"][name] for name in ORDERS}
    facts = {name: value for name, value in report["facts"].items() if name not in REPORTED_FACTS}
    return report | {"order_log": log, "facts": facts}


class TestForgedLog:
    @named(REFUSED)
    def test_is_refused_and_nothing_of_it_is_stored(self, program, sandbox):
        ending = ended(sandbox, program.text, limits=limits_for(program))

        assert ending.verdict is Verdict.BAD_RESULT, ending.failure
        assert ending.report is None


class TestAcceptedReport:
    @named(ACCEPTED)
    def test_is_what_the_same_orders_earn_honestly(self, program, sandbox):
        report = ended(sandbox, program.text, limits=limits_for(program)).report

        honest = ended(sandbox, replay_of(report.order_log), limits=limits_for(program)).report

        for one in (report, honest):
            assert one is not None
        assert worked_out(report.to_dict() | {"elapsed_ms": 0}) == worked_out(honest.to_dict() | {"elapsed_ms": 0})

    @named(IN_DISGUISE)
    def test_is_to_the_last_figure_that_of_an_honest_run(self, program, sandbox, honest):
        assert stored(ended(sandbox, program.text)) == honest

    @named(PROGRAMS)
    def test_of_the_next_run_does_not_know_of_it(self, program, sandbox, honest):
        ended(sandbox, program.text, limits=limits_for(program))

        assert stored(ended(sandbox, honest_spec().source)) == honest


class TestCorpus:
    def test_has_programs_of_each_kind(self):
        assert len(REFUSED) >= 40
        assert len(ACCEPTED) >= 15
        assert len(IN_DISGUISE) >= 10


class TestHindsight:
    @named([program for program in PROGRAMS if program.family == "hindsight"])
    def test_earns_its_orders_but_is_told(self, program, sandbox):
        # Orders chosen with the future known, be it in a forged log, are orders all the same: what tells is that
        # without the future they would have been others.
        limits = replace(limits_for(program), wall_seconds=2.0)
        spec = Spec(source=program.text, symbols=("ABC",), limits=limits)
        ending = run_backtest(sandbox=sandbox, spec=spec, feeds=[prices()])

        checked = check_look_ahead(
            sandbox=sandbox, spec=spec, feeds=[prices()], ending=ending, thoroughness=Thoroughness(cuts=12)
        )

        found = checked.report.look_ahead
        assert checked.report.account.trades
        # One that never ends when it is cut can only choose to be told as one that could not be checked.
        assert found.is_unchecked if program.name in NEVER_ENDS else found.finding in told_as(program), found


def told_as(program: Program) -> tuple[str, ...]:
    # What a program writes into its log after the last bar is forgotten in a check, so that it cannot be repeated.
    return ("length",) if program.name in KNOWS_BY_HEART else ("hindsight", "unrepeatable")
