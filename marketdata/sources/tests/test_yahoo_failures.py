import logging
import threading
import time

import pytest

from marketdata.sources.base import Failure, SourceError
from marketdata.sources.tests.asking import PATIENT, QUICK, fetched, refused, wanted
from marketdata.sources.tests.upstream import yahoo as upstream
from marketdata.sources.tests.upstream.market import NOW
from marketdata.sources.tests.upstream.server import Answer, as_json, broken, busy
from marketdata.sources.yahoo import Yahoo

RANGE = ("AAPL", "2024-11-01", "2024-11-29")


@pytest.fixture
def yahoo(yahoo_server, tmp_path):
    return Yahoo(base_url=yahoo_server.url, cache_dir=tmp_path / "yahoo", limits=PATIENT, now=lambda: NOW)


class TestRefusals:
    def test_of_an_unknown_symbol(self, yahoo, yahoo_server):
        error = refused(yahoo, "NOPE", "2024-11-01", "2024-11-29")

        assert error.kind is Failure.UNKNOWN_SYMBOL
        assert error.text == "Yahoo Finance does not know NOPE. Check how it is spelt."
        # Neither asked again nor taken for a stale cookie.
        assert yahoo_server.count("chart") == 1

    def test_of_a_symbol_that_is_none(self, yahoo, yahoo_server):
        assert refused(yahoo, "../../etc/passwd", "2024-11-01", "2024-11-29").kind is Failure.UNKNOWN_SYMBOL
        assert yahoo_server.seen == []

    def test_of_prices_of_another_symbol(self, yahoo, yahoo_server):
        market = yahoo_server.answer.market
        market["AAPL"] = market["SPY"]

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.BAD_ANSWER
        assert error.text == "Yahoo Finance was asked for AAPL and answered with other prices."

    def test_of_dates_before_the_listing(self, yahoo):
        error = refused(yahoo, "NEWC", "2020-11-02", "2020-11-30")

        # The request reaches to today, so that the splits since are known; the range itself is empty.
        assert error.kind is Failure.NO_BARS
        assert error.text == "Yahoo Finance has no NEWC prices in these dates."

    def test_of_a_range_without_sessions(self, yahoo):
        assert refused(yahoo, "AAPL", "2024-11-30", "2024-12-01").kind is Failure.NO_BARS

    def test_of_too_many_requests_are_not_insisted_on(self, yahoo, yahoo_server):
        yahoo_server.faults.append(busy())

        error = refused(yahoo, *RANGE)

        assert (error.kind, error.retry_after) == (Failure.RATE_LIMITED, None)
        assert yahoo_server.count("chart") == 1

    def test_of_too_many_requests_hand_on_when_to_come_back(self, yahoo, yahoo_server):
        yahoo_server.faults.append(busy("120"))

        error = refused(yahoo, *RANGE)

        assert (error.kind, error.retry_after) == (Failure.RATE_LIMITED, 120.0)
        assert "120 s" in error.text

    def test_of_a_crumb_do_not_matter_while_prices_come(self, yahoo, yahoo_server):
        yahoo_server.answer.crumb_status = 429

        assert len(fetched(yahoo, *RANGE).bars) == 20

    def test_of_everything_end_after_two_tries(self, yahoo, yahoo_server):
        yahoo_server.answer.is_barred = True

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.UNAVAILABLE
        assert "refuses to be asked from here" in error.text
        assert yahoo_server.count("chart") == 2

    def test_in_words_of_yahoo_s_own_limits_are_understood(self, yahoo, yahoo_server):
        text = "5m data not available. The requested range must be within the last 60 days."
        error = {"code": "Unprocessable Entity", "description": text}
        yahoo_server.faults.append(as_json({"chart": {"result": None, "error": error}}, status=422))

        assert refused(yahoo, *RANGE).kind is Failure.NOT_OFFERED


class TestFaults:
    def test_of_the_server_are_tried_again(self, yahoo, yahoo_server):
        yahoo_server.faults.extend([broken(502), broken(500)])

        assert len(fetched(yahoo, *RANGE).bars) == 20
        assert yahoo_server.count("chart") == 3

    def test_of_the_server_that_last_are_told(self, yahoo, yahoo_server):
        yahoo_server.faults.extend([broken(503)] * 3)

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.UNAVAILABLE
        assert "503" in error.text

    def test_with_a_time_to_come_back_are_not_tried_again_before_it(self, yahoo, yahoo_server):
        yahoo_server.faults.append(broken(503, retry_after="60"))

        error = refused(yahoo, *RANGE)

        assert (error.kind, error.retry_after) == (Failure.UNAVAILABLE, 60.0)
        assert yahoo_server.count("chart") == 1

    def test_that_truncate_json_are_seen(self, yahoo, yahoo_server):
        yahoo_server.truncate()

        assert refused(yahoo, *RANGE).kind is Failure.BAD_ANSWER

    def test_that_hang_up_half_way_are_seen(self, yahoo, yahoo_server):
        yahoo_server.hang_up()

        assert refused(yahoo, *RANGE).kind in (Failure.BAD_ANSWER, Failure.UNAVAILABLE)

    def test_that_label_a_page_as_an_answer_are_seen(self, yahoo, yahoo_server):
        yahoo_server.mislabel()

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.BAD_ANSWER
        assert "not JSON" in error.text

    def test_that_swell_are_cut_off(self, yahoo, yahoo_server):
        yahoo_server.swell(PATIENT.max_bytes * 4)

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.BAD_ANSWER
        assert "more than 2 MB" in error.text

    def test_that_lead_to_other_sites_are_not_followed(self, yahoo, yahoo_server):
        yahoo_server.faults.append(Answer(status=302, headers=(("Location", "https://example.com/v8"),)))

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.BAD_ANSWER
        assert "another site" in error.text

    def test_that_lead_round_in_circles_end(self, yahoo, yahoo_server):
        there = "https://query2.finance.yahoo.com/v8/finance/chart/AAPL"
        yahoo_server.faults.extend([Answer(status=302, headers=(("Location", there),))] * 20)

        assert "circles" in refused(yahoo, *RANGE).text

    def test_that_nobody_listens_are_told(self, tmp_path):
        yahoo = Yahoo(base_url="http://127.0.0.1:9", cache_dir=tmp_path, limits=PATIENT, now=lambda: NOW)

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.UNAVAILABLE
        assert "cannot be reached" in error.text


class TestTimeouts:
    @pytest.mark.parametrize("misbehave", [lambda server: server.stall(5), lambda server: server.trickle(0.05)])
    def test_hold_whether_the_server_is_silent_or_slow(self, yahoo, yahoo_server, misbehave):
        yahoo.limits = QUICK
        misbehave(yahoo_server)
        began_at = time.monotonic()

        error = refused(yahoo, *RANGE)

        assert error.kind is Failure.UNAVAILABLE
        assert "in time" in error.text
        assert time.monotonic() - began_at < QUICK.total + 1.5


class TestConsent:
    def test_is_given_where_europe_is_asked_for_it(self, yahoo, yahoo_server):
        yahoo_server.answer.asks_consent = True

        assert len(fetched(yahoo, *RANGE).bars) == 20
        assert any(seen.method == "POST" and "consent" in seen.path for seen in yahoo_server.seen)

    def test_is_remembered(self, yahoo, yahoo_server):
        yahoo_server.answer.asks_consent = True
        fetched(yahoo, *RANGE)
        asked = len(yahoo_server.seen)

        fetched(yahoo, *RANGE)

        assert len(yahoo_server.seen) == asked + 1


class TestCrumb:
    def test_is_fetched_with_a_cookie_once(self, yahoo, yahoo_server):
        yahoo_server.answer.needs_crumb = True

        first, second = fetched(yahoo, *RANGE), fetched(yahoo, *RANGE)

        assert yahoo_server.count("getcrumb") == 1
        assert (first.requests, second.requests) == (3, 1)

    def test_is_fetched_anew_when_yahoo_changed_it(self, yahoo, yahoo_server, monkeypatch):
        yahoo_server.answer.needs_crumb = True
        fetched(yahoo, *RANGE)
        monkeypatch.setattr(upstream, "CRUMB", "An0ther/One")

        assert len(fetched(yahoo, *RANGE).bars) == 20


class TestCookie:
    def test_stays_with_its_session(self, yahoo, yahoo_server):
        yahoo_server.answer.needs_crumb = True
        fetched(yahoo, *RANGE)
        other = Yahoo(base_url=yahoo_server.url, cache_dir=yahoo.cache_dir, limits=PATIENT, now=lambda: NOW)

        fetched(other, *RANGE)

        assert yahoo_server.count("fc.yahoo.com") == 2

    def test_is_looked_for_in_no_file(self, yahoo):
        # yfinance would make a database for all processes.
        fetched(yahoo, *RANGE)

        assert list(yahoo.cache_dir.iterdir()) == []


class TestSecrecy:
    def test_keeps_addresses_cookies_and_crumbs_out_of_logs(self, yahoo, yahoo_server, caplog):
        caplog.set_level(logging.DEBUG)
        yahoo_server.faults.extend([broken(500), broken(500)])
        fetched(yahoo, *RANGE)
        refused(yahoo, "NOPE", "2024-11-01", "2024-11-29")

        for secret in (upstream.CRUMB, upstream.COOKIE, "127.0.0.1", "yahoo.com"):
            assert secret not in caplog.text


class TestThreads:
    def test_have_a_session_each_and_do_not_mix_their_answers(self, yahoo, yahoo_server):
        symbols = ["AAPL", "SPY", "HOLE", "7203.T"] * 2
        found: dict[int, str] = {}

        def ask(at: int) -> None:
            found[at] = yahoo.fetch(wanted(symbols[at], "2024-11-01", "2024-11-29")).listing.name

        threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(symbols))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        names = {symbol: yahoo_server.answer.market[symbol].name for symbol in symbols}
        assert [found[at] for at in range(len(symbols))] == [names[symbol] for symbol in symbols]

    def test_are_not_started(self, yahoo):
        fetched(yahoo, *RANGE)
        before = {thread.name for thread in threading.enumerate() if "process_request" not in thread.name}

        fetched(yahoo, *RANGE)

        assert {thread.name for thread in threading.enumerate() if "process_request" not in thread.name} == before

    def test_do_not_touch_the_session_yfinance_keeps_for_others(self, yahoo):
        from yfinance.data import SingletonMeta, YfData

        fetched(yahoo, *RANGE)

        assert YfData not in SingletonMeta._instances


class TestErrors:
    def test_carry_nothing_that_leads_to_an_address(self, yahoo, yahoo_server):
        yahoo_server.faults.extend([broken(500)] * 3)
        with pytest.raises(SourceError) as caught:
            yahoo.fetch(wanted(*RANGE))

        assert caught.value.__suppress_context__ or caught.value.__context__ is None
