import logging
from datetime import date

import numpy as np
import pytest

from marketdata.sources.alpha_vantage import AlphaVantage
from marketdata.sources.base import Action, AssetClass, Basis, Failure
from marketdata.sources.tests.asking import PATIENT, fetched, refused
from marketdata.sources.tests.upstream import alpha_vantage as upstream
from marketdata.sources.tests.upstream.market import APPLE, NOW, VODAFONE
from marketdata.sources.tests.upstream.server import as_json, busy

RANGE = ("AAPL", "2026-11-02", "2026-11-20")


def source(server, **changes) -> AlphaVantage:
    return AlphaVantage(key=upstream.KEY, base_url=server.url, limits=PATIENT, now=lambda: NOW, **changes)


@pytest.fixture
def free(alpha_vantage_server):
    return source(alpha_vantage_server)


@pytest.fixture
def premium(alpha_vantage_server):
    alpha_vantage_server.answer.is_premium = True
    return source(alpha_vantage_server, is_premium=True)


class TestDays:
    def test_are_given_as_traded(self, free):
        result = fetched(free, *RANGE)

        days = APPLE.days(date(2026, 11, 2), date(2026, 11, 20))
        assert result.basis is Basis.AS_TRADED
        assert result.bars.close.tolist() == [day.close for day in days]
        assert result.bars.volume.tolist() == [day.volume for day in days]
        assert result.bars.periods_per_year == 252

    def test_of_a_free_key_are_a_hundred(self, free):
        assert len(fetched(free, "AAPL", None, "2026-11-20").bars) == 100

    def test_further_back_are_refused_without_asking(self, free, alpha_vantage_server):
        error = refused(free, "AAPL", "2020-01-02", "2026-11-20")

        assert error.kind is Failure.NOT_OFFERED
        assert "reach back 140 days" in error.text
        assert alpha_vantage_server.seen == []

    def test_further_back_come_for_a_paid_key_in_one_request(self, premium, alpha_vantage_server):
        result = fetched(premium, "AAPL", "2020-08-03", "2020-09-30")

        paid = [day.close for day in APPLE.days(date(2020, 8, 3), date(2020, 9, 30))]
        assert result.bars.close.tolist() == paid
        assert result.requests == len(alpha_vantage_server.seen) == 1

    def test_of_london_are_pounds_where_pence_are_quoted(self, free):
        result = fetched(free, "VOD.L", "2026-11-02", "2026-11-04")

        pence = [day.close for day in VODAFONE.days(date(2026, 11, 2), date(2026, 11, 4))]
        assert result.bars.close.tolist() == pytest.approx([price / 100 for price in pence])
        assert result.listing.currency == "GBP"
        assert result.actions_first_date is None

    def test_of_coins_and_currencies_come_too(self, free):
        coin, pair = fetched(free, "BTC-USD", *RANGE[1:]), fetched(free, "EURUSD=X", *RANGE[1:])

        assert (coin.listing.asset_class, len(coin.bars)) == (AssetClass.CRYPTO, 18)
        assert (pair.listing.asset_class, len(pair.bars)) == (AssetClass.FOREX, 14)
        assert pair.bars.volume.sum() == 0


class TestActions:
    def test_come_from_lists_of_their_own_for_a_free_key(self, free, alpha_vantage_server):
        free.now = lambda: NOW.replace(year=2024, day=22)
        alpha_vantage_server.answer.now = free.now()

        result = fetched(free, "AAPL", "2024-11-04", "2024-11-22")

        assert result.actions == (Action(date=date(2024, 11, 8), kind="dividend", value=0.25),)
        assert result.requests == 3

    def test_come_with_the_prices_for_a_paid_key(self, premium):
        result = fetched(premium, "AAPL", "2020-08-03", "2020-09-30")

        assert [(action.kind, action.value) for action in result.actions] == [
            *(("split", 4.0), ("dividend", 0.205), ("dividend", 0.25)),
        ]
        assert result.actions_first_date == date(2020, 8, 3)

    def test_leave_out_dividends_only_announced(self, free, alpha_vantage_server):
        right = alpha_vantage_server.answer

        def with_an_announcement(seen):
            if seen.params["function"] != "DIVIDENDS":
                return right(seen)
            rows = [{"ex_dividend_date": "2026-11-09", "amount": "None"}, {"ex_dividend_date": "None", "amount": "1"}]
            return as_json({"symbol": "AAPL", "data": rows})

        alpha_vantage_server.answer = with_an_announcement

        assert fetched(free, *RANGE).actions == ()


class TestWeeks:
    def test_are_adjusted_by_the_factor_of_their_close(self, free):
        result = fetched(free, "AAPL", "2020-08-24", "2020-08-24", "1wk")

        # By hand: Friday 28 August 2020, a split by four on Monday, dividends of 0.205 and 0.25 later.
        friday = APPLE.days(date(2020, 8, 28), date(2020, 8, 28))[0]
        before = [APPLE.days(day, day)[0].close for day in (date(2020, 11, 5), date(2024, 11, 7))]
        factor = 1 / 4 * (1 - 0.205 / before[0]) * (1 - 0.25 / before[1])
        assert result.basis is Basis.ADJUSTED
        assert result.bars.close[0] == pytest.approx(friday.close * factor, abs=1e-6)
        assert result.bars.high[0] >= result.bars.close[0]

    def test_are_stamped_with_their_monday(self, free):
        dates = fetched(free, "AAPL", "2026-10-01", "2026-11-20", "1wk").bars.dates

        assert str(dates[-1]) == "2026-11-16"
        assert set(((dates.astype(int) + 3) % 7).tolist()) == {0}

    def test_go_back_for_years_with_a_free_key(self, free):
        assert len(fetched(free, "AAPL", "2020-01-06", "2026-11-20", "1wk").bars) > 350

    def test_make_room_for_months(self, free):
        dates = fetched(free, "EURUSD=X", "2026-01-01", "2026-11-20", "1mo").bars.dates.astype(str).tolist()

        # November is not over.
        assert (dates[0], dates[-1]) == ("2026-01-01", "2026-10-01")


class TestMinutes:
    def test_are_for_paid_keys(self, free):
        error = refused(free, *RANGE, "5m")

        assert error.kind is Failure.NOT_OFFERED
        assert error.text == "Alpha Vantage has no 5-minute bars. It offers daily bars, weekly bars, monthly bars."

    def test_come_a_month_at_a_time_over_the_end_of_summer_time(self, premium, alpha_vantage_server):
        bars = fetched(premium, "AAPL", "2026-10-30", "2026-11-02", "5m").bars

        clock = bars.times.astype("datetime64[m]").astype(str)
        assert [clock[0], clock[78]] == ["2026-10-30T09:30", "2026-11-02T09:30"]
        assert len(bars) == 2 * 78
        months = [seen.params["month"] for seen in alpha_vantage_server.seen if "month" in seen.params]
        assert months == ["2026-10", "2026-11"]

    @pytest.mark.parametrize("symbol", ["BTC-USD", "EUR/USD"])
    def test_of_coins_and_currencies_would_not_reach_back_and_are_refused(self, premium, symbol):
        assert refused(premium, symbol, *RANGE[1:], "5m").kind is Failure.NOT_OFFERED

    def test_of_too_many_months_are_refused_without_asking(self, premium, alpha_vantage_server):
        error = refused(premium, "AAPL", "2020-01-02", "2026-11-20", "1m")

        assert "83 months are too many at once. Choose at most 24" in error.text
        assert alpha_vantage_server.seen == []

    def test_are_asked_for_as_traded_in_regular_hours(self, premium, alpha_vantage_server):
        fetched(premium, *RANGE, "1h")

        params = alpha_vantage_server.seen[0].params
        assert (params["adjusted"], params["extended_hours"]) == ("false", "false")


NOTICES = [
    (upstream.notice(upstream.DAILY_LIMIT), Failure.RATE_LIMITED),
    (upstream.notice(upstream.BURST), Failure.RATE_LIMITED),
    (upstream.notice(upstream.FREQUENCY, "Note"), Failure.RATE_LIMITED),
    (upstream.notice(upstream.PREMIUM_ENDPOINT), Failure.NOT_OFFERED),
    (upstream.notice(upstream.PREMIUM_OUTPUT), Failure.NOT_OFFERED),
    (upstream.notice(upstream.INVALID_KEY, "Error Message"), Failure.KEY_REJECTED),
    (upstream.notice(upstream.INVALID_CALL, "Error Message"), Failure.UNKNOWN_SYMBOL),
    (as_json({}), Failure.NO_BARS),
    (as_json([]), Failure.BAD_ANSWER),
    (as_json({"Meta Data": {}}), Failure.BAD_ANSWER),
    (as_json({"Time Series (Daily)": []}), Failure.BAD_ANSWER),
    (as_json({"Time Series (Daily)": {"2026-11-20": {"1. open": "x"}}}), Failure.BAD_ANSWER),
    (as_json({"Time Series (Daily)": {"tomorrow": {}}}), Failure.BAD_ANSWER),
    (busy("60"), Failure.RATE_LIMITED),
]


class TestRefusals:
    @pytest.mark.parametrize(("answer", "kind"), NOTICES)
    def test_are_understood(self, free, alpha_vantage_server, answer, kind):
        alpha_vantage_server.faults.append(answer)

        error = refused(free, *RANGE)

        assert error.kind is kind
        assert upstream.KEY not in error.text

    def test_of_prices_of_another_symbol(self, free, alpha_vantage_server):
        rows = {"2026-11-20": {"1. open": "1", "2. high": "1", "3. low": "1", "4. close": "1", "5. volume": "1"}}
        alpha_vantage_server.faults.append(as_json({"Meta Data": {"2. Symbol": "MSFT"}, "Time Series (Daily)": rows}))

        assert refused(free, *RANGE).text == "Alpha Vantage was asked for AAPL and answered with other prices."

    def test_of_an_unknown_symbol_name_it(self, free):
        assert refused(free, "NOPE", *RANGE[1:]).text == "Alpha Vantage does not know NOPE. Check how it is spelt."

    def test_of_a_missing_key_need_no_request(self, alpha_vantage_server):
        keyless = AlphaVantage(key="", base_url=alpha_vantage_server.url, now=lambda: NOW)

        error = refused(keyless, *RANGE)

        assert error.kind is Failure.NO_KEY
        assert alpha_vantage_server.seen == []

    def test_of_a_wrong_key_are_told(self, alpha_vantage_server):
        stranger = AlphaVantage(key="WR0NG", base_url=alpha_vantage_server.url, now=lambda: NOW)

        error = refused(stranger, *RANGE)

        assert error.kind is Failure.KEY_REJECTED
        assert "WR0NG" not in error.text

    def test_of_an_exchange_it_lacks_need_no_request(self, free, alpha_vantage_server):
        error = refused(free, "7203.T", *RANGE[1:])

        assert error.kind is Failure.NOT_OFFERED
        assert alpha_vantage_server.seen == []

    @pytest.mark.parametrize("symbol", ["^GSPC", "ES=F"])
    def test_of_indices_and_futures_need_no_request(self, free, symbol):
        assert refused(free, symbol, *RANGE[1:]).kind is Failure.NOT_OFFERED


class TestSecrecy:
    def test_keeps_the_key_out_of_errors_and_logs(self, free, alpha_vantage_server, caplog):
        caplog.set_level(logging.DEBUG)
        alpha_vantage_server.faults.append(upstream.notice(upstream.DAILY_LIMIT))
        refused(free, *RANGE)
        fetched(free, *RANGE)

        assert upstream.KEY not in caplog.text
        assert upstream.KEY not in repr(fetched(free, *RANGE).notes)


class TestSearch:
    def test_spells_symbols_our_way(self, free):
        assert [(one.symbol, one.name) for one in free.search("vodafone")] == [("VOD.L", "Vodafone Group Plc")]

    def test_knows_a_fund(self, free):
        assert [one.asset_class for one in free.search("spdr")] == [AssetClass.ETF]


class TestBars:
    def test_are_the_same_when_asked_for_again(self, free):
        first, second = fetched(free, *RANGE), fetched(free, *RANGE)

        assert first.bars.content_hash == second.bars.content_hash
        assert np.all(np.diff(first.bars.times) > np.timedelta64(0, "us"))
