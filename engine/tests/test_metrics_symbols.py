from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import Fill
from engine.ledger.audit import audit
from engine.ledger.benchmark import buy_and_hold
from engine.metrics.compute import compute
from engine.metrics.symbols import earned_by_cash, symbol_results
from engine.tests.ledger_cases import cases, make_bars, make_log, make_spec, order, random_bars

AAA = make_bars([(100, 102, 99, 101), (102, 104, 101, 103), (104, 106, 103, 105), (106, 108, 105, 107)])
BBB = make_bars([(50, 51, 49, 50), (50, 51, 49, 50), (48, 49, 47, 48), (40, 42, 39, 40)], symbol="BBB")


def results_of(fills, *, commission=0.0):
    """Return the results of fills given as (bar, feed, side, size), each at its bar's open."""
    feeds = [AAA, BBB]
    placed = [order(at, bar - 1, side, size, feed=feed) for at, (bar, feed, side, size) in enumerate(fills, start=1)]
    told = [
        Fill(bar=bar, order=at, size=size, price=float(feeds[feed].open[bar]))
        for at, (bar, feed, side, size) in enumerate(fills, start=1)
    ]
    account = audit(make_spec(symbols="AAA BBB", commission=commission), feeds, make_log(4, placed, told))
    return account, symbol_results(account, feeds)


class TestSymbolResults:
    def test_of_two_symbols_by_hand(self):
        # AAA: 10 bought at 102 and sold at 106. BBB: 20 bought at 50, still held at its last close of 40.
        account, (first, second) = results_of([(1, 0, "buy", 10), (1, 1, "buy", 20), (3, 0, "sell", 10)])

        assert (first.symbol, first.trades, first.open_trades, first.win_rate) == ("AAA", 1, 0, 1.0)
        assert (first.profit, first.contribution) == (40, pytest.approx(0.004))
        assert (second.symbol, second.trades, second.open_trades, second.win_rate) == ("BBB", 0, 1, None)
        assert second.profit == -200
        assert (first.time_in_market, second.time_in_market) == (0.5, 0.75)
        worth = [(1030, 1000), (1050, 960), (0, 800)]
        for result, side in ((first, 0), (second, 1)):
            weights = [pair[side] / equity for pair, equity in zip(worth, account.equity[1:], strict=True)]
            assert result.average_weight == pytest.approx(sum(weights) / 4)

    def test_of_a_symbol_never_traded_are_empty(self):
        _, (_, second) = results_of([(1, 0, "buy", 10)])

        assert (second.trades, second.open_trades, second.profit, second.costs) == (0, 0, 0, 0)
        assert (second.time_in_market, second.average_weight) == (0, 0)

    def test_share_the_costs_by_symbol(self):
        account, (first, second) = results_of([(1, 0, "buy", 10), (1, 1, "buy", 20)], commission=0.001)

        assert (first.commission, second.commission) == (pytest.approx(1.02), pytest.approx(1.0))
        assert first.costs + second.costs == pytest.approx(compute(account, periods_per_year=252)["costs_paid"])

    @given(st.integers(0, 1000), st.integers(0, 1000))
    def test_of_a_basket_add_up_to_the_account(self, seed, other):
        feeds = [random_bars(seed), random_bars(other, symbol="BBB", first="2024-01-10")]
        account = buy_and_hold(make_spec(symbols="AAA BBB", commission=0.002, slippage=0.001), feeds)

        results = symbol_results(account, feeds)

        assert sum(one.profit for one in results) == pytest.approx(account.equity[-1] - account.initial_cash, abs=1e-6)
        assert sum(one.average_weight for one in results) == pytest.approx(
            (account.gross_value / account.equity).mean()
        )

    @given(cases())
    def test_of_one_symbol_are_those_of_the_account(self, case):
        spec, bars, log = case
        account = audit(spec, [bars], log)

        (result,) = symbol_results(account, [bars])

        values = compute(account, periods_per_year=252)
        assert result.profit == pytest.approx(account.equity[-1] - account.initial_cash, abs=1e-6)
        assert (result.trades, result.win_rate) == (values["total_trades"], values["win_rate"])
        assert result.open_trades == values["open_trades"]
        assert result.time_in_market == values["time_in_market"]
        assert result.costs == pytest.approx(values["costs_paid"])
        assert result.average_weight == pytest.approx(values["average_leverage"] or 0.0)

    def test_leave_interest_to_the_cash(self):
        account, results = results_of([(1, 0, "buy", 10), (1, 1, "buy", 20)])

        assert earned_by_cash(account, results) == 0
        assert earned_by_cash(replace(account, equity=account.equity + 7.5), results) == pytest.approx(7.5)

    def test_of_a_ruined_account_hold_nothing_after_the_end(self):
        account, _ = results_of([(1, 0, "buy", 10)])

        (result, _) = symbol_results(replace(account, ruined_bar=1), [AAA, BBB])

        assert result.time_in_market == 0.25
