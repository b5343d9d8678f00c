"""Orders that are good for a time only."""

from datetime import UTC, datetime

import pytest

from engine.events import EndReason, Fill, OrderEnded, OrderType
from engine.ledger.audit import BadResult, audit
from engine.tests.ledger_cases import make_bars, make_log, make_spec, order

# The limit of 95 is reached on the third bar, 3 January 2024.
FALLING = make_bars([(100, 101, 98, 99), (98, 99, 96, 97), (97, 98, 94, 95), (94, 95, 92, 93)])
FILL = Fill(bar=2, order=1, size=1.0, price=95.0)


def good_until(day):
    """Return a limit order for one unit at 95, good until midnight of that day of January 2024, or for ever."""
    moment = day and datetime(2024, 1, day, tzinfo=UTC).timestamp()
    return order(1, 0, "buy", 1.0, type=OrderType.LIMIT, price=95.0, expires_at=moment)


def audited(placed, *, fills=(), ended=()):
    return audit(make_spec(), [FALLING], make_log(4, [placed], fills, ended))


class TestExpiry:
    def test_spares_an_order_the_fill_after_its_time(self):
        account = audited(good_until(2), ended=[OrderEnded(bar=2, order=1, reason=EndReason.EXPIRED)])

        assert [(one.reason, one.bar) for one in account.unfilled] == [("expired", 2)]

    def test_includes_the_last_moment(self):
        assert len(audited(good_until(3), fills=[FILL]).fills) == 1

    @pytest.mark.parametrize("day", [None, 3, 9])
    def test_cannot_be_claimed_before_the_time_is_over(self, day):
        # The lie: seeing that the fill of this bar would lose, the child says that the order had expired.
        with pytest.raises(BadResult, match="before its time was over"):
            audited(good_until(day), ended=[OrderEnded(bar=2, order=1, reason=EndReason.EXPIRED)])

    def test_cannot_be_ignored(self):
        with pytest.raises(BadResult, match="no bar reaches its price"):
            audited(good_until(2), fills=[FILL])
