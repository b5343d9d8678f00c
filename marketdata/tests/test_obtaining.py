"""Bars for whoever may wait: what is told when they come, when they end early, and when they do not come."""

from datetime import UTC, date, datetime

import pytest

from marketdata import fetching, obtaining
from marketdata.obtaining import may_be_fetched, obtain_bars, symbol_of
from marketdata.services import NoData, load_sample_data
from marketdata.sources.tests.upstream.server import broken, busy

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(monkeypatch):
    """Have it be that day in the evening of New York."""

    def set_clock(year, month, day):
        now = datetime(year, month, day, 22, 30, tzinfo=UTC)
        real = fetching.fetch_missing
        monkeypatch.setattr(
            obtaining, "fetch_missing", lambda wanted, **options: real(wanted, **options | {"now": lambda: now})
        )

    set_clock(2026, 11, 20)
    return set_clock


def asked(symbol="AAPL", first=date(2026, 9, 1), last=date(2026, 11, 20), **options):
    return obtain_bars(symbol=symbol, start_date=first, end_date=last, **options)


class TestObtainBars:
    def test_fetches_and_reads_with_warm_up(self, sources, on):
        obtained = asked(warmup=20)

        assert obtained.bars.warmup == 20
        assert obtained.bars.dates[20].item() == date(2026, 9, 1)
        assert obtained.tale == "used Yahoo Finance"
        assert obtained.notes == ()

    def test_knows_a_symbol_in_another_spelling(self, sources, on):
        assert asked("BTC/USD").bars.symbol == "BTC-USD"

    def test_tells_what_each_source_said(self, sources, on, yahoo_server, finnhub_server):
        yahoo_server.faults.extend([busy("60")])
        finnhub_server.answer.plan = "free"
        sources("yahoo", "finnhub")

        with pytest.raises(NoData) as refusal:
            asked("TOYO")

        assert refusal.value.text.startswith("There are no prices for “TOYO”. Yahoo Finance: rate limited; Finnhub: ")
        assert "http" not in refusal.value.text

    def test_says_of_an_unknown_symbol_to_check_its_spelling(self, sources, on):
        with pytest.raises(NoData, match="Check how the symbol is spelt"):
            asked("NOSUCH")

    def test_goes_on_without_the_last_days_and_says_so(self, sources, on, yahoo_server):
        asked(last=date(2026, 11, 17))
        sources("yahoo")
        yahoo_server.faults.extend([broken(503, "30")])

        obtained = asked()

        assert obtained.bars.dates[-1].item() == date(2026, 11, 17)
        assert obtained.notes == (
            "AAPL ends on 17 Nov 2026: what followed could not be fetched (Yahoo Finance: cannot be reached).",
        )

    def test_refuses_a_range_of_which_much_is_missing(self, sources, on, yahoo_server):
        asked(last=date(2026, 9, 30))
        sources("yahoo")
        yahoo_server.faults.extend([broken(503, "30")])

        with pytest.raises(NoData) as refusal:
            asked()

        assert refusal.value.text == (
            "Prices of AAPL are missing from 1 Oct 2026 to 20 Nov 2026, and could not be fetched. "
            "Yahoo Finance: cannot be reached. Choose dates from 1 Sep 2026 to 30 Sep 2026, which are stored, "
            "or try again later."
        )

    def test_does_without_warm_up_that_no_source_can_give(self, sources, on, yahoo_server):
        asked()
        sources("yahoo")
        yahoo_server.faults.extend([broken(503, "30")])

        obtained = asked(warmup=100)

        assert obtained.bars.warmup == 0
        assert len(obtained.bars) == 58

    def test_is_todays_refusal_where_nothing_is_fetched(self, sources, on):
        load_sample_data()
        sources()

        with pytest.raises(NoData, match="There are prices for"):
            asked("NVDA")


class TestMayBeFetched:
    def test_is_so_of_symbols_nobody_bundled(self, sources):
        load_sample_data()

        assert may_be_fetched("NVDA")
        assert not may_be_fetched("AAPL")
        assert may_be_fetched("AAPL", interval="5m")
        assert not may_be_fetched("SIM-BTC", interval="5m")
        assert not may_be_fetched("../../etc/passwd")
        assert not may_be_fetched("MY.A")

    def test_is_never_so_without_sources(self, sources):
        sources()

        assert not may_be_fetched("NVDA")


class TestSymbolOf:
    def test_is_the_usual_spelling_where_prices_are_fetched(self, sources):
        load_sample_data()

        told = [symbol_of(text) for text in ("aapl", "brk.b", "$nvda", "my.a")]

        assert told == ["AAPL", "BRK-B", "NVDA", "MY.A"]

    def test_is_what_was_typed_elsewhere(self, sources):
        sources()

        assert symbol_of(" brk.b ") == "BRK.B"
