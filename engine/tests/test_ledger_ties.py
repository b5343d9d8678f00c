"""Orders tied together that one bar could fill: the first sent is the first tried, whatever a log says."""

import pytest

from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import audit
from engine.ledger.checks import BadResult
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order

QUIET = (100.0, 101.0, 99.0, 100.0)
# The fourth bar reaches the stop as well as the target.
BARS = make_bars([QUIET, QUIET, QUIET, (100.0, 110.0, 90.0, 100.0), QUIET])
ENTRY = order(1, 0, "buy", 10.0)
ENTERED = Fill(bar=1, order=1, size=10.0, price=100.0)
BRACKET = (
    ENTRY,
    order(2, 0, "sell", 10.0, type=OrderType.STOP, price=95.0, parent=1),
    order(3, 0, "sell", 10.0, type=OrderType.LIMIT, price=105.0, parent=1),
)
PAIR = (
    ENTRY,
    order(2, 1, "sell", 10.0, type=OrderType.STOP, price=95.0),
    order(3, 1, "sell", 10.0, type=OrderType.LIMIT, price=105.0, oco=2),
)


def judged(placed, *, filled, called_off, price):
    fills = [ENTERED, Fill(bar=3, order=filled, size=10.0, price=price)]
    ended = [OrderEnded(bar=3, order=called_off, reason=EndReason.CANCELLED)]
    return audit(make_spec(), [BARS], make_log(5, placed, fills, ended))


class TestTiedOrders:
    @pytest.mark.parametrize("placed", [BRACKET, PAIR])
    def test_call_off_what_was_sent_after_them(self, placed):
        account = judged(placed, filled=2, called_off=3, price=95.0)

        assert account.equity[-1] == 9_950.0

    @pytest.mark.parametrize("placed", [BRACKET, PAIR])
    def test_cannot_call_off_what_had_its_turn_before(self, placed):
        with pytest.raises(BadResult, match="Order 2 is cancelled on bar 3, though bar 3 fills it first"):
            judged(placed, filled=3, called_off=2, price=105.0)

    def test_are_not_both_filled(self):
        exits = [Fill(bar=3, order=number, size=10.0, price=price) for number, price in ((2, 95.0), (3, 105.0))]

        with pytest.raises(BadResult, match="Order 3 is filled on bar 3, called off by one tied to it before"):
            audit(make_spec(), [BARS], make_log(5, PAIR, [ENTERED, *exits]))


class TestRefusal:
    def test_never_spares_what_an_order_closes(self):
        placed = (ENTRY, order(2, 1, "sell", 1e6, type=OrderType.LIMIT, price=100.0))
        ended = [OrderEnded(bar=2, order=2, reason=EndReason.MARGIN)]
        spec = make_spec(leverage=1.0)
        honest = make_log(5, placed, [ENTERED, Fill(bar=2, order=2, size=10.0, price=100.0)], ended)

        assert audit(spec, [BARS], honest).equity[-1] == 10_000.0
        with pytest.raises(BadResult, match="Order 2 is refused on bar 2"):
            audit(spec, [BARS], make_log(5, placed, [ENTERED], ended))


class TestTurns:
    def test_of_orders_filled_on_one_bar_are_those_they_were_sent_in(self):
        placed = (ENTRY, order(2, 0, "buy", 5.0))
        fills = [ENTERED, Fill(bar=1, order=2, size=5.0, price=100.0)]

        assert audit(make_spec(), [BARS], make_log(5, placed, fills)).fills[-1].order == 2
        with pytest.raises(BadResult, match="Order 1 is filled on bar 1 behind order 2, sent after it"):
            audit(make_spec(), [BARS], make_log(5, placed, fills[::-1]))

    def test_decide_what_an_order_finds_when_it_is_refused(self):
        # Behind the purchase it closes a part of what it sells, and that is filled in any case.
        placed = (ENTRY, order(2, 0, "sell", 1e6, type=OrderType.LIMIT, price=100.0))
        ended = [OrderEnded(bar=1, order=2, reason=EndReason.MARGIN)]
        closing = Fill(bar=1, order=2, size=10.0, price=100.0)
        spec = make_spec(leverage=1.0)

        assert audit(spec, [BARS], make_log(5, placed, [ENTERED, closing], ended)).equity[-1] == 10_000.0
        with pytest.raises(BadResult, match="Order 2 is refused on bar 1"):
            audit(spec, [BARS], make_log(5, placed, [ENTERED], ended))
