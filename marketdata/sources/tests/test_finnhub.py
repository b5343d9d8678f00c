import logging
from datetime import date

import pytest

from marketdata.sources.base import Action, Basis, Failure
from marketdata.sources.finnhub import Finnhub
from marketdata.sources.tests.asking import PATIENT, fetched, refused
from marketdata.sources.tests.upstream import finnhub as upstream
from marketdata.sources.tests.upstream.market import APPLE, NOW
from marketdata.sources.tests.upstream.server import as_json, broken

RANGE = ("AAPL", "2020-08-03", "2020-09-30")


@pytest.fixture
def finnhub(finnhub_server):
    return Finnhub(key=upstream.KEY, base_url=finnhub_server.url, limits=PATIENT, now=lambda: NOW)


class TestDays:
    def test_are_given_in_today_s_shares(self, finnhub):
        result = fetched(finnhub, "AAPL", "2020-08-28", "2020-08-31")

        before, after = APPLE.days(date(2020, 8, 28), date(2020, 8, 31))
        assert result.basis is Basis.SPLIT_ADJUSTED
        assert result.bars.close.tolist() == [before.close / 4, after.close]
        assert result.bars.volume.tolist() == [before.volume * 4, after.volume]

    def test_are_those_asked_for_and_no_others(self, finnhub):
        dates = fetched(finnhub, "AAPL", "2024-11-27", "2024-12-02").bars.dates.astype(str).tolist()

        assert dates == ["2024-11-27", "2024-11-29", "2024-12-02"]

    def test_of_coins_and_currencies_are_as_traded(self, finnhub):
        coin, pair = (fetched(finnhub, symbol, "2026-11-02", "2026-11-08") for symbol in ("BTC-USD", "EUR/USD"))

        assert (len(coin.bars), coin.basis, coin.bars.periods_per_year) == (7, Basis.AS_TRADED, 365)
        assert (len(pair.bars), pair.basis, pair.bars.periods_per_year) == (5, Basis.AS_TRADED, 261)

    def test_make_weeks(self, finnhub):
        weeks = fetched(finnhub, "AAPL", "2026-10-01", "2026-11-20", "1wk").bars

        assert str(weeks.dates[-1]) == "2026-11-16"


class TestActions:
    def test_are_all_since_the_first_day(self, finnhub):
        result = fetched(finnhub, *RANGE)

        assert result.actions == (
            Action(date=date(2020, 8, 31), kind="split", value=4.0),
            Action(date=date(2020, 11, 6), kind="dividend", value=0.205),
            Action(date=date(2024, 11, 8), kind="dividend", value=0.25),
        )
        assert result.actions_first_date == date(2020, 8, 3)

    def test_that_the_plan_does_not_include_are_not_taken_for_none(self, finnhub, finnhub_server):
        finnhub_server.answer.plan = "candles"

        result = fetched(finnhub, *RANGE)

        assert (result.actions, result.actions_first_date) == ((), None)
        assert result.notes == ("Finnhub did not tell this key about splits and dividends.",)


class TestMinutes:
    def test_are_as_traded_in_the_exchange_s_time(self, finnhub):
        result = fetched(finnhub, "AAPL", "2026-10-30", "2026-11-02", "5m")

        clock = result.bars.times.astype("datetime64[m]").astype(str)
        assert result.basis is Basis.AS_TRADED
        assert [clock[0], clock[77], clock[78], clock[-1]] == [
            *("2026-10-30T09:30", "2026-10-30T15:55"),
            *("2026-11-02T09:30", "2026-11-02T15:55"),
        ]

    def test_come_a_month_at_a_time(self, finnhub, finnhub_server):
        bars = fetched(finnhub, "AAPL", "2026-08-03", "2026-11-19", "1h").bars

        assert finnhub_server.count("candle") == 4
        assert len(bars) == (21 + 21 + 22 + 14) * 7

    def test_of_too_many_months_are_refused_without_asking(self, finnhub, finnhub_server):
        assert "too many at once" in refused(finnhub, "AAPL", "2020-01-02", "2026-11-20", "1m").text
        assert finnhub_server.seen == []


ANSWERS = [
    (as_json({"s": "no_data"}), Failure.NO_BARS),
    (as_json({"error": "Please use an API key."}, status=401), Failure.KEY_REJECTED),
    (as_json({"error": "Invalid API key"}, status=401), Failure.KEY_REJECTED),
    (as_json({"error": "You don't have access to this resource."}, status=403), Failure.NOT_OFFERED),
    (as_json({"error": "You don't have access to this resource."}, status=401), Failure.NOT_OFFERED),
    (as_json({"error": "Wrong resolution"}, status=422), Failure.BAD_ANSWER),
    (upstream.limit_reached(), Failure.RATE_LIMITED),
    (broken(503, retry_after="5"), Failure.UNAVAILABLE),
    (as_json([]), Failure.BAD_ANSWER),
    (as_json({"s": "ok"}), Failure.BAD_ANSWER),
    (as_json({"s": "ok", **dict.fromkeys("ohlcvt", 1)}), Failure.BAD_ANSWER),
    (as_json({"s": "ok", **{key: [1.0, 2.0] for key in "ohlcv"}, "t": [1598572800]}), Failure.BAD_ANSWER),
    (as_json({"s": "ok", **{key: [2.0] for key in "olcv"}, "h": [1.0], "t": [1598572800]}), Failure.BAD_ANSWER),
]


class TestRefusals:
    @pytest.mark.parametrize(("answer", "kind"), ANSWERS)
    def test_are_understood(self, finnhub, finnhub_server, answer, kind):
        finnhub_server.faults.append(answer)

        error = refused(finnhub, *RANGE)

        assert error.kind is kind
        assert upstream.KEY not in error.text

    def test_of_a_free_key_say_what_is_needed(self, finnhub, finnhub_server):
        finnhub_server.answer.plan = "free"

        assert refused(finnhub, *RANGE).text == "Finnhub keeps these bars for keys of a paid plan."

    def test_of_an_unknown_symbol_do_not_claim_to_know_why(self, finnhub):
        error = refused(finnhub, "NOPE", *RANGE[1:])

        assert error.text == "Finnhub has no NOPE prices in these dates, or does not know the symbol."

    def test_of_a_missing_key_need_no_request(self, finnhub_server):
        keyless = Finnhub(key="", base_url=finnhub_server.url, now=lambda: NOW)

        assert refused(keyless, *RANGE).kind is Failure.NO_KEY
        assert finnhub_server.seen == []

    def test_of_other_exchanges_need_no_request(self, finnhub, finnhub_server):
        assert refused(finnhub, "VOD.L", *RANGE[1:]).kind is Failure.NOT_OFFERED
        assert finnhub_server.seen == []


class TestSecrecy:
    def test_sends_the_key_in_a_header_only(self, finnhub, finnhub_server, caplog):
        caplog.set_level(logging.DEBUG)

        fetched(finnhub, *RANGE)

        assert {seen.headers["x-finnhub-token"] for seen in finnhub_server.seen} == {upstream.KEY}
        assert all(upstream.KEY not in seen.params.values() for seen in finnhub_server.seen)
        assert upstream.KEY not in caplog.text


class TestSearch:
    def test_finds_american_shares_by_name(self, finnhub):
        assert [(one.symbol, one.name) for one in finnhub.search("apple")] == [("AAPL", "Apple Inc.")]

    def test_leaves_out_other_exchanges(self, finnhub):
        assert finnhub.search("vodafone") == []
