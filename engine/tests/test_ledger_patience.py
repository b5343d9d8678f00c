from dataclasses import replace
from itertools import chain, repeat

import pytest

from engine.backtest import CANCELLED, run_backtest
from engine.events import OrderType
from engine.ledger.audit import NoLongerWanted, OutOfPatience, audit
from engine.sandbox.outcome import Outcome
from engine.spec import Costs, Limits
from engine.tests.ledger_cases import make_log, make_spec, order, random_bars
from engine.verdict import Verdict

BARS = random_bars(1, count=2_000)
CAPPED = replace(make_spec(), costs=Costs(volume_cap=0.1))
NEVER = {"type": OrderType.LIMIT, "price": 0.01}


def hungry():
    """Return orders for more than there is, which are tried on every bar."""
    many = [order(number, 0, "buy", 1e9, type=OrderType.LIMIT, price=1e6) for number in range(1, 2_001)]
    return CAPPED, make_log(len(BARS), many)


def siblings():
    """Return one order that many others wait for, each of which is asked about all others."""
    many = [order(number, 0, "sell", 1, **NEVER, parent=1, expires_at=1e12) for number in range(2, 20_001)]
    return make_spec(), make_log(len(BARS), [order(1, 0, "buy", 1, **NEVER), *many])


def trailers():
    """Return stops that trail over all bars."""
    stop = {"type": OrderType.TRAILING_STOP, "price": 0.01, "trail_percent": 0.999}
    return make_spec(), make_log(len(BARS), [order(number, 0, "sell", 1, **stop) for number in range(1, 20_001)])


class Answering:
    """A sandbox that has its answer ready."""

    def __init__(self, log) -> None:
        self.log = log

    def run(self, spec, feeds, **callbacks) -> Outcome:
        return Outcome(verdict=Verdict.OK, order_log=self.log, failure=None, elapsed_ms=1.0)


class TestALogThatTakesLongToCheck:
    @pytest.mark.parametrize("make", [hungry, siblings, trailers], ids=lambda make: make.__name__)
    def test_is_given_up_when_nobody_wants_it_any_more(self, make):
        spec, log = make()
        answers = chain([False], repeat(True))

        with pytest.raises(NoLongerWanted):
            audit(spec, [BARS], log, should_stop=lambda: next(answers))

    def test_is_given_up_when_it_took_as_much_of_the_processor_as_a_run_may(self):
        spec, log = siblings()

        with pytest.raises(OutOfPatience):
            audit(replace(spec, limits=Limits(cpu_seconds=0)), [BARS], log)

    def test_ends_the_run_with_its_time(self):
        spec, log = hungry()

        ended = run_backtest(sandbox=Answering(log), spec=replace(spec, limits=Limits(cpu_seconds=0)), feeds=[BARS])

        assert (ended.verdict, ended.report) == (Verdict.TIME, None)
        assert ended.failure.message == "The run's orders took more than 0 seconds to check."

    def test_can_be_cancelled(self):
        spec, log = hungry()

        ended = run_backtest(sandbox=Answering(log), spec=spec, feeds=[BARS], should_stop=lambda: True)

        assert (ended.verdict, ended.failure, ended.report) == (Verdict.CANCELLED, CANCELLED, None)
