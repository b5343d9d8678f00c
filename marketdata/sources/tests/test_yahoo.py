import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from marketdata.sources.base import Action, AssetClass, Basis, Failure
from marketdata.sources.tests.asking import PATIENT, fetched, refused
from marketdata.sources.tests.upstream import yahoo as upstream
from marketdata.sources.tests.upstream.market import APPLE, NOW, VODAFONE
from marketdata.sources.tests.upstream.server import as_json
from marketdata.sources.yahoo import Yahoo


@pytest.fixture
def yahoo(yahoo_server, tmp_path):
    return Yahoo(base_url=yahoo_server.url, cache_dir=tmp_path / "yahoo", limits=PATIENT, now=lambda: NOW)


class TestDays:
    def test_are_every_session_of_the_range(self, yahoo):
        bars = fetched(yahoo, "AAPL", "2020-08-27", "2020-09-02").bars

        dates = ["2020-08-27", "2020-08-28", "2020-08-31", "2020-09-01", "2020-09-02"]
        assert bars.dates.astype(str).tolist() == dates

    def test_are_given_in_today_s_shares(self, yahoo):
        result = fetched(yahoo, "AAPL", "2020-08-28", "2020-08-31")

        before, after = APPLE.days(date(2020, 8, 28), date(2020, 8, 31))
        assert result.basis is Basis.SPLIT_ADJUSTED
        # Four new shares for one old: a quarter of what was paid on Friday, what was paid on Monday.
        assert result.bars.close.tolist() == pytest.approx([before.close / 4, after.close], abs=1e-6)
        assert result.bars.volume.tolist() == [before.volume * 4, after.volume]

    def test_lose_the_noise_of_32_bits(self, yahoo):
        close = fetched(yahoo, "AAPL", "2024-11-01", "2024-11-29").bars.close

        assert np.array_equal(close, np.round(close, 2))

    def test_leave_out_days_of_nulls(self, yahoo):
        dates = fetched(yahoo, "HOLE", "2024-11-26", "2024-12-03").bars.dates.astype(str).tolist()

        assert dates == ["2024-11-26", "2024-11-29", "2024-12-03"]

    def test_know_where_they_come_from(self, yahoo):
        result = fetched(yahoo, "AAPL", "2024-11-01", "2024-11-29")

        assert result.bars.source == "Yahoo Finance"
        assert result.bars.periods_per_year == 252
        assert result.listing.name == "Apple Inc."
        assert result.listing.asset_class is AssetClass.STOCK
        assert result.fetched_at == NOW

    def test_are_asked_for_without_adjustment_before_or_after_hours(self, yahoo, yahoo_server):
        fetched(yahoo, "AAPL", "2024-11-01", "2024-11-29")

        params = next(seen.params for seen in yahoo_server.seen if "chart" in seen.path)
        assert params["includePrePost"].lower() == "false"
        assert {"div", "splits"} <= set(params["events"].split(","))

    def test_go_back_to_the_beginning_when_no_first_day_is_named(self, yahoo):
        result = fetched(yahoo, "NEWC", None, "2025-06-30")

        assert str(result.bars.dates[0]) == "2025-06-02"
        assert result.actions_first_date == date(2025, 6, 2)

    def test_leave_out_a_session_that_is_not_over(self, yahoo, yahoo_server):
        # Three in the afternoon in New York.
        yahoo.now = lambda: datetime(2026, 11, 20, 20, 0, tzinfo=UTC)

        assert str(fetched(yahoo, "AAPL", "2026-11-18", "2026-11-20").bars.dates[-1]) == "2026-11-19"

    def test_have_the_session_once_it_is_over(self, yahoo):
        assert str(fetched(yahoo, "AAPL", "2026-11-18", "2026-11-20").bars.dates[-1]) == "2026-11-20"

    def test_of_a_half_day_are_over_at_one(self, yahoo, yahoo_server):
        yahoo.now = lambda: datetime(2024, 11, 29, 18, 30, tzinfo=UTC)

        assert str(fetched(yahoo, "AAPL", "2024-11-25", "2024-11-29").bars.dates[-1]) == "2024-11-29"


class TestActions:
    def test_are_given_as_paid_with_all_splits_since(self, yahoo):
        result = fetched(yahoo, "AAPL", "2020-05-01", "2020-06-30")

        # The range ends before the split, but its prices are in the shares of after it.
        assert result.actions == (
            Action(date=date(2020, 5, 8), kind="dividend", value=0.82),
            Action(date=date(2020, 8, 31), kind="split", value=4.0),
            Action(date=date(2020, 11, 6), kind="dividend", value=0.205),
            Action(date=date(2024, 11, 8), kind="dividend", value=0.25),
        )
        assert result.actions_first_date == date(2020, 5, 1)

    def test_take_prices_back_to_what_was_paid(self, yahoo):
        result = fetched(yahoo, "AAPL", "2020-08-03", "2020-09-30")

        days = result.bars.dates.astype(object)
        splits = [action for action in result.actions if action.kind == "split"]
        factors = [np.prod([one.value for one in splits if one.date > day]) for day in days]
        paid = [day.close for day in APPLE.days(date(2020, 8, 3), date(2020, 9, 30))]
        assert (result.bars.close * factors).tolist() == pytest.approx(paid, abs=5e-6)

    def test_come_with_minutes_as_well(self, yahoo, yahoo_server):
        yahoo.now = lambda: datetime(2024, 11, 22, 22, 30, tzinfo=UTC)
        yahoo_server.answer.now = yahoo.now()

        result = fetched(yahoo, "AAPL", "2024-11-06", "2024-11-08", "5m")

        assert result.actions == (Action(date=date(2024, 11, 8), kind="dividend", value=0.25),)


class TestMinutes:
    def test_keep_the_exchange_s_clock_over_the_end_of_summer_time(self, yahoo):
        bars = fetched(yahoo, "AAPL", "2026-10-30", "2026-11-02", "5m").bars

        clock = bars.times.astype("datetime64[m]").astype(str)
        assert len(bars) == 2 * 78
        assert [clock[0], clock[77], clock[78], clock[-1]] == [
            *("2026-10-30T09:30", "2026-10-30T15:55"),
            *("2026-11-02T09:30", "2026-11-02T15:55"),
        ]

    def test_of_one_minute_come_a_week_at_a_time(self, yahoo, yahoo_server):
        bars = fetched(yahoo, "AAPL", "2026-10-26", "2026-11-19", "1m").bars

        asked = [seen for seen in yahoo_server.seen if seen.params.get("interval") == "1m"]
        assert len(asked) == 4
        assert len(bars) == 19 * 390
        assert str(bars.dates[0]) == "2026-10-26"

    def test_of_half_an_hour_are_whole(self, yahoo):
        bars = fetched(yahoo, "AAPL", "2026-11-16", "2026-11-17", "30m").bars

        assert len(bars) == 2 * 13

    def test_end_early_on_half_days(self, yahoo, yahoo_server):
        yahoo.now = lambda: datetime(2024, 12, 6, 22, 30, tzinfo=UTC)
        yahoo_server.answer.now = yahoo.now()

        bars = fetched(yahoo, "AAPL", "2024-11-29", "2024-11-29", "5m").bars

        assert str(bars.times[-1].astype("datetime64[m]")) == "2024-11-29T12:55"

    def test_leave_out_the_bar_that_still_grows(self, yahoo, yahoo_server):
        yahoo.now = lambda: datetime(2026, 11, 20, 20, 2, tzinfo=UTC)
        yahoo_server.answer.now = yahoo.now()

        bars = fetched(yahoo, "AAPL", "2026-11-20", "2026-11-20", "5m").bars

        assert str(bars.times[-1].astype("datetime64[m]")) == "2026-11-20T14:55"

    def test_of_coins_never_stop_and_are_in_utc(self, yahoo):
        bars = fetched(yahoo, "BTC-USD", "2026-11-14", "2026-11-15", "1h").bars

        assert len(bars) == 48
        assert bars.periods_per_year == pytest.approx(8766, abs=2)

    def test_of_currencies_are_in_utc_whatever_london_s_clocks_do(self, yahoo):
        bars = fetched(yahoo, "EURUSD=X", "2026-10-23", "2026-10-26", "1h").bars

        assert str(bars.times[0].astype("datetime64[m]")) == "2026-10-23T00:00"
        assert str(bars.times[-1].astype("datetime64[m]")) == "2026-10-26T23:00"

    def test_of_futures_begin_on_a_sunday_that_has_no_daily_bar(self, yahoo):
        bars = fetched(yahoo, "ES=F", "2026-11-15", "2026-11-15", "1h").bars

        # Five in the afternoon in Chicago.
        assert str(bars.times[0].astype("datetime64[m]")) == "2026-11-15T17:00"

    def test_too_far_back_are_refused_without_asking(self, yahoo, yahoo_server):
        error = refused(yahoo, "AAPL", "2026-01-02", "2026-11-19", "5m")

        assert error.kind is Failure.NOT_OFFERED
        assert "reach back 60 days" in error.text
        assert yahoo_server.seen == []

    @pytest.mark.parametrize(("interval", "days"), [("1m", 30), ("5m", 60), ("15m", 60), ("30m", 60), ("1h", 730)])
    def test_reach_as_far_back_as_we_say(self, yahoo, yahoo_server, interval, days):
        first = NOW.date() - timedelta(days=days - 1)

        bars = fetched(yahoo, "BTC-USD", str(first), str(first + timedelta(days=1)), interval).bars

        # The stand-in refuses what Yahoo refuses.
        assert bars.dates[0] == np.datetime64(first)


class TestWeeks:
    def test_are_made_of_days(self, yahoo):
        weeks = fetched(yahoo, "AAPL", "2020-08-03", "2020-09-30", "1wk").bars
        days = fetched(yahoo, "AAPL", "2020-08-24", "2020-08-28").bars

        at = weeks.dates.astype(str).tolist().index("2020-08-24")
        assert weeks.high[at] == days.high.max()
        assert weeks.volume[at] == days.volume.sum()
        assert weeks.periods_per_year == 52

    def test_that_are_not_over_are_left_out(self, yahoo):
        yahoo.now = lambda: datetime(2026, 11, 19, 23, 0, tzinfo=UTC)

        assert str(fetched(yahoo, "AAPL", "2026-10-01", "2026-11-19", "1wk").bars.dates[-1]) == "2026-11-09"

    def test_end_with_their_last_session(self, yahoo):
        # Friday evening: the week is over, though not the calendar's.
        assert str(fetched(yahoo, "AAPL", "2026-10-01", "2026-11-20", "1wk").bars.dates[-1]) == "2026-11-16"

    def test_make_months(self, yahoo):
        months = fetched(yahoo, "AAPL", "2024-01-01", "2024-12-31", "1mo").bars

        assert len(months) == 12
        assert str(months.dates[0]) == "2024-01-01"


class TestCurrencies:
    def test_of_london_are_pounds_where_yahoo_writes_pence(self, yahoo):
        result = fetched(yahoo, "VOD.L", "2020-06-10", "2020-06-12")

        pence = [day.close for day in VODAFONE.days(date(2020, 6, 10), date(2020, 6, 12))]
        assert result.bars.close.tolist() == pytest.approx([price / 100 for price in pence])
        assert result.listing.currency == "GBP"
        assert result.actions[0].value == pytest.approx(0.045)
        assert "hundredths" in result.notes[0]

    def test_of_tokyo_are_yen(self, yahoo):
        result = fetched(yahoo, "7203.T", "2021-09-28", "2021-09-29")

        assert result.listing.currency == "JPY"
        assert result.actions[0] == Action(date=date(2021, 9, 29), kind="split", value=5.0)

    @pytest.mark.parametrize(
        ("symbol", "asset_class", "bars_a_year"),
        [
            *(("SPY", "ETF", 252), ("^GSPC", "INDEX", 252), ("BTC-USD", "CRYPTO", 365)),
            *(("EURUSD=X", "FOREX", 261), ("ES=F", "FUTURE", 258)),
        ],
    )
    def test_and_kinds_are_those_yahoo_names(self, yahoo, symbol, asset_class, bars_a_year):
        result = fetched(yahoo, symbol, "2024-11-01", "2024-11-29")

        assert (result.listing.asset_class, result.bars.periods_per_year) == (asset_class, bars_a_year)


class TestQuote:
    def test_has_its_time_and_does_not_invent_a_delay(self, yahoo):
        quote = fetched(yahoo, "AAPL", "2026-11-16", "2026-11-20").quote

        assert quote.at == NOW - timedelta(minutes=15)
        assert quote.price == APPLE.days(date(2026, 11, 20), date(2026, 11, 20))[0].close
        assert quote.delay_minutes is None


class TestSearch:
    def test_finds_by_name(self, yahoo):
        found = yahoo.search("vodafone")

        assert [(one.symbol, one.name, one.currency) for one in found] == [("VOD.L", "Vodafone Group Plc", "GBP")]

    def test_finds_nothing_where_there_is_nothing(self, yahoo):
        assert yahoo.search("zzzz") == []


class TestOddAnswers:
    def one(self, server, **changes):
        stand = upstream.YahooStand()
        right = json.loads(stand._chart(APPLE, _question("2024-11-01", "2024-11-29")).body)
        for name, value in changes.items():
            right["chart"]["result"][0][name] = value
        server.faults.append(as_json(right))

    def test_without_bars_are_no_bars(self, yahoo, yahoo_server):
        yahoo_server.faults.append(
            as_json({"chart": {"result": [{"meta": {}, "indicators": {"quote": [{}]}}], "error": None}})
        )

        assert refused(yahoo, "AAPL", "2024-11-01", "2024-11-29").kind is Failure.NO_BARS

    def test_without_a_result_are_no_bars(self, yahoo, yahoo_server):
        yahoo_server.faults.append(as_json({"chart": {"result": [], "error": None}}))

        assert refused(yahoo, "AAPL", "2024-11-01", "2024-11-29").kind is Failure.NO_BARS

    @pytest.mark.parametrize("body", [[], {}, {"chart": 3}, {"chart": {"result": [{"meta": 1}]}}, "text", None])
    def test_of_another_shape_are_bad_or_empty(self, yahoo, yahoo_server, body):
        yahoo_server.faults.append(as_json(body))

        error = refused(yahoo, "AAPL", "2024-11-01", "2024-11-29")

        assert error.kind in (Failure.BAD_ANSWER, Failure.NO_BARS)

    def test_without_time_stamps_are_bad(self, yahoo, yahoo_server):
        self.one(yahoo_server, timestamp=[1])

        assert refused(yahoo, "AAPL", "2024-11-01", "2024-11-29").kind is Failure.BAD_ANSWER

    def test_with_prices_nobody_could_pay_are_bad_and_say_which(self, yahoo, yahoo_server):
        columns = {name: [100.0, 100.0] for name in ("open", "high", "low", "close")}
        columns |= {"high": [100.0, 90.0], "volume": [1, 1]}
        stamps = [APPLE.opening(date(2024, 11, 4)), APPLE.opening(date(2024, 11, 5))]
        self.one(yahoo_server, timestamp=stamps, indicators={"quote": [columns]}, events={})

        error = refused(yahoo, "AAPL", "2024-11-01", "2024-11-29")

        assert error.kind is Failure.BAD_ANSWER
        assert "2024-11-05" in error.text


def _question(first: str, last: str):
    from marketdata.sources.tests.upstream.server import Seen

    moments = [int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) for day in (first, last)]
    params = {"interval": "1d", "period1": str(moments[0]), "period2": str(moments[1])}
    return Seen(method="GET", path="", params=params, headers={}, form={})
