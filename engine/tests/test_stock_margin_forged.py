"""Honest logs of a random trader under a leverage limit with borrow cost, then forged: none may pass."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.simulation.run import simulate
from engine.spec import Costs
from engine.tests.ledger_cases import random_bars
from engine.tests.test_ledger_random_trader import SOURCE
from engine.tests.test_stock_agreement import make_spec

SEEDS = st.integers(0, 3)
LEVERAGES = st.sampled_from([1.0, 2.0])


@cache
def honest(seed, leverage):
    costs = Costs(commission_rate=0.001, slippage_rate=0.0005, borrow_rate=0.2, cash_rate=0.05)
    spec = make_spec(SOURCE, ["S0"], cash=4_000.0, seed=seed, costs=costs, leverage=leverage)
    bars = random_bars(seed, 200, symbol="S0")
    log = simulate(spec, [bars], report=lambda event: None)
    return spec, bars, log, audit(spec, [bars], log)


def by_bar(events):
    return sorted(events, key=lambda event: event.bar)


class TestForgedLogs:
    @given(seed=SEEDS, leverage=LEVERAGES, data=st.data())
    @settings(max_examples=60, deadline=None)
    def test_that_fill_what_was_refused_are_caught(self, seed, leverage, data):
        spec, bars, log, _ = honest(seed, leverage)
        filled = {fill.order for fill in log.fills}
        refused = [
            end
            for end in log.ended
            if end.reason is EndReason.MARGIN
            and end.order not in filled
            and log.placed[end.order - 1].type is OrderType.MARKET
        ]
        assume(refused)
        end = data.draw(st.sampled_from(refused))
        placed = log.placed[end.order - 1]
        opening, low, high = (float(getattr(bars, name)[end.bar]) for name in ("open", "low", "high"))
        price = min(opening * 1.0005, high) if placed.side == "buy" else max(opening * 0.9995, low)
        fill = Fill(bar=end.bar, order=end.order, size=placed.size, price=price)
        forged = replace(log, fills=by_bar([*log.fills, fill]), ended=[one for one in log.ended if one is not end])

        with pytest.raises(BadResult):
            audit(spec, [bars], forged)

    @given(seed=SEEDS, leverage=LEVERAGES, data=st.data())
    @settings(max_examples=60, deadline=None)
    def test_that_refuse_what_was_filled_are_caught(self, seed, leverage, data):
        spec, bars, log, _ = honest(seed, leverage)
        busy = [fill.bar for fill in log.fills]
        alone = [fill for fill in log.fills if busy.count(fill.bar) == 1]
        fill = data.draw(st.sampled_from(alone))
        assume(fill.size == log.placed[fill.order - 1].size)
        ended = by_bar([*log.ended, OrderEnded(bar=fill.bar, order=fill.order, reason=EndReason.MARGIN)])
        forged = replace(log, fills=[one for one in log.fills if one is not fill], ended=ended)

        with pytest.raises(BadResult):
            audit(spec, [bars], forged)

    @given(seed=SEEDS, data=st.data())
    @settings(max_examples=30, deadline=None)
    def test_of_a_run_with_more_leverage_are_caught(self, seed, data):
        spec, bars, log, account = honest(seed, data.draw(st.sampled_from([1.0, 2.0])))
        limited = replace(spec, leverage=spec.leverage / 4)

        with pytest.raises(BadResult):
            audit(limited, [bars], log)
        assert account.fills
