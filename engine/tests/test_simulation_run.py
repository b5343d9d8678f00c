"""What a run reports: orders, fills, ends, log lines, series and progress."""

import sys
import time

import backtrader as bt
import numpy as np
import pytest

from engine.events import EndReason, LogLine, OrderType, Progress
from engine.simulation.feeds import date_numbers
from engine.simulation.run import simulate
from engine.simulation.warmup import warm_up
from engine.spec import Costs, Limits, Sizing, Spec
from engine.tests.differential import make_bars

CLASS = "import backtrader as bt\nimport datetime\nimport random\nimport numpy as np\n\nclass Mine(bt.Strategy):\n"


def following(text: str, *, init: str = "pass") -> str:
    def indented(code: str) -> str:
        return "".join(f"        {line}\n" for line in code.splitlines())

    return f"{CLASS}    def __init__(self):\n{indented(init)}    def next(self):\n{indented(text)}"


def run(source: str, *, feeds=None, report=None, **settings):
    feeds = feeds or [make_bars(60)]
    spec = Spec(source=source, symbols=tuple(bars.symbol for bars in feeds), **settings)
    return simulate(spec, feeds, report=report or (lambda event: None))


class TestOrders:
    def test_are_numbered_and_filled_on_the_next_bar(self):
        bars = make_bars(60)
        source = following("if len(self) == 3: self.buy(size=10)\nif len(self) == 6: self.sell(size=4)")

        log = run(source, feeds=[bars], costs=Costs(slippage_rate=0.0))

        assert [(o.bar, o.order, o.side, o.type, o.size, o.price) for o in log.placed] == [
            (2, 1, "buy", OrderType.MARKET, 10.0, None),
            (5, 2, "sell", OrderType.MARKET, 4.0, None),
        ]
        assert [(f.bar, f.order, f.size, f.price) for f in log.fills] == [
            (3, 1, 10.0, bars.open[3]),
            (6, 2, 4.0, bars.open[6]),
        ]
        assert log.ended == []

    def test_pay_slippage(self):
        bars = make_bars(60)

        log = run(following("if len(self) == 3: self.buy(size=10)"), feeds=[bars], costs=Costs(slippage_rate=0.001))

        assert log.fills[0].price == min(bars.open[3] * 1.001, bars.high[3])
        assert log.fills[0].price > bars.open[3]

    def test_end_for_want_of_cash(self):
        log = run(following("if len(self) == 3: self.buy(size=10)"), cash=500.0)

        assert [(end.bar, end.order, end.reason) for end in log.ended] == [(3, 1, EndReason.MARGIN)]
        assert log.fills == []

    def test_of_the_last_bar_stay_open(self):
        log = run(following("if len(self) == 60: self.buy(size=1)"))

        assert (len(log.placed), log.fills, log.ended) == (1, [], [])

    def test_expire(self):
        source = following(
            "if len(self) == 3: self.buy(size=1, exectype=bt.Order.Limit, price=1.0, valid=datetime.timedelta(days=4))"
        )

        log = run(source)

        assert [(end.bar, end.reason) for end in log.ended] == [(7, EndReason.EXPIRED)]

    def test_are_cancelled(self):
        source = following(
            "if len(self) == 3: self.o = self.buy(size=1, exectype=bt.Order.Limit, price=1.0)\n"
            "if len(self) == 9: self.cancel(self.o)"
        )

        log = run(source)

        assert [(end.bar, end.reason) for end in log.ended] == [(8, EndReason.CANCELLED)]

    def test_are_rejected_without_their_parent(self):
        source = following(
            "if len(self) == 3:\n"
            "    p = self.buy(size=1e9)\n"
            "    self.p1 = p\n"
            "if len(self) == 6: self.sell(size=1, parent=self.p1)"
        )

        log = run(source)

        assert [(end.order, end.reason) for end in log.ended] == [(1, EndReason.MARGIN), (2, EndReason.REJECTED)]

    def test_of_a_bracket_name_their_parent(self):
        source = following("if len(self) == 3: self.buy_bracket(size=1, limitprice=500.0, stopprice=1.0, price=400.0)")

        log = run(source)

        assert [(o.order, o.side, o.type, o.parent) for o in log.placed] == [
            (1, "buy", OrderType.LIMIT, None),
            (2, "sell", OrderType.STOP, 1),
            (3, "sell", OrderType.LIMIT, 1),
        ]

    def test_name_the_order_they_replace(self):
        source = following(
            "if len(self) == 3:\n"
            "    a = self.buy(size=1, exectype=bt.Order.Limit, price=1.0)\n"
            "    self.buy(size=1, exectype=bt.Order.Stop, price=1.0, oco=a)"
        )

        log = run(source)

        assert [o.oco for o in log.placed] == [None, 1]
        assert [(end.order, end.reason) for end in log.ended] == [(1, EndReason.CANCELLED)]

    def test_tell_how_they_trail(self):
        bars = make_bars(60)
        source = following(
            "if len(self) == 3:\n"
            "    self.sell(size=1, exectype=bt.Order.StopTrail, trailpercent=0.02)\n"
            "    self.sell(size=1, exectype=bt.Order.StopTrailLimit, price=100.0, plimit=99.0, trailamount=3.0)"
        )

        first, second = run(source, feeds=[bars]).placed

        assert (first.type, first.trail_percent, first.trail_amount) == (OrderType.TRAILING_STOP, 0.02, None)
        assert first.price == bars.close[2] - bars.close[2] * 0.02
        assert (second.price, second.limit_price, second.trail_amount) == (97.0, 96.0, 3.0)

    def test_are_recorded_in_parts(self):
        # The broker's setters are closed to strategies; its parameters are not, and the log must hold either way.
        source = following(
            "if len(self) == 3: self.buy(size=25)",
            init="self.broker.p.filler = bt.broker.fillers.FixedSize(size=10)",
        )

        log = run(source)

        assert [(fill.bar, fill.size) for fill in log.fills] == [(3, 10.0), (4, 10.0), (5, 5.0)]

    def test_follow_the_strategys_own_sizer(self):
        source = following("if len(self) == 3: self.buy()", init="self.setsizer(bt.sizers.FixedSize(stake=7))")

        assert run(source).placed[0].size == 7.0

    def test_are_sized_by_lots(self):
        from dataclasses import replace

        bars = replace(make_bars(60), lot_size=0.5)

        log = run(following("if len(self) == 3: self.buy()"), feeds=[bars], sizing=Sizing(amount=0.5), cash=1_000.0)

        assert log.placed[0].size == np.floor(500 / bars.close[2] / 0.5) * 0.5


class TestLog:
    def test_keeps_what_is_printed_with_its_bar(self):
        events = []
        source = following("if len(self) < 3: print('bar', len(self))", init="print('begin')")

        log = run(source, report=events.append)

        assert [(line.bar, line.text) for line in log.log] == [(None, "begin"), (0, "bar 1"), (1, "bar 2")]
        assert [event for event in events if isinstance(event, LogLine)] == log.log

    def test_writes_nothing_to_the_real_streams(self, capfd):
        run(following("import sys\nprint('a')\nprint('b', file=sys.stderr)"))

        assert capfd.readouterr() == ("", "")
        assert sys.stdout is not None

    def test_has_a_log_method_for_strategies_without(self):
        assert run(following("if len(self) == 2: self.log('hello')")).log[0].text == "2015-01-02 hello"

    def test_is_bounded(self):
        source = following("print('x' * 1000)\nprint('no end', end='')")

        log = run(source, limits=Limits(log_lines=5, log_line_chars=20))

        assert len(log.log) == 5
        assert log.log_truncated
        assert {len(line.text) for line in log.log} <= {20}

    def test_takes_half_characters(self):
        assert run(following("if len(self) == 1: print('\\udc80')")).log[0].text == "?"

    def test_is_whole_below_its_bounds(self):
        log = run(following("if len(self) == 1: print('end', end='')"))

        assert (log.log[0].text, log.log_truncated) == ("end", False)


class TestSeries:
    def test_holds_the_lines_of_indicators(self):
        log = run(following("pass", init="bt.ind.SMA(period=5)\nbt.ind.MACD()\nself.x = self.data.close > 1"))

        assert [(s.name, s.overlay) for s in log.series] == [
            ("SMA 5", True),
            ("MACD 12 26 9 macd", False),
            ("MACD 12 26 9 signal", False),
        ]
        assert log.series[0].values[:4] == [None] * 4
        assert all(len(s.values) == 60 for s in log.series)

    @pytest.mark.parametrize(
        ("made", "name"),
        [
            ("bt.ind.RSI(period=14)", "RSI 14"),
            ("bt.ind.RSI(period=14, upperband=80)", "RSI 14 80"),
            ("bt.ind.Highest(period=20)", "Highest 20"),
            ("bt.ind.BollingerBands(period=20)", "BollingerBands 20 2 mid"),
            ("bt.ind.SMA(period=9, plotname='slow line')", "slow line"),
        ],
    )
    def test_has_a_short_name(self, made, name):
        assert run(following("pass", init=made)).series[0].name == name

    def test_names_its_feed(self):
        feeds = [make_bars(60), make_bars(30, seed=2, symbol="BBB")]

        log = run(
            following("pass", init="bt.ind.SMA(self.datas[1].high, period=5)\nbt.ind.EMA(period=3)"), feeds=feeds
        )

        assert [(s.name, s.feed, len(s.values)) for s in log.series] == [("SMA 5", 1, 30), ("EMA 3", 0, 60)]

    def test_is_bounded(self):
        log = run(following("pass", init="for n in range(2, 30): bt.ind.SMA(period=n)"))

        assert len(log.series) == 12

    def test_ends_where_the_run_was_stopped(self):
        log = run(following("if len(self) == 9: self.cerebro.runstop()", init="bt.ind.SMA(period=2)"))

        assert log.bars_run == 9
        assert [value is None for value in log.series[0].values] == [True] + [False] * 8 + [True] * 51


class TestProgress:
    def test_names_both_phases_and_the_end(self):
        events = []

        run(following("if len(self) == 3: self.buy(size=1)"), report=events.append)

        assert events[0] == Progress(phase="compile")
        assert events[-1] == Progress(phase="simulate", bar=59, bars=60, fills=1)

    def test_comes_at_most_five_times_a_second(self):
        events = []
        start = time.monotonic()

        run(following("import time\ntime.sleep(0.01)"), report=events.append)

        assert 4 <= len(events) <= 5 * (time.monotonic() - start) + 4


class TestRun:
    def test_is_repeatable(self):
        source = following("if random.random() < 0.2 and np.random.rand() < 0.5: self.buy(size=len(self))")

        logs = [run(source, seed=seed).placed for seed in (1, 1, 2)]

        assert logs[0] == logs[1] != logs[2]

    def test_counts_the_warm_up(self):
        log = run(following("pass", init="bt.ind.SMA(period=20)"))

        assert (log.warmup_bars, log.bars_run) == (19, 60)

    def test_tells_parameters_it_can_send(self):
        source = CLASS + "    params = dict(a=1, b=2.5, c='x', d=None, e=float('nan'), f=(1, 2), g=True)\n"

        assert run(source).params == {"a": 1, "b": 2.5, "c": "x", "d": None, "e": "nan", "f": "(1, 2)", "g": True}

    def test_gives_order_numbers_from_one(self):
        source = following("if len(self) == 3: print(self.buy(size=1).ref)")

        assert [run(source).log[0].text for _ in range(2)] == ["1", "1"]

    def test_leaves_no_module_behind(self):
        run(following("pass"))

        assert "strategy_code" not in sys.modules

    def test_accepts_a_strategy_of_signals(self):
        source = (
            "import backtrader as bt\nclass Mine(bt.SignalStrategy):\n    def __init__(self):\n"
            "        self.signal_add(bt.SIGNAL_LONG, bt.ind.CrossOver(self.data.close, bt.ind.SMA(period=5)))\n"
        )

        log = run(source)

        assert log.fills
        assert log.engine_path == "lean"


class TestWarmUp:
    def test_exercises_everything(self):
        warm_up()

        assert "_strptime" in sys.modules


class TestDateNumbers:
    @pytest.mark.parametrize("unit", ["D", "h", "m", "s", "ms", "us"])
    def test_equal_the_librarys_own(self, unit):
        rng = np.random.default_rng(1)
        moments = np.sort(rng.integers(0, 2_000_000_000_000_000, 300)).astype("datetime64[us]")
        times = moments.astype(f"datetime64[{unit}]").astype("datetime64[us]")

        numbers = date_numbers(times)

        assert numbers.tolist() == [bt.date2num(moment) for moment in times.tolist()]
