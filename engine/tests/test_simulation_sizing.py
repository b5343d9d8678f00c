"""Orders without a size follow the run's rule, targets keep its reserve, and the log tells which applied."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from engine.events import EndReason, SizesUsed
from engine.ledger.audit import audit
from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.spec import Costs, Sizing, Spec
from engine.tests.differential import make_bars
from engine.tests.test_simulation_run import following, run
from engine.trading.sizing.volatility import average_range, yearly_volatility
from marketdata.sources import sample

BARS = make_bars(120)
TEMPLATES = sorted((Path(__file__).parents[2] / "strategies/generation/templates").glob("[a-z]*.py"))
BUNDLED = {one.bars.symbol: one.bars for one in sample.datasets() if not one.bars.is_simulated}
BUY_AT_40 = following("if len(self) == 40: self.buy()")


def bought(sizing, source=BUY_AT_40, *, feeds=(BARS,), **settings):
    log = run(source, feeds=list(feeds), sizing=Sizing.parse(sizing), **settings)
    return [order.size for order in log.placed]


class TestSpecSizer:
    def test_buys_for_the_cash_asked_for(self):
        assert bought("cash:10000") == [np.floor(10_000 / BARS.close[39])]

    def test_buys_a_share_of_the_account(self):
        assert bought("equity:50") == [np.floor(50_000 / BARS.close[39])]

    def test_goes_all_in_within_the_reserve(self):
        expected = np.floor(95_000 / (BARS.close[39] * 1.0005 * 1.001))

        assert bought("all-in") == [pytest.approx(expected)]
        assert bought("all-in", cash_reserve=0.5)[0] < expected

    def test_counts_a_minimum_commission_and_ticks(self):
        costs = Costs(commission_rate=0.0, commission_minimum=5_000.0, slippage_rate=0.0, slippage_ticks=100.0)

        assert bought("all-in", costs=costs) == [np.floor(90_000 / (BARS.close[39] + 1))]

    def test_aims_at_a_volatility(self):
        measured = yearly_volatility(BARS.close[19:40], periods_per_year=252)

        assert bought("volatility:5") == [np.floor(5_000 / measured / BARS.close[39])]

    def test_risks_a_share_over_the_average_range(self):
        measured = average_range(BARS.high[25:40], BARS.low[25:40], BARS.close[25:40])

        assert bought("risk:1") == [np.floor(1_000 / (2 * measured))]

    @pytest.mark.parametrize("side", ["buy", "sell"])
    def test_risks_a_share_down_to_a_brackets_stop(self, side):
        stop, limit = (-4, 9) if side == "buy" else (4, -9)
        source = following(
            "c = self.data.close[0]\n"
            f"if len(self) == 40: self.{side}_bracket("
            f"exectype=bt.Order.Market, stopprice=c + {stop}, limitprice=c + {limit})"
        )

        assert bought("risk:1", source) == [250.0] * 3

    def test_sends_no_bracket_it_has_no_units_for(self):
        source = following("if len(self) == 3: print(self.buy_bracket(stopprice=1.0, limitprice=999.0, price=50.0))")

        log = run(source, sizing=Sizing.parse("volatility:15"))

        assert log.log[0].text == "[None, None, None]"
        assert log.sizes.nothing == 1

    def test_gives_kelly_the_trades_closed_so_far_and_no_later_ones(self):
        source = following("(self.close if self.position else self.buy)()")
        whole = run(source, feeds=[BARS], sizing=Sizing.parse("kelly:50,trades:5"))
        cut = run(source, feeds=[BARS.between(None, date(2015, 3, 1))], sizing=Sizing.parse("kelly:50,trades:5"))

        entries = [order.size for order in whole.placed if order.side == "buy"]

        assert entries[0] == np.floor(25_000 / BARS.close[0])
        assert len(set(entries)) > 2
        assert whole.placed[: len(cut.placed)] == cut.placed

    def test_sees_the_orders_of_the_same_bar(self):
        feeds = [BARS, make_bars(120, seed=2, symbol="BBB")]
        source = following("if len(self) == 40:\n    for data in self.datas: self.buy(data)")

        log = run(source, feeds=feeds, sizing=Sizing.parse("equity:60"))

        assert not log.ended
        assert log.placed[1].size < log.placed[0].size

    def test_frees_what_is_being_sold_on_the_same_bar(self):
        feeds = [BARS, make_bars(120, seed=2, symbol="BBB")]
        source = following(
            "if len(self) == 20: self.buy()\nif len(self) == 40:\n    self.close()\n    self.buy(self.datas[1])"
        )

        log = run(source, feeds=feeds, sizing=Sizing.parse("all-in"))

        assert len(log.fills) == 3
        assert log.placed[2].size * feeds[1].close[39] > 90_000

    def test_counts_what_may_be_borrowed_and_what_may_not_be_invested(self):
        [usual], [double], [half] = (bought("all-in", leverage=limit) for limit in (1.0, 2.0, 0.5))

        assert double == pytest.approx(2 * usual, abs=1)
        assert half == pytest.approx(usual / 2, abs=1)
        assert bought("all-in", leverage=None) == [usual]

    def test_leaves_the_strategys_own_sizer(self):
        source = following("if len(self) == 3: self.buy()", init="self.sizer = bt.sizers.FixedSize()")

        log = run(source)

        assert [order.size for order in log.placed] == [1.0]
        assert log.sizes == SizesUsed(by_strategy=1, sizer="FixedSize")


class TestDefaultSizing:
    @pytest.mark.parametrize("symbol", BUNDLED)
    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
    @pytest.mark.parametrize("sizing", ["percent:95", "all-in"])
    def test_never_has_its_first_order_refused(self, template, symbol, sizing):
        log = run(template.read_text(), feeds=[BUNDLED[symbol]], sizing=Sizing.parse(sizing))

        refused = {end.order for end in log.ended if end.reason is EndReason.MARGIN}
        assert 1 not in refused


class TestCashReserve:
    @pytest.mark.parametrize("symbol", BUNDLED)
    @pytest.mark.parametrize(
        "order",
        [
            "self.order_target_percent(target=1.0)",
            "self.order_target_value(target=self.broker.getvalue())",
            "self.order_target_size(target=int(self.broker.getcash() / self.data.close[0]))",
            "self.order_target_size(self.data0._name, target=1e9)",
        ],
    )
    def test_lets_a_target_of_everything_trade(self, symbol, order):
        bars = BUNDLED[symbol]
        spec = Spec(source=following(f"if len(self) == 5: {order}"), symbols=(symbol,))

        log = simulate(spec, [bars], report=lambda event: None)

        (fill,) = log.fills
        assert 94_000 < fill.size * bars.close[4] <= 95_000
        assert log.sizes.scaled == 1
        assert audit(spec, [bars], log).fills[0].size == fill.size

    def test_of_zero_is_stock_and_refuses_it(self):
        log = run(following("if len(self) == 5: self.order_target_percent(target=1.0)"), cash_reserve=0.0)

        assert [end.reason for end in log.ended] == [EndReason.MARGIN]
        assert log.sizes.scaled == 0

    def test_leaves_smaller_targets_alone(self):
        source = following("if len(self) % 7 == 0: self.order_target_percent(target=0.95 * (len(self) % 2))")

        logs = [run(source, feeds=[BARS], cash_reserve=reserve) for reserve in (0.0, 0.05)]

        assert logs[0].placed == logs[1].placed
        assert logs[1].sizes.scaled == 0

    @pytest.mark.parametrize(("limit", "kept"), [(2.0, 150_000), (1.5, 142_500), (0.5, 47_500)])
    def test_is_of_what_may_be_held_at_the_runs_leverage(self, limit, kept):
        log = run(following("if len(self) == 5: self.order_target_percent(target=1.5)"), feeds=[BARS], leverage=limit)

        assert [order.size for order in log.placed] == [np.floor(kept / BARS.close[4])]
        assert len(log.fills) == 1

    def test_leaves_short_targets_alone(self):
        log = run(following("if len(self) == 5: self.order_target_percent(target=-1.0)"), feeds=[BARS])

        assert log.placed[0].size == np.floor(100_000 / BARS.close[4])

    def test_never_sells_what_has_grown_beyond_it(self):
        names = ("open", "high", "low", "close")
        rising = replace(BARS, **{name: getattr(BARS, name) + np.arange(120.0) for name in names})

        log = run(following("self.order_target_percent(target=1.0)"), feeds=[rising])

        assert {order.side for order in log.placed} == {"buy"}

    def test_keeps_a_strategys_own_methods(self):
        source = following("if len(self) == 5: self.order_target_percent(target=1.0)") + (
            "    def order_target_percent(self, data=None, target=0.0, **kwargs):\n"
            "        print('mine', target)\n"
            "        return super().order_target_percent(data, target, **kwargs)\n"
        )

        log = run(source)

        assert [line.text for line in log.log] == ["mine 1.0"]
        assert log.sizes.scaled == 1

    @pytest.mark.parametrize("target", ["float('nan')", "float('inf')"])
    @pytest.mark.parametrize("method", ["percent", "value", "size"])
    def test_names_the_line_of_a_target_that_is_no_number(self, method, target):
        with pytest.raises(StrategyFailed) as failed:
            run(following(f"self.order_target_{method}(target={target})"))

        assert "target of this order" in failed.value.failure.message
        assert failed.value.failure.code == f"self.order_target_{method}(target={target})"


class TestSizes:
    def test_tell_rule_strategy_and_closing_apart(self):
        source = following(
            "if len(self) == 3: self.buy()\nif len(self) == 6: self.close()\n"
            "if len(self) == 9: self.buy(size=5)\nif len(self) == 12: self.sell(size=9)"
        )

        assert run(source).sizes == SizesUsed(by_rule=1, closing=1, by_strategy=2)

    def test_count_orders_that_came_to_nothing(self):
        log = run(following("if len(self) < 4: self.buy()"), cash=5.0)

        assert (log.placed, log.sizes) == ([], SizesUsed(nothing=3))


class TestSizesOfStrategies:
    @pytest.mark.parametrize("size", ["0", "0.0", "np.int64(0)", "False"])
    def test_of_zero_send_nothing(self, size):
        assert run(following(f"self.buy(size={size})")).placed == []

    @pytest.mark.parametrize("call", ["buy_bracket", "sell_bracket"])
    def test_of_zero_send_no_bracket(self, call):
        log = run(following(f"self.{call}(size=0, price=50.0, stopprice=1.0, limitprice=99.0)"))

        assert log.placed == []

    @pytest.mark.parametrize("size", ["float('nan')", "float('inf')", "np.nan", "-np.inf"])
    def test_that_are_no_number_name_the_line(self, size):
        with pytest.raises(StrategyFailed) as failed:
            run(following(f"self.buy(size={size})"))

        assert "size of this order is" in failed.value.failure.message
        assert failed.value.failure.code == f"self.buy(size={size})"

    def test_below_zero_count_without_their_sign(self):
        log = run(following("if len(self) == 3: self.buy(size=-5)"))

        assert [(order.side, order.size) for order in log.placed] == [("buy", 5.0)]

    def test_beyond_any_account_are_refused_with_the_figures(self):
        source = following("if len(self) == 3: self.buy(size=1e18)")
        spec = Spec(source=source, symbols=("AAA",))

        log = simulate(spec, [BARS], report=lambda event: None)

        (unfilled,) = audit(spec, [BARS], log).unfilled
        assert unfilled.reason == "margin"
        assert unfilled.text.startswith("Needed $")
        assert unfilled.text.endswith("had $100,000.00.")

    def test_may_be_fractions(self):
        source = following("if len(self) == 3: self.buy(size=0.5)")
        spec = Spec(source=source, symbols=("AAA",))

        log = simulate(spec, [BARS], report=lambda event: None)

        assert audit(spec, [BARS], log).fills[0].size == 0.5
