"""The leverage limit from end to end: the child keeps to it, and the audit agrees."""

import pytest

from engine.tests.ledger_cases import make_bars, random_bars
from engine.tests.test_ledger_random_trader import SOURCE as RANDOM_TRADER
from engine.tests.test_ledger_random_trader import gappy
from engine.tests.test_stock_agreement import HEADER, make_spec, ours

# Every open is 105, as in the trap of 100,000 shares.
FLAT = make_bars([(105, 106, 104, 105)] * 8)
SHORT_AGAIN_AND_AGAIN = HEADER + "    def next(self):\n        self.order_target_percent(target=-0.95)\n"


def strategy(first: str, following: str = "pass") -> str:
    body = f"if len(self) == 1:\n            {first}\n        else:\n            {following}"
    return f"{HEADER}    def next(self):\n        {body}\n"


def account_of(source, bars=FLAT, **settings):
    return ours(make_spec(source, [bars.symbol], **{"leverage": 1.0, **settings}), [bars])


class TestTrapB6:
    """Stock Backtrader lets 100,000 in cash sell 10.5 million short, and never asks again."""

    SOURCE = strategy("self.sell(size=100_000)")

    def test_is_what_backtrader_does_without_a_limit(self):
        account = account_of(self.SOURCE, leverage=None)

        assert account.gross_value[1] == 10_500_000

    def test_ends_in_a_refusal_in_figures_at_leverage_one(self):
        account = account_of(self.SOURCE)

        assert account.fills == ()
        assert account.unfilled[0].text == (
            "To sell short 100,000 AAA at $105.00 at leverage 1 needed equity of $10,510,500.00, "
            "with commission and all that is held; had $100,000.00."
        )


class TestShortTarget:
    @pytest.mark.parametrize("target", [0.5, 0.95, 0.99])
    def test_trades(self, target):
        account = account_of(strategy(f"self.order_target_percent(target=-{target})"))

        assert account.gross_value[1] == pytest.approx(target * 100_000, abs=105)

    @pytest.mark.parametrize("seed", range(4))
    def test_can_be_held_through_gaps_and_rebalanced(self, seed):
        account = account_of(SHORT_AGAIN_AND_AGAIN, random_bars(seed, 120))

        # An addition is refused where a gap up made the position larger than what is left of the account.
        assert len(account.fills) > 60
        assert sum(one.reason == "margin" for one in account.unfilled) < 10
        assert (account.gross_value[1:] > 0.85 * account.equity[1:]).all()

    def test_gives_a_bracket_with_a_wide_stop(self):
        bracket = "self.sell_bracket(size=940, exectype=bt.Order.Market, stopprice=150, limitprice=104)"

        account = account_of(strategy(bracket))

        assert [trade.side for trade in account.trades] == ["short"]
        assert [one.reason for one in account.unfilled] == ["cancelled"]


class TestLeverageTwo:
    def test_buys_with_borrowed_cash(self):
        account = account_of(strategy("self.order_target_percent(target=1.9)"), leverage=2.0)

        assert account.gross_value[1] == pytest.approx(190_000, abs=105)
        assert account.cash[1] < -89_000

    def test_refuses_what_is_beyond(self):
        account = account_of(strategy("self.order_target_percent(target=2.05)"), leverage=2.0)

        assert [one.reason for one in account.unfilled] == ["margin"]
        assert "at leverage 2 needed equity of $102," in account.unfilled[0].text

    def test_holds_long_and_short_together(self):
        both = "self.buy(self.datas[0], size=900); self.sell(self.datas[1], size=900)"
        feeds = [FLAT, make_bars([(105, 106, 104, 105)] * 8, symbol="BBB")]
        spec = make_spec(strategy(both), ["AAA", "BBB"], leverage=2.0)

        account = ours(spec, feeds)

        assert account.gross_value[1] == 2 * 900 * 105
        assert not ours(make_spec(strategy(both), ["AAA", "BBB"], leverage=1.0), feeds).gross_value[1] > 100_000


class TestRandomTrader:
    @pytest.mark.parametrize("leverage", [0.5, 1.0, 2.0])
    @pytest.mark.parametrize("seed", range(5))
    def test_never_goes_beyond_the_limit_and_is_believed(self, seed, leverage):
        feeds = [gappy(random_bars(seed * 10 + at, 250, symbol=f"S{at}"), seed * 10 + at) for at in range(3)]
        spec = make_spec(RANDOM_TRADER, [bars.symbol for bars in feeds], cash=8_000.0, seed=seed, leverage=leverage)

        account = ours(spec, feeds)

        assert any("leverage" in one.text or "Needed" in one.text for one in account.unfilled)
        before = account.gross_value[:-1] / account.equity[:-1]
        assert account.ruined_bar is not None or (before < leverage * 1.5).all()
