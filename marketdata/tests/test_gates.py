"""The gate in front of each source, over a real Redis protocol, with a clock of the test's own."""

from dataclasses import replace

import pytest
import redis

from marketdata import gates
from marketdata.gates import FIRST_PAUSE, LONGEST_LIMITED, TRIAL_SECONDS, RedisGate
from marketdata.sources.base import Failure, SourceError
from marketdata.sources.yahoo import FACTS

DOWN = SourceError(Failure.UNAVAILABLE, "Yahoo Finance cannot be reached, or broke off. Try again later.")
DAMAGED = SourceError(Failure.BAD_ANSWER, "Yahoo Finance sent an answer that breaks off or is damaged.")


class Clock:
    def __init__(self):
        self.at = 1_700_000_000.0
        self.slept = []

    def __call__(self):
        return self.at

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.at += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def gate(redis_url, clock):
    with redis.Redis.from_url(redis_url) as client:
        yield RedisGate(client=client, now=clock, sleep=clock.sleep)


class TestBreaker:
    def test_lets_questions_through_while_all_is_well(self, gate):
        for _ in range(5):
            assert gate.refusal(FACTS) is None
            gate.delivered(FACTS, 1)

    def test_opens_at_once_for_a_source_that_cannot_be_reached(self, gate):
        gate.refusal(FACTS)

        gate.failed(FACTS, DOWN)

        refusal = gate.refusal(FACTS)
        assert refusal.kind is Failure.UNAVAILABLE
        assert refusal.text == f"{DOWN.text} It is asked again in 30 s."

    def test_opens_at_the_third_damaged_answer(self, gate):
        refusals = []
        for _ in range(4):
            refusals.append(gate.refusal(FACTS))
            gate.failed(FACTS, DAMAGED)

        assert refusals[:3] == [None] * 3
        assert refusals[3].kind is Failure.BAD_ANSWER

    def test_forgets_damaged_answers_at_a_good_one(self, gate):
        for _ in range(5):
            assert gate.refusal(FACTS) is None
            gate.failed(FACTS, DAMAGED)
            gate.failed(FACTS, DAMAGED)
            gate.delivered(FACTS, 1)

    def test_lets_one_try_after_a_while_and_closes_when_that_goes_well(self, gate, clock):
        gate.failed(FACTS, DOWN)
        clock.at += FIRST_PAUSE + 1

        first, second = gate.refusal(FACTS), gate.refusal(FACTS)
        gate.delivered(FACTS, 1)
        third = gate.refusal(FACTS)

        assert first is None
        assert second.kind is Failure.UNAVAILABLE
        assert third is None

    def test_stays_open_twice_as_long_when_the_try_fails(self, gate, clock):
        gate.failed(FACTS, DOWN)
        clock.at += FIRST_PAUSE + 1
        assert gate.refusal(FACTS) is None

        gate.failed(FACTS, DAMAGED)

        clock.at += FIRST_PAUSE + 1
        assert gate.refusal(FACTS) is not None
        clock.at += FIRST_PAUSE
        assert gate.refusal(FACTS) is None

    def test_lets_another_try_when_the_first_never_came_back(self, gate, clock):
        gate.failed(FACTS, DOWN)
        clock.at += FIRST_PAUSE + 1
        gate.refusal(FACTS)

        clock.at += TRIAL_SECONDS + 1

        assert gate.refusal(FACTS) is None

    @pytest.mark.parametrize("asked", [7.0, 900.0])
    def test_is_open_for_as_long_as_the_source_asks(self, gate, clock, asked):
        gate.failed(FACTS, SourceError(Failure.RATE_LIMITED, "Yahoo Finance limits how often it is asked.", asked))

        clock.at += asked - 1
        assert gate.refusal(FACTS).kind is Failure.RATE_LIMITED
        clock.at += 2
        assert gate.refusal(FACTS) is None

    def test_believes_no_source_that_asks_for_years(self, gate, clock):
        gate.failed(FACTS, SourceError(Failure.RATE_LIMITED, "Busy.", 1e9))

        clock.at += LONGEST_LIMITED + 1

        assert gate.refusal(FACTS) is None

    @pytest.mark.parametrize("kind", [Failure.UNKNOWN_SYMBOL, Failure.NO_BARS, Failure.NO_KEY, Failure.NOT_OFFERED])
    def test_is_not_opened_by_what_tells_nothing_bad_of_the_source(self, gate, kind):
        for _ in range(10):
            assert gate.refusal(FACTS) is None
            gate.failed(FACTS, SourceError(kind, "No."))

    def test_is_each_sources_own(self, gate):
        gate.failed(FACTS, DOWN)

        assert gate.refusal(replace(FACTS, name="finnhub")) is None

    def test_forgets_with_redis_and_loses_nothing_else(self, gate):
        gate.failed(FACTS, DOWN)

        gate.client.flushdb()

        assert gate.refusal(FACTS) is None

    def test_lets_everything_through_without_redis(self, unused_port):
        with redis.Redis(port=unused_port) as nowhere:
            gate = RedisGate(client=nowhere)
            gate.failed(FACTS, DOWN)
            gate.delivered(FACTS, 3)

            assert gate.refusal(FACTS) is None


class TestRestingPool:
    def test_is_not_tried_again_for_a_few_seconds(self, unused_port, monkeypatch):
        tried = []
        connect = redis.Connection.connect
        monkeypatch.setattr(redis.Connection, "connect", lambda self: tried.append(self) or connect(self))
        now = [100.0]
        monkeypatch.setattr(gates.time, "monotonic", lambda: now[0])
        gate = RedisGate(client=gates.client(f"redis://127.0.0.1:{unused_port}/0"))

        answers = [gate.refusal(FACTS) for _ in range(5)]
        soon = len(tried)
        now[0] += gates.REST_SECONDS
        gate.refusal(FACTS)

        assert answers == [None] * 5
        assert 0 < soon < len(tried) <= 2 * soon


class TestRateLimit:
    LIMITED = replace(FACTS, requests_a_minute=3)

    def test_refuses_beyond_the_limit_and_tells_when_again(self, gate, clock):
        clock.at = 1_700_000_040.0 - 1_700_000_040.0 % 60 + 40
        refusals = [gate.refusal(self.LIMITED) for _ in range(4)]

        assert refusals[:3] == [None] * 3
        assert refusals[3].text == (
            "Yahoo Finance is asked no more than 3 times a minute. It may be asked again in 20 s."
        )

    def test_counts_every_request_of_a_fetch(self, gate):
        gate.refusal(self.LIMITED)
        gate.delivered(self.LIMITED, 3)

        assert gate.refusal(self.LIMITED).kind is Failure.RATE_LIMITED

    def test_counts_nothing_that_never_went_out(self, gate):
        for _ in range(5):
            assert gate.refusal(self.LIMITED) is None
            gate.failed(self.LIMITED, SourceError(Failure.NO_KEY, "No key."))

    def test_begins_anew_with_the_next_minute(self, gate, clock):
        for _ in range(3):
            gate.refusal(self.LIMITED)

        clock.at += 60

        assert gate.refusal(self.LIMITED) is None

    def test_is_waited_for_by_whoever_has_the_patience(self, gate, clock):
        patient = replace(gate, patience=65.0)
        for _ in range(3):
            patient.refusal(self.LIMITED)

        assert patient.refusal(self.LIMITED) is None
        assert 0 < sum(clock.slept) <= 61

    def test_holds_for_a_day_too(self, gate, clock):
        daily = replace(FACTS, requests_a_minute=100, requests_a_day=2)
        for _ in range(2):
            gate.refusal(daily)
        clock.at += 120

        refusal = gate.refusal(daily)

        assert "2 times a day" in refusal.text


class TestRest:
    def test_tells_of_an_open_breaker_without_asking(self, gate):
        gate.failed(FACTS, DOWN)

        assert gate.rest(FACTS).text == f"{DOWN.text} It is asked again in 30 s."

    def test_takes_no_place_under_the_limit(self, gate):
        for _ in range(FACTS.requests_a_minute * 2):
            assert gate.rest(FACTS) is None

        assert gate.refusal(FACTS) is None

    def test_leaves_the_one_trial_of_a_half_open_breaker_to_who_asks(self, gate, clock):
        gate.failed(FACTS, DOWN)
        clock.at += FIRST_PAUSE + 1

        assert gate.rest(FACTS) is None
        assert gate.refusal(FACTS) is None
        assert gate.rest(FACTS).kind is Failure.UNAVAILABLE
