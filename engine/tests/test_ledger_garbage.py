"""Whatever a child may send, the audit answers with an account or with BadResult, never with an accident."""

import contextlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import EndReason, Fill, OrderEnded, OrderPlaced, OrderType
from engine.ledger.audit import BadResult, audit
from engine.metrics.compute import compute
from engine.tests.ledger_cases import make_log, make_spec, random_bars

BARS = random_bars(5, 12)
BAR = st.integers(-1, 13)
NUMBER = st.integers(-1, 6)
FLOAT = st.floats() | st.floats(50, 150) | st.sampled_from([0.0, 1e308, -1e308, 5e-324])
RELATIVE = st.none() | NUMBER


@st.composite
def logs(draw: st.DrawFn):
    count = draw(st.integers(0, 5))
    placed = [
        draw(
            st.builds(
                OrderPlaced,
                bar=BAR,
                order=st.just(number) | NUMBER,
                feed=st.sampled_from([0, 0, 0, 1, -1]),
                side=st.sampled_from(["buy", "sell"]),
                type=st.sampled_from(OrderType),
                size=FLOAT,
                price=st.none() | FLOAT,
                limit_price=st.none() | FLOAT,
                trail_amount=st.none() | FLOAT,
                trail_percent=st.none() | FLOAT,
                expires_at=st.none() | FLOAT,
                parent=RELATIVE,
                oco=RELATIVE,
            )
        )
        for number in range(1, count + 1)
    ]
    fills = draw(st.lists(st.builds(Fill, bar=BAR, order=NUMBER, size=FLOAT, price=FLOAT), max_size=4))
    ended = draw(st.lists(st.builds(OrderEnded, bar=BAR, order=NUMBER, reason=st.sampled_from(EndReason)), max_size=4))
    return make_log(draw(st.integers(0, 13)), placed, fills, ended)


@st.composite
def well_formed_logs(draw: st.DrawFn):
    """Draw logs that pass the checks of form, so that the deeper ones meet extreme values too."""
    huge = st.sampled_from([1e-300, 0.01, 90.0, 100.0, 110.0, 1e300])
    bars = sorted(draw(st.lists(st.integers(0, 11), min_size=1, max_size=5)))
    placed = [
        draw(
            st.builds(
                OrderPlaced,
                bar=st.just(bar),
                order=st.just(number),
                feed=st.just(0),
                side=st.sampled_from(["buy", "sell"]),
                type=st.sampled_from(OrderType),
                size=huge,
                price=huge | huge.map(lambda price: -price),
                limit_price=st.none() | huge,
                trail_amount=st.none() | huge,
                trail_percent=st.none() | huge,
                parent=st.none() | st.integers(1, number - 1) if number > 1 else st.none(),
                oco=st.none() | st.integers(1, number - 1) if number > 1 else st.none(),
            )
        )
        for number, bar in enumerate(bars, start=1)
    ]
    sells = [one for one in placed if one.type is OrderType.MARKET and one.side == "sell" and one.bar < 11]
    fills = [
        Fill(bar=one.bar + 1, order=one.order, size=one.size, price=float(BARS.open[one.bar + 1])) for one in sells
    ]
    reasons = draw(st.lists(st.sampled_from(EndReason), min_size=len(placed), max_size=len(placed)))
    ended = [
        OrderEnded(bar=one.bar, order=one.order, reason=reason)
        for one, reason in zip(placed, reasons, strict=True)
        if one not in sells
    ]
    return make_log(12, placed, fills, ended)


class TestGarbage:
    @given(logs() | well_formed_logs())
    @settings(max_examples=200, deadline=None)
    def test_ends_in_an_account_or_in_bad_result(self, log):
        with np.errstate(all="ignore"), contextlib.suppress(BadResult):
            account = audit(make_spec(), [BARS], log)

            assert np.isfinite(account.equity).all()
            for value in compute(account, periods_per_year=252).values():
                assert not isinstance(value, float) or np.isfinite(value)
