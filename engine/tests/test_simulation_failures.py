"""What a person reads when their strategy cannot run."""

import pytest

from engine.simulation.failures import StrategyFailed
from engine.simulation.run import simulate
from engine.spec import Limits, Spec
from engine.tests.differential import make_bars
from engine.verdict import Verdict

CLASS = "import backtrader as bt\n\nclass Mine(bt.Strategy):\n    params = dict(period=5)\n"


def run(source: str, *, count: int = 60, feeds=None, **settings):
    feeds = feeds or [make_bars(count)]
    spec = Spec(source=source, symbols=tuple(bars.symbol for bars in feeds), **settings)
    return simulate(spec, feeds, report=lambda event: None)


def failure_of(source: str, **settings):
    with pytest.raises(StrategyFailed) as caught:
        run(source, **settings)
    return caught.value.failure


def following(text: str) -> str:
    return CLASS + "    def next(self):\n" + "".join(f"        {line}\n" for line in text.splitlines())


def starting(text: str) -> str:
    return CLASS + "    def __init__(self):\n" + "".join(f"        {line}\n" for line in text.splitlines())


class TestLoading:
    def test_names_the_line_of_a_syntax_error(self):
        failure = failure_of("import backtrader as bt\nclass Mine(bt.Strategy)\n    pass\n")

        assert (failure.line, failure.code) == (2, "class Mine(bt.Strategy)")
        assert "line 2" in failure.message.lower()
        assert failure.exception == "SyntaxError"

    @pytest.mark.parametrize(
        "source", ["class A:\n    def f(self):\n  x", "a = (1,\n", "x = '\x00'", "(" * 300 + ")" * 300]
    )
    def test_survives_any_text(self, source):
        assert failure_of(source).message

    def test_says_that_there_is_no_strategy(self):
        failure = failure_of("import backtrader as bt\nfrom backtrader import Strategy\nx = 1\n")

        assert failure.message == "The code defines no strategy class."

    def test_takes_the_last_of_several_unless_one_is_named(self):
        source = "import backtrader as bt\nclass A(bt.Strategy): pass\nclass B(bt.Strategy): pass\n"

        assert run(source).strategy_class == "B"
        assert run(source, strategy_class="A").strategy_class == "A"
        assert run(source).strategies == ["A", "B"]

    def test_takes_a_class_that_is_written_twice_for_the_later_one(self):
        source = CLASS + "class B(bt.Strategy): pass\nclass Mine(bt.Strategy): params = dict(late=1)\n"

        log = run(source)

        assert (log.strategy_class, log.params, log.strategies) == ("Mine", {"late": 1}, ["B", "Mine"])

    def test_lists_the_classes_when_the_named_one_is_none_of_them(self):
        source = "import backtrader as bt\nclass A(bt.Strategy): pass\nclass B(bt.Strategy): pass\n"

        assert failure_of(source, strategy_class="Unheard").hint == "It defines A, B."

    def test_takes_the_leaf_of_a_family(self):
        source = "import backtrader as bt\nclass Base(bt.Strategy): pass\nclass Leaf(Base): pass\nAlias = Leaf\n"

        assert run(source).strategy_class == "Leaf"
        assert run(source, strategy_class="Base").strategy_class == "Base"

    def test_names_the_nearest_class(self):
        assert failure_of(CLASS + "    pass\n", strategy_class="Mien").hint == "Did you mean “Mine”?"

    def test_names_the_nearest_parameter(self):
        assert failure_of(CLASS + "    pass\n", params={"perod": 7}).hint == "Did you mean “period”?"

    def test_passes_parameters_on(self):
        log = run(CLASS + "    pass\n", params={"period": 9.0})

        assert log.params == {"period": 9}
        assert isinstance(log.params["period"], int)

    def test_names_the_line_that_fails_while_reading(self):
        failure = failure_of("import backtrader as bt\nprice = 1 / 0\n")

        assert (failure.line, failure.code, failure.bar) == (2, "price = 1 / 0", None)

    @pytest.mark.parametrize("text", ["import sys\nsys.exit(3)", "exit", "raise SystemExit"])
    def test_takes_an_exit_for_a_failure(self, text):
        source = text if text != "exit" else "quit_now = __import__('sys').exit\nquit_now()"

        assert failure_of(source).message == "The code asked Python to exit."

    def test_does_not_run_the_main_block(self):
        source = CLASS + "    pass\nif __name__ == '__main__':\n    raise ValueError\n"

        assert run(source).bars_run == 60

    def test_finds_a_dataclass_beside_the_strategy(self):
        source = (
            "from dataclasses import dataclass\n@dataclass\nclass Note:\n    text: str = ''\n" + CLASS + "    pass\n"
        )

        assert run(source).strategy_class == "Mine"


class TestRunning:
    def test_names_line_bar_and_frames(self):
        failure = failure_of(following("self.act()") + "    def act(self):\n        return {}['price']\n")

        assert (failure.line, failure.code, failure.bar) == (8, "return {}['price']", 0)
        assert failure.frames == [(6, "next"), (8, "act")]
        assert failure.message == "KeyError: 'price'"

    def test_names_the_nearest_attribute(self):
        failure = failure_of(
            starting("self.average = bt.ind.SMA(period=5)") + "    def next(self):\n        self.avrage[0]\n"
        )

        assert failure.hint == "Did you mean “average”?"
        assert failure.message == "The strategy has no attribute “avrage”."

    @pytest.mark.parametrize(
        ("text", "guess"),
        [
            ("bt.ind.SMMAA(period=5)", "SMMA"),
            ("self.p.perod", "period"),
            ("bt.ind.MACD().signl", "signal"),
            ("self.data.clos", "close"),
        ],
    )
    def test_names_the_nearest_name_of_the_library(self, text, guess):
        assert failure_of(starting(text)).hint == f"Did you mean “{guess}”?"

    def test_knows_the_missing_import(self):
        source = "import backtrader\nclass Mine(backtrader.Strategy):\n    def next(self):\n        bt.Order\n"

        assert failure_of(source).hint == "Put “import backtrader as bt” at the top."

    def test_tells_a_part_of_a_library_from_a_module_that_strategies_do_not_have(self):
        part, module = failure_of(following("import numpy.nowhere")), failure_of(following("import scipyy"))

        assert "numpy.nowhere" in part.message
        assert part.hint == "This part of numpy cannot be loaded while a strategy runs. Use another part of numpy."
        assert module.hint.startswith("A strategy can import abc, argparse, array, backtrader")

    def test_refuses_to_read_before_the_first_bar(self):
        failure = failure_of(following("self.data.close[-5]"))

        assert "close[-5] lies before the first bar" in failure.message
        assert (failure.line, failure.bar) == (6, 0)

    def test_keeps_the_names_of_its_own_exceptions_to_itself(self):
        assert failure_of(following("self.data.close[-5]")).exception == ""
        assert failure_of(following("[][5]")).exception == "IndexError"

    @pytest.mark.parametrize("text", ["self.data.close[1]", "self.data.close.get(ago=1, size=2)", "self.datetime[1]"])
    def test_refuses_to_read_the_future(self, text):
        assert "future" in failure_of(following(text)).message

    def test_refuses_prices_while_starting(self):
        assert "before the first bar" in failure_of(starting("self.data.close[0]")).message

    def test_refuses_an_indicator_line_before_its_first_bar(self):
        source = starting("self.gap = self.data.close - self.data.open\nself.s = bt.ind.SMA(period=3)")

        for name in ("gap", "s"):
            failure = failure_of(source + f"    def next(self):\n        self.{name}[-4]\n")
            assert "before the first bar" in failure.message

    def test_counts_the_bars_an_indicator_needs(self):
        failure = failure_of(starting("bt.ind.SMA(period=200)"), count=40)

        assert "need 200 bars" in failure.message
        assert "has 40" in failure.message

    def test_names_the_symbol_with_too_few_bars(self):
        feeds = [make_bars(60), make_bars(20, symbol="BBB")]

        failure = failure_of(starting("for d in self.datas: bt.ind.SMA(d, period=30)"), feeds=feeds)

        assert "30 bars of BBB" in failure.message

    def test_explains_a_division_inside_an_indicator(self):
        bars = make_bars(60)
        bars.close[:] = bars.open[:] = bars.high[:] = bars.low[:] = 100.0

        failure = failure_of(starting("self.rsi = bt.ind.RSI(period=5)"), feeds=[bars])

        assert failure.exception == "ZeroDivisionError"
        assert "safediv=True" in failure.hint
        assert failure.bar is None

    def test_refuses_dates_before_the_first_bar(self):
        assert "datetime[-3]" in failure_of(following("self.data.datetime.date(-3)")).message

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("bt.ind.SMA(periode=5)", "Did you mean “period”?"),
            ("bt.ind.MACD(fast=5)", "It takes: period_me1, period_me2, period_signal, movav."),
            ("len(1, x=2)", ""),
        ],
    )
    def test_names_the_parameters_of_an_indicator(self, text, hint):
        assert failure_of(starting(text)).hint == hint

    def test_names_the_method_whose_name_was_given_to_a_value(self):
        failure = failure_of(following("self.stop = 1.0"))

        assert failure.hint == "“self.stop” is a method of every strategy, and the code gave it a value: rename that."

    def test_leaves_the_runner_out(self):
        source = CLASS + "    pass\ncerebro = bt.Cerebro()\ncerebro.addstrategy(Mine)\nprint(cerebro.run()[0])\n"

        log = run(source)

        assert [(part.what, part.lines) for part in log.left_out] == [("the runner", [(6, 8)])]

    def test_says_where_a_name_was_made_that_is_left_out(self):
        failure = failure_of(
            following("print(args.period)") + "import argparse\nargs = argparse.Namespace(period=5)\n"
        )

        assert failure.line == 6
        assert failure.hint.startswith("Line 8 makes it in the part of your script that is left out.")

    def test_names_what_can_be_imported(self):
        failure = failure_of(following("import nothing_of_the_kind"))

        assert failure.line == 6
        assert "numpy, operator, pandas" in failure.hint

    def test_says_when_a_strategy_skips_itself(self):
        assert "skipped" in failure_of(starting("raise bt.errors.StrategySkipError")).message

    def test_explains_a_comparison_of_lines_while_starting(self):
        failure = failure_of(starting("if self.data.close > self.data.open: pass"))

        assert "bt.If" in failure.hint

    @pytest.mark.parametrize(
        "name", ["set_cash(5)", "set_coc(True)", "set_coo(True)", "setcommission(commission=0)", "add_cash(9)"]
    )
    def test_keeps_the_settings_of_the_run(self, name):
        failure = failure_of(starting(f"self.broker.{name}"))

        assert "settings" in failure.message
        assert failure.line == 6

    def test_refuses_an_order_without_a_real_size(self):
        assert "nan" in failure_of(following("self.buy(size=float('nan'))")).message

    def test_survives_endless_recursion(self):
        failure = failure_of(following("self.next()"))

        assert "calling itself" in failure.message
        assert len(failure.frames) == 20

    def test_reports_memory_as_such(self):
        with pytest.raises(StrategyFailed) as caught:
            run(following("raise MemoryError"))

        assert caught.value.verdict is Verdict.MEMORY

    def test_stops_at_too_many_orders_even_if_swallowed(self):
        source = following("try:\n    self.buy(size=1)\nexcept Exception:\n    pass")

        with pytest.raises(StrategyFailed) as caught:
            run(source, limits=Limits(orders=10))

        assert caught.value.verdict is Verdict.OUTPUT
        assert "more than 10 orders" in caught.value.failure.message

    def test_leaves_a_keyboard_interrupt_alone(self):
        with pytest.raises(KeyboardInterrupt):
            run(following("raise KeyboardInterrupt"))
