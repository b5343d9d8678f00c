"""What becomes of bad programs, in the real sandbox: docs/bad-input.md says the same."""

import time

import pytest

from engine.backtest import run_backtest
from engine.sandbox.parent import Sandbox
from engine.spec import Spec
from engine.tests.bad_input import ORDERS, PROGRAMS
from engine.tests.bad_input_page import documented
from engine.tests.differential import make_bars
from engine.verdict import Verdict

BARS = make_bars(250)
LATER = make_bars(60, seed=2, symbol="BBB", first="2015-02-10")
FEEDS = {"one bar": [make_bars(1)], "a line made of a symbol that begins later": [BARS, LATER]}
# What the report of a run shows where nobody is told anything: fills, and the bar of ruin.
SHOWN = {
    "no trade at all": ([], None),
    "size 0": ([], None),
    "a fractional size": ([0.5], None),
    "a negative size": ([5.0], None),
}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


def ending(sandbox, source, feeds=(BARS,), **settings):
    spec = Spec(source=source, symbols=tuple(feed.symbol for feed in feeds), **settings)
    return run_backtest(sandbox=sandbox, spec=spec, feeds=list(feeds))


class TestPage:
    @pytest.mark.parametrize(("heading", "programs"), [("Programs", PROGRAMS), ("Sizes and prices of orders", ORDERS)])
    def test_has_a_program_for_every_row(self, heading, programs):
        assert list(documented(heading)) == list(programs)


class TestPrograms:
    @pytest.mark.parametrize("name", [*PROGRAMS, *ORDERS])
    def test_end_as_documented(self, sandbox, name):
        verdict, text = {**documented("Programs"), **documented("Sizes and prices of orders")}[name]
        leverage = {"leverage": None} if name == "ruin" and hasattr(Spec, "leverage") else {}

        ended = ending(sandbox, {**PROGRAMS, **ORDERS}[name], FEEDS.get(name, (BARS,)), **leverage)

        assert ended.verdict == verdict, ended.failure
        if ended.failure:
            assert ended.failure.message.startswith(text)
            return
        account = ended.report.account
        if name == "ruin":
            assert account.ruined_bar is not None
            assert (account.equity[account.ruined_bar :] == account.equity[account.ruined_bar]).all()
        elif name in SHOWN:
            assert ([fill.size for fill in account.fills], account.ruined_bar) == SHOWN[name]
        else:
            assert account.unfilled[-1].text.startswith(text)

    def test_name_line_and_bar_of_an_exception(self, sandbox):
        failure = ending(sandbox, PROGRAMS["an exception at bar 57"]).failure

        assert (failure.bar, failure.exception) == (56, "ValueError")
        assert "out of luck" in failure.code

    def test_say_what_to_do_next(self, sandbox):
        for name in ("size NaN", "a size that is text", "a line made of a symbol that begins later"):
            ended = ending(sandbox, {**PROGRAMS, **ORDERS}[name], FEEDS.get(name, (BARS,)))

            assert ended.failure.hint, name

    def test_are_not_started_without_bars(self, sandbox):
        nothing = BARS.between(None, BARS.dates[0].item()).asked.between(BARS.dates[5].item(), None)

        ended = ending(sandbox, PROGRAMS["no trade at all"], [nothing])

        assert (ended.verdict, ended.failure.message) == (
            Verdict.NO_DATA,
            "There are no bars in the chosen period.",
        )


class TestWaitingOrders:
    def test_cost_nothing_on_bars_that_do_not_reach_them(self, sandbox):
        bars = make_bars(2_500)

        started = time.monotonic()
        few = ending(sandbox, PROGRAMS["ten thousand orders that no price reaches"], [BARS])
        middle = time.monotonic()
        many = ending(sandbox, PROGRAMS["ten thousand orders that no price reaches"], [bars])
        ended = time.monotonic()

        assert few.verdict is many.verdict is Verdict.OK
        # Ten times the bars took ten times as long when every order was tried on every bar.
        assert ended - middle < 4 * (middle - started) + 1
