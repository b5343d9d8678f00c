"""Results over bars within days: every moment carries the time of the exchange."""

import csv
from datetime import datetime

import pytest

from backtests import charts, presenting, prices, trades, unfilled
from backtests.models import BacktestRun
from backtests.tests.reports import bars_within_days, facts, line, report
from engine.spec import Spec

FILLED_AT = datetime(2024, 3, 4, 11, 15)


@pytest.fixture
def feed():
    return bars_within_days()


@pytest.fixture
def made(feed):
    return report([(20, 60), (100, None)], feeds=[feed], spec=spec(), log=["hello"])


def spec():
    return Spec(source="", symbols=("AAPL",), interval="5m")


class TestPriceChart:
    def test_stands_entries_and_exits_at_their_bars(self, made, feed):
        chart = prices.price_chart(bars=feed, report=made, position=0)

        begun = [bar[0] for bar in chart.data["bars"]]
        assert [begun.index(mark["t"]) for mark in chart.data["markers"]] == [21, 61, 101]
        assert chart.label.startswith("5-minute candles of AAPL with 2 entries and 1 exit.")
        assert chart.note == "Times: exchange time, America/New_York."

    def test_offers_sessions_and_opens_at_a_week(self, made, feed):
        chart = prices.price_chart(bars=feed, report=made, position=0)

        assert [(one.label, one.bars) for one in chart.ranges] == [("1D", 78), ("5D", 390)]
        assert [one.label for one in chart.ranges if one.is_first] == ["5D"]

    def test_puts_several_bars_into_one_candle_where_a_page_could_not_carry_them(self, feed, monkeypatch):
        monkeypatch.setattr(prices, "MOST_CANDLES", 250)
        drawn = line("SMA 20", len(feed))
        made = report([(20, 60)], feeds=[feed], spec=spec(), series=[drawn])

        chart = prices.price_chart(bars=feed, report=made, position=0)

        candles = chart.data["bars"]
        assert len(candles) == 200
        # 11:15 is a quarter's own beginning, 14:35 lies in the quarter from 14:30 on.
        seconds = [datetime(2024, 3, 4, *at) - datetime(1970, 1, 1) for at in ((11, 15), (14, 30))]
        assert [mark["t"] for mark in chart.data["markers"]] == [one.total_seconds() for one in seconds]
        assert chart.data["lines"][0]["v"] == drawn.values[2::3]
        assert "600 5-minute bars would be more than a page can carry" in chart.note


class TestTrades:
    def test_carry_the_time(self, made):
        [newest, oldest] = trades.rows(made)

        assert (oldest.entry_at, newest.exit_at) == (FILLED_AT, None)

    def test_carry_it_into_files(self, made):
        [first, _] = csv.DictReader(trades.trades_csv(made))
        account = list(csv.DictReader(trades.equity_csv(made)))

        assert (first["entry_at"], first["exit_at"]) == ("2024-03-04 11:15:00", "2024-03-04 14:35:00")
        assert [row["date"] for row in account[77:79]] == ["2024-03-04 15:55:00", "2024-03-05 09:30:00"]


class TestReport:
    def test_tells_moments(self, made, feed):
        run = BacktestRun(spec=spec().to_dict(), facts=facts([feed]))

        sheet = presenting.tear_sheet(run=run, report=made)

        assert sheet.log[0].at == "2024-03-04 09:45"
        assert sheet.equity.last_words == "11 Mar 2024, 13:55"
        assert sheet.equity.data["d"][0] == "2024-03-04 09:30:00"
        assert ("Bars", "600 5-minute") in [(one.label, one.text) for one in sheet.assumptions[0].facts]

    def test_tells_when_an_order_ended(self, feed):
        made = report([], feeds=[feed], spec=spec(), waiting=[(30, 42)])

        assert unfilled.unfilled_list(made).rows[0].at == datetime(2024, 3, 4, 13, 0)


class TestTimeTicks:
    def test_name_days_of_weeks_and_hours_of_a_day(self, feed):
        week, day = charts.time_ticks(feed.times), charts.time_ticks(feed.times[:78])

        assert [text for _, text in week][:2] == ["4 Mar", "5 Mar"]
        assert [text for _, text in day] == ["09:30", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]
