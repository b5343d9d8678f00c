"""The look-ahead check over bars of every interval: honest programs are not suspected, knowing ones are."""

import pytest

from engine.sandbox.parent import Sandbox
from engine.tests.market_bars import INTERVALS, market_bars
from engine.tests.test_lookahead_honest import look_ahead
from engine.tests.test_stock_agreement import HEADER, make_spec
from engine.tests.test_stock_intervals import FOR_THE_CLOSE

KNOWS_THE_NEXT_BAR = (
    HEADER
    + """
    def next(self):
        now = len(self) - 1
        ahead = self.data.close.array[now + 1] if now + 1 < len(self.data.close.array) else self.data.close[0]
        if not self.position and ahead > self.data.close[0]: self.buy(size=10)
        elif self.position and ahead < self.data.close[0]: self.close()
"""
)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.parametrize("interval", INTERVALS)
class TestLookAhead:
    def test_is_not_suspected_of_orders_for_the_close(self, sandbox, interval):
        spec = make_spec(FOR_THE_CLOSE, ["AAA"], interval=interval)

        found = look_ahead(sandbox, spec, [market_bars(interval, count=420)], cuts=6)

        assert found is not None
        assert (found.finding, found.identical, found.compared) == ("clean", 6, 6)

    def test_is_found_with_the_moment_it_begins_at(self, sandbox, interval):
        bars = market_bars(interval, count=120)

        found = look_ahead(sandbox, make_spec(KNOWS_THE_NEXT_BAR, ["AAA"], interval=interval), [bars], cuts=6)

        assert found is not None
        assert found.difference is not None
        assert found.finding == "hindsight"
        assert ("T" in found.difference.date) == bars.timeframe.is_intraday
