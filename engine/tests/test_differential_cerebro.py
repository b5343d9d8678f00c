"""Our Cerebro in place of Backtrader's, whoever takes part: everything but the time is the same."""

import datetime
import inspect
import io
import pickle
import runpy

import backtrader as bt
import pytest

from engine.simulation.cerebro import Cerebro
from engine.tests.cerebros import Diarist, add_prices, assert_same_on_both, number_afresh, picture, plain
from engine.tests.differential import make_bars

OBSERVERS = ["Broker", "Cash", "Value", "FundValue", "FundShares", "BuySell", "Trades", "DrawDown", "DrawDownLength"]
ANALYZERS = sorted(
    name for name, kind in vars(bt.analyzers).items() if inspect.isclass(kind) and issubclass(kind, bt.Analyzer)
)


SCRIPT = """
import backtrader as bt
from backtrader import Cerebro
from engine.tests.cerebros import add_prices

class Cross(bt.Strategy):
    params = dict(period=9)

    def __init__(self):
        self.cross = bt.ind.CrossOver(self.data.close, bt.ind.SMA(period=self.p.period))

    def log(self, text):
        print(f"{self.data.datetime.date(0)} {text}")

    def notify_trade(self, trade):
        self.log(f"{trade.pnl:.4f} {self.broker.getvalue():.4f}")

    def next(self):
        if not self.position and self.cross[0] > 0:
            self.order_target_percent(target=0.9)
        elif self.position and self.cross[0] < 0:
            self.close()

if __name__ == "__main__":
    cerebro = Cerebro()
    add_prices(cerebro)
    cerebro.addstrategy(Cross)
    cerebro.broker.setcommission(commission=0.001)
    cerebro.addanalyzer(bt.analyzers.SharpeRatio, _name="sharpe", timeframe=bt.TimeFrame.Days)
    strategy = cerebro.run()[0]
    strategy.analyzers.sharpe.print()
    print(cerebro.broker.getvalue())
"""


class Listener(bt.Analyzer):
    """Writes down every call it gets."""

    def create_analysis(self):
        self.rets = []

    def notify_order(self, order):
        self.rets.append((len(self), "order", order.ref, order.status))

    def notify_trade(self, trade):
        self.rets.append((len(self), "trade", trade.pnl))

    def notify_cashvalue(self, cash, value):
        self.rets.append((len(self), cash, value))

    def notify_fund(self, cash, value, fundvalue, shares):
        self.rets.append((len(self), cash, value, fundvalue, shares))

    def prenext(self):
        self.rets.append((len(self), "prenext"))

    def next(self):
        self.rets.append((len(self), self.data.close[0]))

    def stop(self):
        self.rets.append("end")


class Parent(Listener):
    """Has an analyzer of its own, as Backtrader's Calmar has."""

    def __init__(self):
        self.child = bt.analyzers.TimeReturn(timeframe=bt.TimeFrame.Months)

    def stop(self):
        self.rets.append(repr(self.child.get_analysis()))


class Watcher(bt.Observer):
    """An observer with an analyzer, and values that depend on its own last one."""

    lines = ("held", "days")

    def __init__(self):
        self.falls = self._owner._addanalyzer_slave(bt.analyzers.DrawDown)

    def next(self):
        self.lines.held[0] = self._owner.position.size
        self.lines.days[0] = len(self) + self.falls.rets.len


class Talkative(Diarist):
    """Listens to everything a strategy can listen to."""

    def prenext(self):
        self.note("before", [len(data) for data in self.datas])

    def notify_cashvalue(self, cash, value):
        self.note(cash, value)

    def notify_fund(self, cash, value, fundvalue, shares):
        self.note(fundvalue, shares)


class TestParticipants:
    def test_are_a_strategy_and_the_usual_observers(self):
        ours = assert_same_on_both(plain)

        assert len(ours.runstrats[0][0].diary) > 250

    def test_are_a_strategy_alone(self):
        assert_same_on_both(plain, stdstats=False)

    @pytest.mark.parametrize("stdstats", [True, False])
    def test_may_listen_to_everything(self, stdstats):
        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Talkative)

        assert_same_on_both(program, stdstats=stdstats)

    @pytest.mark.parametrize("name", ANALYZERS)
    def test_may_be_any_analyzer(self, name):
        def program(cerebro):
            plain(cerebro)
            cerebro.addanalyzer(getattr(bt.analyzers, name))

        assert_same_on_both(program)

    def test_may_be_analyzers_of_ones_own(self):
        def program(cerebro):
            plain(cerebro)
            cerebro.addanalyzer(Listener, _name="first")
            cerebro.addanalyzer(Parent)

        assert_same_on_both(program, stdstats=False)

    def test_may_be_every_observer(self):
        def program(cerebro):
            add_prices(cerebro, make_bars(150), make_bars(150, seed=2, symbol="BBB"))
            cerebro.addstrategy(Diarist)
            for name in (*OBSERVERS, "TimeReturn", "Benchmark", "LogReturns", "LogReturns2"):
                cerebro.addobserver(getattr(bt.observers, name))
            cerebro.addobservermulti(bt.observers.BuySell, barplot=False)
            cerebro.addobserver(Watcher)

        assert_same_on_both(program)

    def test_may_be_several_strategies(self):
        def program(cerebro):
            add_prices(cerebro, make_bars(200), make_bars(200, seed=2, symbol="BBB"))
            cerebro.addstrategy(Talkative)
            cerebro.addstrategy(Diarist, fast=9, slow=21, size=7)
            cerebro.addanalyzer(bt.analyzers.TradeAnalyzer)
            cerebro.addindicator(bt.ind.SMMA, period=8)

        assert_same_on_both(program)

    def test_may_skip_their_turn(self):
        class Choosy(Diarist):
            def __init__(self):
                super().__init__()
                if self.p.fast > 5:
                    raise bt.errors.StrategySkipError

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Choosy, fast=9)
            cerebro.addstrategy(Choosy)

        assert_same_on_both(program)

    @pytest.mark.parametrize("accumulate", [True, False])
    def test_may_be_signals(self, accumulate):
        class Side(bt.Indicator):
            lines = ("signal",)

            def __init__(self):
                self.lines.signal = self.data - bt.ind.SMA(period=9)

        def program(cerebro):
            add_prices(cerebro)
            cerebro.add_signal(bt.SIGNAL_LONGSHORT, Side)
            cerebro.add_signal(bt.SIGNAL_LONGEXIT, bt.ind.MomentumOsc, period=3)
            cerebro.signal_accumulate(accumulate)
            cerebro.addanalyzer(Listener)

        assert_same_on_both(program)

    @pytest.mark.parametrize("cheat", [True, False])
    def test_may_be_timers(self, cheat):
        class Timed(Diarist):
            def __init__(self):
                super().__init__()
                self.add_timer(bt.timer.SESSION_START, weekdays=[1, 3], weekcarry=True, cheat=cheat)

            def notify_timer(self, timer, when, *args, **kwargs):
                super().notify_timer(timer, when)
                self.note(kwargs)
                self.buy(size=1)

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Timed)
            cerebro.add_timer(datetime.time(0, 0), monthdays=[2, 15], monthcarry=True, strats=True, colour="red")

        assert_same_on_both(program, stdstats=False)

    def test_may_be_writers(self):
        texts = []

        def program(cerebro):
            texts.append(io.StringIO())
            add_prices(cerebro, make_bars(80), make_bars(80, seed=2, symbol="BBB"))
            cerebro.addstrategy(Diarist)
            cerebro.addstrategy(Diarist, fast=6)
            cerebro.addanalyzer(bt.analyzers.TradeAnalyzer)
            cerebro.addwriter(bt.WriterFile, csv=True, out=texts[-1], rounding=6)

        assert_same_on_both(program)

        stock, ours = (text.getvalue() for text in texts)
        assert ours == stock
        assert len(ours.splitlines()) > 160

    @pytest.mark.parametrize(
        "kind", ["FixedSize", "FixedReverser", "PercentSizer", "AllInSizerInt", "PercentSizerInt"]
    )
    def test_may_be_sizers(self, kind):
        class Unsized(Diarist):
            def trade(self):
                if self.cross > 0:
                    self.buy()
                elif self.cross < 0:
                    self.sell()

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Unsized)
            cerebro.addstrategy(Unsized, slow=14)
            cerebro.addsizer(getattr(bt.sizers, kind))
            cerebro.addsizer_byidx(1, bt.sizers.FixedSize, stake=3)

        assert_same_on_both(program)


class TestSettings:
    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ({"runonce": False}, "runonce is off"),
            ({"preload": False}, "preload is off"),
            ({"runonce": False, "preload": False}, "preload is off"),
            ({"exactbars": 1}, "memory is saved (exactbars)"),
            ({"exactbars": -1}, "memory is saved (exactbars)"),
            ({"exactbars": -2}, "memory is saved (exactbars)"),
            ({"live": True}, "live prices"),
            ({"oldsync": True}, "the old way to move several feeds (oldsync)"),
            ({"lookahead": 2}, "lookahead"),
        ],
    )
    def test_may_ask_for_the_stock_loop(self, options, reason):
        assert_same_on_both(plain, path="stock", reason=reason, **options)

    @pytest.mark.parametrize(
        "options",
        [
            *({"quicknotify": True}, {"tradehistory": True}, {"objcache": True}, {"oldbuysell": True}),
            *({"oldtrades": True}, {"tz": "US/Eastern"}, {"tz": 0}, {"cheat_on_open": True}),
            {"cheat_on_open": True, "broker_coo": False},
        ],
    )
    def test_may_be_had_on_the_lean_path(self, options):
        assert_same_on_both(plain, **options)

    def test_let_a_strategy_order_at_the_open(self):
        class AtTheOpen(Diarist):
            def next_open(self):
                self.note("open", len(self), self.data.open[0], self.cross[0], self.broker.getvalue())
                if self.cross > 0:
                    self.buy(size=3)
                elif self.position:
                    self.close()

            def trade(self):
                """Trade at the open only."""

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(AtTheOpen)

        ours = assert_same_on_both(program, cheat_on_open=True, stdstats=False)

        assert ours.runstrats[0][0]._orders

    def test_may_be_given_to_run(self):
        def strategy_of(kind):
            number_afresh()
            cerebro = kind()
            plain(cerebro)
            return picture(cerebro.run(stdstats=False, runonce=False)[0])

        assert strategy_of(Cerebro) == strategy_of(bt.Cerebro)


class TestOptimisation:
    @pytest.mark.parametrize("cpus", [1, 2])
    @pytest.mark.parametrize("options", [{}, {"optreturn": False}, {"optdatas": False}])
    def test_gives_the_same_results(self, cpus, options):
        results = [self.optimise(kind, maxcpus=cpus, **options) for kind in (bt.Cerebro, Cerebro)]

        assert results[0] == results[1]
        assert len({analysis for _, analysis in results[0]}) > 3

    def optimise(self, kind, **options):
        number_afresh()
        cerebro, called = kind(stdstats=False, **options), []
        add_prices(cerebro, make_bars(120))
        cerebro.optstrategy(Diarist, fast=range(3, 6), slow=(10, 20))
        cerebro.addanalyzer(bt.analyzers.TimeReturn, timeframe=bt.TimeFrame.Months)
        cerebro.addanalyzer(bt.analyzers.DrawDown)
        cerebro.optcallback(called.append)
        runs = cerebro.run()
        assert len(called) == len(runs) == 6
        return [
            ((run[0].p.fast, run[0].p.slow), repr([analyzer.get_analysis() for analyzer in run[0].analyzers]))
            for run in runs
        ]


class TestRuns:
    def test_may_be_repeated(self):
        def twice(kind):
            number_afresh()
            cerebro = kind()
            plain(cerebro)
            return [picture(cerebro.run()[0]) for _ in "12"]

        assert twice(Cerebro) == twice(bt.Cerebro)

    @pytest.mark.parametrize("stdstats", [True, False])
    def test_may_be_stopped(self, stdstats):
        class Stopping(Diarist):
            def trade(self):
                super().trade()
                if len(self) == 60:
                    self.env.runstop()

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Stopping)
            cerebro.addanalyzer(bt.analyzers.DrawDown)

        ours = assert_same_on_both(program, stdstats=stdstats)

        assert len(ours.runstrats[0][0]) == len(ours.runstrats[0][0].datetime.array) == 60

    def test_leave_every_object_its_class(self):
        cerebro = Cerebro()
        plain(cerebro)

        strategy = cerebro.run()[0]

        assert type(strategy.cross) is bt.ind.CrossOver
        assert {type(line) for line in strategy.data.lines} == {bt.linebuffer.LineBuffer}
        assert pickle.loads(pickle.dumps(strategy.data.close)).array == strategy.data.close.array

    def test_raise_what_the_strategy_raises(self):
        class Broken(Diarist):
            def trade(self):
                if len(self) == 40:
                    raise KeyError("lost")

        cerebro = Cerebro()
        add_prices(cerebro)
        cerebro.addstrategy(Broken)

        with pytest.raises(KeyError, match="lost"):
            cerebro.run()

        assert {type(line) for line in cerebro.datas[0].lines} == {bt.linebuffer.LineBuffer}

    def test_of_nothing_end_at_once(self):
        assert Cerebro().run() == []

    def test_without_a_strategy_watch_the_prices(self):
        def program(cerebro):
            add_prices(cerebro)
            cerebro.addanalyzer(Listener)

        assert_same_on_both(program)

    def test_of_a_whole_script_print_the_same(self, tmp_path, monkeypatch, capsys):
        script = tmp_path / "program.py"
        script.write_text(SCRIPT)
        printed = []
        for kind in (bt.Cerebro, Cerebro):
            monkeypatch.setattr(bt, "Cerebro", kind)
            number_afresh()
            runpy.run_path(str(script), run_name="__main__")
            printed.append(capsys.readouterr().out)

        assert printed[0] == printed[1]
        assert len(printed[0].splitlines()) > 20

    def test_tell_a_cerebro_of_ones_own(self):
        class Own(Cerebro):
            def __init__(self):
                super().__init__()
                self.told = []

            def notify_timer(self, timer, when, *args, **kwargs):
                self.told.append(when)

        cerebro = Own()
        plain(cerebro)
        cerebro.add_timer(bt.timer.SESSION_START, monthdays=[1])
        cerebro.run()

        assert len(cerebro.told) > 5
        assert cerebro.engine_path == "lean"
