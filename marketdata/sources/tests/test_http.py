import logging
import time

import pytest

from marketdata.sources.base import Failure, SourceError
from marketdata.sources.http import Http, Limits, seconds_until
from marketdata.sources.tests.asking import PATIENT, QUICK
from marketdata.sources.tests.upstream.server import Answer, Upstream, as_json, broken, busy


@pytest.fixture
def server():
    with Upstream(lambda _: as_json({"answer": 42})) as upstream:
        yield upstream


@pytest.fixture
def http(server):
    client = Http(label="Somebody", base_url=server.url, limits=PATIENT)
    yield client
    client.close()


def ask(http: Http):
    return http.get_json("/query", params={"symbol": "AAPL", "apikey": "S3CRET"})


def refusal(http: Http) -> SourceError:
    with pytest.raises(SourceError) as caught:
        ask(http)
    assert caught.value.__cause__ is None
    assert "S3CRET" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    return caught.value


class TestGetJson:
    def test_returns_what_was_answered(self, http, server):
        assert ask(http) == {"answer": 42}
        assert server.seen[0].params == {"symbol": "AAPL", "apikey": "S3CRET"}
        assert http.requests == 1

    def test_accepts_json_under_another_name(self, http, server):
        server.faults.append(Answer(body=b'{"a": 1}', content_type="application/octet-stream"))

        assert ask(http) == {"a": 1}

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_tries_again_when_the_server_has_a_fault(self, http, server, status):
        server.faults.append(broken(status))

        assert ask(http) == {"answer": 42}
        assert http.requests == 2

    def test_gives_up_after_three_tries(self, http, server):
        server.faults.extend([broken()] * 5)

        error = refusal(http)

        assert error.kind is Failure.UNAVAILABLE
        assert http.requests == 3

    def test_pauses_longer_before_each_try(self, server):
        pauses = []
        http = Http(label="Somebody", base_url=server.url, limits=Limits(pause=1.0), sleep=pauses.append)
        server.faults.extend([broken()] * 2)

        ask(http)
        http.close()

        assert 0.5 <= pauses[0] <= 1.5
        assert 1.0 <= pauses[1] <= 3.0

    def test_does_not_pause_beyond_its_time(self, server):
        http = Http(label="Somebody", base_url=server.url, limits=Limits(total=1.0, pause=60.0))
        server.faults.append(broken())

        assert refusal(http).kind is Failure.UNAVAILABLE
        http.close()

    def test_hands_on_when_to_come_back(self, http, server):
        server.faults.append(busy("30"))

        error = refusal(http)

        assert (error.kind, error.retry_after, http.requests) == (Failure.RATE_LIMITED, 30.0, 1)

    def test_is_not_told_when_to_come_back(self, http, server):
        server.faults.append(busy())

        error = refusal(http)

        assert (error.kind, error.retry_after, http.requests) == (Failure.RATE_LIMITED, None, 1)

    def test_does_not_follow_redirects(self, http, server):
        server.faults.append(Answer(status=302, headers=(("Location", f"{server.url}/elsewhere"),)))

        assert refusal(http).kind is Failure.BAD_ANSWER
        assert [seen.path for seen in server.seen] == ["/query"]

    def test_sees_json_that_breaks_off(self, http, server):
        server.truncate()

        assert refusal(http).kind is Failure.BAD_ANSWER

    def test_sees_a_connection_that_breaks_off(self, http, server):
        server.hang_up()

        assert refusal(http).kind is Failure.UNAVAILABLE

    def test_sees_a_page_where_json_should_be(self, http, server):
        server.mislabel()

        assert "not JSON" in refusal(http).text

    def test_survives_json_nested_without_end(self, http, server):
        server.faults.append(Answer(body=b"[" * 200_000))

        assert refusal(http).kind is Failure.BAD_ANSWER

    def test_cuts_off_what_is_too_large(self, http, server):
        server.swell(PATIENT.max_bytes * 4)

        assert "more than 2 MB" in refusal(http).text

    def test_counts_what_is_unpacked_against_the_limit(self, http, server):
        import gzip

        bomb = gzip.compress(b'{"a":"' + b"x" * PATIENT.max_bytes * 10 + b'"}')
        server.faults.append(Answer(body=bomb, headers=(("Content-Encoding", "gzip"),)))

        assert len(bomb) < PATIENT.max_bytes / 50
        assert "more than 2 MB" in refusal(http).text

    def test_sees_what_cannot_be_unpacked(self, http, server):
        server.faults.append(Answer(body=b"no gzip", headers=(("Content-Encoding", "gzip"),)))

        assert refusal(http).kind is Failure.BAD_ANSWER

    def test_tells_when_nobody_listens(self):
        http = Http(label="Somebody", base_url="http://127.0.0.1:9", limits=PATIENT)

        assert refusal(http).kind is Failure.UNAVAILABLE
        http.close()

    @pytest.mark.parametrize("address", ["not an address", "http://[", "ftp://127.0.0.1"])
    def test_tells_when_the_address_is_none(self, address):
        http = Http(label="Somebody", base_url=address, limits=PATIENT)

        assert refusal(http).kind is Failure.UNAVAILABLE
        http.close()


class TestTimeouts:
    @pytest.mark.parametrize("misbehave", [lambda server: server.stall(3), lambda server: server.trickle(0.1)])
    def test_hold_whether_the_server_is_silent_or_slow(self, server, misbehave):
        server.answer = lambda _: as_json({"answer": "x" * 4_000})
        misbehave(server)
        http = Http(label="Somebody", base_url=server.url, limits=QUICK)
        began_at = time.monotonic()

        error = refusal(http)
        http.close()

        assert error.kind is Failure.UNAVAILABLE
        assert "in time" in error.text
        assert time.monotonic() - began_at < QUICK.total + 1.5


class TestSecrecy:
    def test_keeps_keys_out_of_logs(self, http, caplog):
        caplog.set_level(logging.DEBUG)

        ask(http)

        assert "GET" in caplog.text
        assert "S3CRET" not in caplog.text


class TestSecondsUntil:
    def test_reads_a_date(self):
        assert seconds_until("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
        assert seconds_until("Wed, 21 Oct 2135 07:28:00 GMT") > 1e9

    @pytest.mark.parametrize("header", ["", "soon", "-5", "1e9", "٣", "Wed, 99 Oct 2015"])
    def test_makes_nothing_of_nonsense(self, header):
        assert seconds_until(header) is None
