"""`manage.py bars --prefetch`, and `bars` of a symbol nobody has yet."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from marketdata.models import FetchAttempt
from marketdata.services import get_bars
from marketdata.sources.alpha_vantage import AlphaVantage
from marketdata.sources.tests.upstream.server import broken
from marketdata.sources.yahoo import Yahoo
from marketdata.tests.conftest import LIMITS

pytestmark = pytest.mark.django_db
RANGE = ("--start", "2024-01-02", "--end", "2024-03-28")


def run(*arguments):
    """Run the command and return its exit code, what it printed, and what it complained of."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("bars", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


class TestPrefetch:
    def test_fetches_each_symbol(self, sources):
        code, out, err = run("--prefetch", "NEWC,SPY", "--start", "2025-07-01", "--end", "2025-09-30")

        assert code == 0
        assert [line.split()[:3] for line in out.splitlines()] == [["NEWC", "fetched", "64"], ["SPY", "fetched", "64"]]
        assert err == ""

    def test_is_resumed_where_it_ended(self, sources, yahoo_server):
        run("--prefetch", "SPY", *RANGE)
        asked = yahoo_server.price_requests

        code, out, _ = run("--prefetch", "SPY,NEWC", "--json", *("--start", "2024-01-02", "--end", "2025-09-30"))
        again = [json.loads(line) for line in run("--prefetch", "SPY,NEWC", "--json", *RANGE)[1].splitlines()]

        first = [json.loads(line) for line in out.splitlines()]
        asked_for = FetchAttempt.objects.filter(symbol="SPY").values_list("first_date", flat=True)
        assert code == 0
        assert [one["state"] for one in first] == ["fetched", "fetched"]
        assert date(2024, 3, 29) in asked_for
        assert [one["state"] for one in again] == ["stored", "stored"]
        assert yahoo_server.price_requests == asked + 2

    def test_goes_on_after_a_symbol_that_fails_and_ends_with_1(self, sources, yahoo_server):
        sources("yahoo")

        code, out, _ = run("--prefetch", "NOSUCH,SPY", "--json", *RANGE)

        told = [json.loads(line) for line in out.splitlines()]
        assert code == 1
        assert [one["state"] for one in told] == ["failed", "fetched"]
        assert told[0]["tale"] == "Yahoo Finance: does not know the symbol"
        assert len(get_bars(symbol="SPY")) == 61

    def test_asks_a_source_that_is_down_once_for_all_symbols(self, sources, yahoo_server):
        sources("yahoo")
        yahoo_server.faults.extend([broken(503, "90")] * 9)

        code, out, _ = run("--prefetch", "SPY,NEWC,TSLA", *RANGE)

        assert code == 1
        assert yahoo_server.price_requests == 1
        assert out.count("Yahoo Finance: cannot be reached") == 3

    def test_draws_a_bar_on_a_terminal(self, sources):
        class Terminal(io.StringIO):
            def isatty(self):
                return True

        drawn = Terminal()

        call_command("bars", "--prefetch", "SPY,AAPL", *RANGE, stdout=io.StringIO(), stderr=drawn)

        assert "[###############...............] 1 of 2" in drawn.getvalue()
        assert "[##############################] 2 of 2" in drawn.getvalue()

    @pytest.mark.parametrize(
        "arguments", [(), ("AAPL", "--prefetch", "SPY"), ("--prefetch", ","), ("--prefetch", "A", "--interval", "2d")]
    )
    def test_tells_a_command_that_makes_no_sense(self, sources, arguments):
        with pytest.raises(CommandError) as refusal:
            call_command("bars", *arguments)

        assert getattr(refusal.value, "returncode", 2) in (1, 2)

    def test_says_when_no_source_may_be_asked(self, sources):
        sources()

        with pytest.raises(CommandError, match="MARKET_SOURCES is empty") as refusal:
            call_command("bars", "--prefetch", "SPY")

        assert refusal.value.returncode == 2


class TestBars:
    def test_fetches_a_symbol_nobody_has_yet(self, sources):
        code, out, _ = run("SPY", "--json", *RANGE)

        assert code == 0
        assert len(out.splitlines()) == 61

    def test_tells_why_there_are_none(self, sources):
        code, out, err = run("NOSUCH", *RANGE)

        assert (code, out) == (1, "")
        assert "Yahoo Finance: does not know the symbol" in err

    def test_says_so_in_one_line_without_redis_and_network(self, sources, settings, unused_port, tmp_path, caplog):
        nowhere = f"127.0.0.1:{unused_port}"
        settings.REDIS_URL = f"redis://{nowhere}/0"
        unreachable = Yahoo(base_url=f"http://{nowhere}", cache_dir=tmp_path, limits=LIMITS)
        sources("yahoo", "alpha_vantage", yahoo=unreachable, alpha_vantage=AlphaVantage(key=""))

        code, out, err = run("SPY", *RANGE)

        assert (code, out) == (1, "")
        assert err == (
            "There are no prices for “SPY”. Yahoo Finance: cannot be reached; Alpha Vantage: no key. "
            "Try again later, or other dates, or choose one that is stored.\n"
        )
        assert caplog.records == []

    def test_shows_the_log_to_who_asks_for_it(self, sources, caplog):
        run("SPY", "-v2", *RANGE)

        assert "prices_asked_for" in caplog.text
