"""Our Cerebro in place of Backtrader's, wherever the prices come from and however they are read."""

import datetime

import backtrader as bt
import numpy as np
import pandas as pd
import pytest

from engine.simulation.cerebro import Cerebro
from engine.tests.cerebros import Diarist, add_prices, assert_same_on_both, frame
from engine.tests.differential import make_bars

WEEKS = {"timeframe": bt.TimeFrame.Weeks}
FROM, TO = datetime.datetime(2015, 2, 3), datetime.datetime(2015, 6, 1)


def minutes(count=600):
    table = frame(make_bars(count))
    opening = [pd.Timestamp("2015-01-05 09:30") + pd.Timedelta(days=n) for n in range(count // 60 + 1)]
    table.index = pd.DatetimeIndex([day + pd.Timedelta(minutes=5 * n) for day in opening for n in range(60)][:count])
    return table


def run(cerebro, *feeds, strategy=Diarist, **params):
    for feed in feeds:
        cerebro.adddata(feed)
    cerebro.addstrategy(strategy, **params)


def of_frame(table, **settings):
    return bt.feeds.PandasData(dataname=table, **settings)


class TwoFrames(Diarist):
    """Reads two feeds of different lengths or time frames."""

    def __init__(self):
        super().__init__()
        self.slow = bt.ind.SMA(self.data1.close, period=3)

    def next(self):
        super().next()
        self.note(len(self.data1), self.data1.close[0], self.data1.datetime.datetime(), self.slow[0])

    def trade(self):
        super().trade()
        if len(self) % 11 == 0:
            self.buy(self.data1, size=2)


class TestFrames:
    @pytest.mark.parametrize(
        "settings",
        [
            {},
            {"fromdate": FROM},
            {"todate": TO},
            {"fromdate": FROM, "todate": TO},
            {"tz": "US/Eastern"},
            {"name": "X"},
        ],
    )
    def test_are_read_with_their_settings(self, settings):
        assert_same_on_both(lambda cerebro: run(cerebro, of_frame(frame(make_bars(250)), **settings)))

    @pytest.mark.parametrize("preload", [True, False])
    def test_may_hold_columns_of_any_kind(self, preload):
        class Wide(bt.feeds.PandasData):
            lines = ("yield_", "rank")
            params = (("yield_", "Yield"), ("rank", -1), ("datetime", "when"))

        table = frame(make_bars(120)).rename(columns={"close": "CLOSE"})
        table["volume"] = table["volume"].astype(np.int32)
        table["low"] = table["low"].astype(np.float32)
        table["Yield"] = np.where(np.arange(120) % 7 == 0, np.nan, 1.5)
        table["when"] = table.index
        options = {} if preload else {"path": "stock", "reason": "preload is off"}

        assert_same_on_both(lambda cerebro: run(cerebro, Wide(dataname=table)), preload=preload, **options)

    @pytest.mark.parametrize("change", ["zone", "nanoseconds", "objects"])
    def test_of_another_kind_are_read_by_the_cell(self, change):
        table = frame(make_bars(80))
        if change == "zone":
            table.index = table.index.tz_localize("US/Eastern")
        elif change == "nanoseconds":
            table.index = table.index.astype("datetime64[ns]") + pd.Timedelta(nanoseconds=1)
        else:
            table["volume"] = table["volume"].astype(object)
        warned = pytest.warns(UserWarning, match="nanoseconds") if change == "nanoseconds" else None

        if warned is None:
            assert_same_on_both(lambda cerebro: run(cerebro, of_frame(table)))
        else:
            with warned:
                assert_same_on_both(lambda cerebro: run(cerebro, of_frame(table)))

    def test_with_gaps_are_read_as_they_are(self):
        table = frame(make_bars(120))
        table.iloc[30:33, 3] = np.nan

        assert_same_on_both(lambda cerebro: run(cerebro, of_frame(table)))

    def test_out_of_order_are_read_in_the_order_given(self):
        table = frame(make_bars(120))
        table.index = table.index[::-1]

        assert_same_on_both(lambda cerebro: run(cerebro, of_frame(table)))

    def test_with_a_date_twice_hold_two_bars(self):
        table = frame(make_bars(120))
        table.index = pd.DatetimeIndex([table.index[n // 2] for n in range(120)])

        assert_same_on_both(lambda cerebro: run(cerebro, of_frame(table)))

    @pytest.mark.parametrize("stdstats", [True, False])
    @pytest.mark.parametrize(
        ("lengths", "path"), [((0,), "stock"), ((1,), "lean"), ((40, 0), "stock"), ((40, 1), "lean")]
    )
    def test_may_be_short_or_empty(self, lengths, path, stdstats):
        class Buyer(bt.Strategy):
            diary = ()

            def next(self):
                self.diary += ((len(self), [len(data) for data in self.datas]),)
                self.buy()

        def program(cerebro):
            run(cerebro, *(of_frame(frame(make_bars(40)).iloc[:length]) for length in lengths), strategy=Buyer)

        reason = "a feed without prices" if path == "stock" else ""
        assert_same_on_both(program, path=path, reason=reason, stdstats=stdstats)

    def test_of_minutes_move_by_the_minute(self):
        tables = [frame(make_bars(90)), frame(make_bars(90, seed=2))]
        for table, first, step in zip(tables, ("2020-01-02 09:30", "2020-01-02 09:31"), ("7min", "5min"), strict=True):
            table.index = pd.date_range(first, periods=90, freq=step)

        assert_same_on_both(lambda cerebro: run(cerebro, *map(of_frame, tables), strategy=TwoFrames))


class TestFiles:
    @pytest.fixture
    def path(self, tmp_path):
        table = frame(make_bars(150))
        table["openinterest"] = 0
        path = tmp_path / "prices.csv"
        table.to_csv(path, date_format="%Y-%m-%d", index_label="date")
        return str(path)

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ({}, ""),
            ({"runonce": False}, "runonce is off"),
            ({"preload": False}, "preload is off"),
            ({"exactbars": 1}, "memory is saved (exactbars)"),
            ({"exactbars": -2}, "memory is saved (exactbars)"),
        ],
    )
    def test_are_read_in_every_way(self, path, options, reason):
        def program(cerebro):
            csv = {"dtformat": "%Y-%m-%d", "fromdate": FROM, "todate": TO}
            run(cerebro, bt.feeds.GenericCSVData(dataname=path, **csv))

        assert_same_on_both(program, path="stock" if reason else "lean", reason=reason, **options)

    def test_of_backtrader_s_own_form_are_read(self, path):
        assert_same_on_both(lambda cerebro: run(cerebro, bt.feeds.BacktraderCSVData(dataname=path)))


class TestSeveralFeeds:
    def test_of_one_calendar_move_together(self):
        feeds = [of_frame(frame(make_bars(150, seed=seed))) for seed in (1, 2, 3)]

        assert_same_on_both(lambda cerebro: run(cerebro, *map(again, feeds), strategy=TwoFrames))

    def test_of_different_dates_move_by_date(self):
        tables = [frame(make_bars(200)), frame(make_bars(70, seed=2, first="2015-02-01", step=2))]

        assert_same_on_both(lambda cerebro: run(cerebro, *map(of_frame, tables), strategy=TwoFrames))

    def test_of_different_dates_meet_as_in_the_stock_loop(self):
        class Spread(TwoFrames):
            def __init__(self):
                super().__init__()
                self.spread = self.data0.close - self.data1.close

            def trade(self):
                self.note(self.spread[0])

        tables = [frame(make_bars(100)), frame(make_bars(100, seed=2, first="2015-01-20"))]

        assert_same_on_both(
            lambda cerebro: run(cerebro, *map(of_frame, tables), strategy=Spread),
            path="stock",
            reason="symbols with different dates",
        )

    def test_may_be_out_of_order(self):
        tables = [frame(make_bars(100)), frame(make_bars(100, seed=2))]
        tables[1].index = tables[1].index[::-1]

        assert_same_on_both(
            lambda cerebro: run(cerebro, *map(of_frame, tables), strategy=TwoFrames),
            path="stock",
            reason="prices out of order",
        )

    def test_may_be_chained(self):
        def program(cerebro):
            halves = [frame(make_bars(80)), frame(make_bars(80, seed=2, first="2015-03-22"))]
            cerebro.chaindata(*map(of_frame, halves), name="chain")
            cerebro.addstrategy(Diarist)

        # Backtrader itself takes a chain for a live feed.
        assert_same_on_both(program, path="stock", reason="live prices")

    def test_may_be_filtered(self):
        def program(cerebro):
            feed = of_frame(frame(make_bars(200)))
            feed.addfilter_simple(lambda data: data.close[0] > 103.0)
            run(cerebro, feed)

        assert_same_on_both(program)


def again(feed):
    return of_frame(feed.p.dataname)


class TestOtherTimeFrames:
    @pytest.mark.parametrize("options", [{}, {"runonce": False}, {"exactbars": 1}])
    @pytest.mark.parametrize("compression", [1, 2])
    def test_may_be_resampled(self, options, compression):
        def program(cerebro):
            days = of_frame(frame(make_bars(200)))
            run(cerebro, days, strategy=TwoFrames)
            cerebro.resampledata(days, **WEEKS, compression=compression)

        ours = assert_same_on_both(program, path="stock", reason="resampled prices", **options)

        assert len(ours.datas[1]) < 40

    def test_may_be_resampled_minutes(self):
        def program(cerebro):
            fives = of_frame(minutes(), timeframe=bt.TimeFrame.Minutes, compression=5)
            run(cerebro, fives, strategy=TwoFrames)
            cerebro.resampledata(fives, timeframe=bt.TimeFrame.Minutes, compression=30, rightedge=True)
            cerebro.resampledata(fives, timeframe=bt.TimeFrame.Days)

        assert_same_on_both(program, path="stock", reason="resampled prices")

    def test_may_be_resampled_alone(self):
        def program(cerebro):
            cerebro.resampledata(of_frame(frame(make_bars(300))), **WEEKS)
            cerebro.addstrategy(Diarist)

        assert_same_on_both(program, path="stock", reason="resampled prices")

    @pytest.mark.parametrize("timeframe", [bt.TimeFrame.Weeks, bt.TimeFrame.Months])
    def test_may_be_replayed(self, timeframe):
        def program(cerebro):
            cerebro.replaydata(of_frame(frame(make_bars(250))), timeframe=timeframe)
            cerebro.addstrategy(Diarist, fast=2, slow=3)
            cerebro.addanalyzer(bt.analyzers.TradeAnalyzer)

        assert_same_on_both(program, path="stock", reason="replayed prices")

    def test_may_follow_a_calendar(self):
        def program(cerebro):
            holidays = [datetime.date(2015, 1, 16), datetime.date(2015, 2, 13)]
            cerebro.addcalendar(bt.TradingCalendar(holidays=holidays))
            days = of_frame(frame(make_bars(120)))
            run(cerebro, days, strategy=TwoFrames)
            cerebro.resampledata(days, **WEEKS)

        assert_same_on_both(program, path="stock", reason="resampled prices")

    def test_may_have_timers_within_the_day(self):
        def program(cerebro):
            run(cerebro, of_frame(minutes(), timeframe=bt.TimeFrame.Minutes, compression=5))
            cerebro.add_timer(datetime.time(10), repeat=datetime.timedelta(minutes=45), strats=True)
            cerebro.add_timer(bt.timer.SESSION_START, datetime.timedelta(hours=11), strats=True, cheat=True)

        assert_same_on_both(program)


class Middle(bt.Indicator):
    lines = ("middle",)
    params = (("period", 4),)

    def __init__(self):
        self.addminperiod(self.p.period)

    def next(self):
        self.lines.middle[0] = sum(self.data.get(size=self.p.period)) / self.p.period


class TestReading:
    def check(self, init, following, **options):
        class Reader(Diarist):
            def __init__(self):
                super().__init__()
                init(self)

            def trade(self):
                super().trade()
                following(self)

        return assert_same_on_both(
            lambda cerebro: run(cerebro, of_frame(frame(make_bars(150))), strategy=Reader), **options
        )

    def test_own_indicators(self):
        self.check(
            lambda self: setattr(self, "m", Middle(Middle(self.data), period=6)), lambda self: self.note(self.m[0])
        )

    def test_an_indicator_that_follows_the_strategy(self):
        # The stock loop lets it lag a bar behind.
        self.check(
            lambda self: setattr(self, "m", bt.ind.SMA(bt.Max(101.0, self.data.close), period=3)),
            lambda self: self.note(self.m[0], self.m[-1]),
        )

    def test_an_indicator_that_goes_bar_by_bar(self):
        if not bt.ind.HeikinAshi._nextforce:
            pytest.skip("HeikinAshi is computed on columns here")
        reason = "an indicator can only be computed bar by bar"
        self.check(lambda self: bt.ind.HeikinAshi(), lambda self: None, path="stock", reason=reason)

    def test_lines_of_the_strategy(self):
        class Keeper(Diarist):
            lines = ("score",)

            def trade(self):
                super().trade()
                self.lines.score[0] = self.data.close[0] - self.top[0]
                self.note(self.score[0], self.score[-1] if len(self) > 12 else None)

        assert_same_on_both(lambda cerebro: run(cerebro, of_frame(frame(make_bars(150))), strategy=Keeper))

    def test_slices_and_moments(self):
        self.check(
            lambda self: None,
            lambda self: self.note(
                list(self.data.close.get(ago=-1, size=4)), list(self.data.get(size=2)), self.data.datetime.date(-1),
                self.data.datetime.time(), self.data.num2date(), self.data.close.buflen(), len(self.data.lines),
            ),
        )  # fmt: skip

    def test_even_where_the_stock_buffer_goes_round_its_ends(self):
        class Dishonest(Diarist):
            def prenext(self):
                self.note(self.data.close[-3], self.cross[0])

            def trade(self):
                self.note(self.data.close[1] if len(self) < 140 else None)

        assert_same_on_both(lambda cerebro: run(cerebro, of_frame(frame(make_bars(150))), strategy=Dishonest))

    def test_too_few_bars_as_the_stock_loop_does(self):
        for options in ({}, {"runonce": False}):
            assert self.error(Cerebro, **options) == self.error(bt.Cerebro, **options)

    def error(self, kind, **options):
        cerebro = kind(**options)
        add_prices(cerebro, make_bars(8))
        cerebro.addstrategy(Diarist, slow=20)
        try:
            return len(cerebro.run()[0].diary)
        except IndexError as error:
            return str(error)

    def test_talib(self):
        talib = pytest.importorskip("talib")
        assert talib

        self.check(
            lambda self: setattr(self, "t", (bt.talib.RSI(self.data, timeperiod=5), bt.talib.BBANDS(self.data))),
            lambda self: self.note(self.t[0][0], self.t[1].upperband[0]),
        )
