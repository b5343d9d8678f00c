"""One source after the other, with gates and sources of the test's own."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from engine.bars import BarsError
from marketdata.sources.attempts import Asking, ask_in_order, knows_of_none, tale, within_reach
from marketdata.sources.base import Failure, Interval, SourceError
from marketdata.sources.tests.asking import wanted
from marketdata.sources.yahoo import FACTS

TODAY = date(2026, 11, 20)


@dataclass
class Refusing:
    """A source that says one thing."""

    problem: Exception
    name: str = "yahoo"
    asked: int = 0

    @property
    def facts(self):
        return replace(FACTS, name=self.name, label=self.name.title())

    def fetch(self, _):
        self.asked += 1
        raise self.problem


class OpenGate:
    def __init__(self, refusal=None):
        self.said = refusal
        self.failures = []

    def refusal(self, _):
        return self.said

    def delivered(self, facts, requests):
        raise AssertionError("nothing was delivered")

    def failed(self, _, error):
        self.failures.append(error.kind)


def asking(gate=None, **changes):
    return Asking(gate=gate or OpenGate(), keep=lambda *_: None, today=TODAY, **changes)


def refusing(kind, name="yahoo"):
    return Refusing(SourceError(kind, f"{name.title()} says {kind}."), name)


class TestAskInOrder:
    def test_asks_all_when_none_delivers(self):
        sources = [refusing(Failure.RATE_LIMITED), refusing(Failure.NO_KEY, "finnhub")]

        attempts = ask_in_order(sources, wanted("AAPL", "2024-01-02", "2024-02-01"), asking())

        assert tale(attempts) == "Yahoo: rate limited; Finnhub: no key"

    def test_leaves_a_source_alone_that_its_gate_refuses(self):
        source, gate = refusing(Failure.NO_BARS), OpenGate(SourceError(Failure.UNAVAILABLE, "Down."))

        [attempt] = ask_in_order([source], wanted("AAPL", "2024-01-02", "2024-02-01"), asking(gate))

        assert source.asked == 0
        assert not attempt.was_asked
        assert gate.failures == []

    @pytest.mark.parametrize("problem", [ValueError("apikey=SECRET"), KeyError("token=SECRET"), MemoryError()])
    def test_survives_a_source_that_breaks_and_keeps_its_words_to_itself(self, problem, caplog):
        [attempt] = ask_in_order([Refusing(problem)], wanted("AAPL", "2024-01-02", "2024-02-01"), asking())

        assert attempt.failure is Failure.BAD_ANSWER
        assert "SECRET" not in attempt.sentence + caplog.text

    def test_is_not_taken_in_by_prices_that_cannot_be_stored(self):
        source = Refusing(BarsError("AAPL: the high is below the low"))

        [attempt] = ask_in_order([source], wanted("AAPL", "2024-01-02", "2024-02-01"), asking())

        assert attempt.failure is Failure.BAD_ANSWER


class TestKnowsOfNone:
    @pytest.mark.parametrize(
        ("kinds", "is_known"),
        [
            ([Failure.NO_BARS], True),
            ([Failure.NO_BARS, Failure.UNKNOWN_SYMBOL, Failure.NO_KEY, Failure.NOT_OFFERED], True),
            ([Failure.NO_KEY, Failure.NOT_OFFERED], False),
            ([Failure.NO_BARS, Failure.KEY_REJECTED], True),
            ([Failure.KEY_REJECTED], False),
            ([Failure.NO_BARS, Failure.RATE_LIMITED], False),
            ([Failure.UNAVAILABLE], False),
            ([], False),
        ],
    )
    def test_takes_no_silence_for_an_answer(self, kinds, is_known):
        attempts = ask_in_order(
            [refusing(kind) for kind in kinds], wanted("AAPL", "2024-01-02", "2024-02-01"), asking()
        )

        assert knows_of_none(attempts) is is_known


class TestWithinReach:
    # Yahoo's five minutes reach back sixty days.
    def test_gives_up_warm_up_that_lies_too_far_back(self):
        request = wanted("AAPL", "2026-09-01", "2026-11-19", Interval.M5)

        cut = within_reach(FACTS, request, asking(needed_first=date(2026, 11, 2)))

        assert cut.first_date == date(2026, 9, 22)

    def test_gives_up_no_day_that_is_to_be_traded(self):
        request = wanted("AAPL", "2026-08-01", "2026-11-19", Interval.M5)

        assert within_reach(FACTS, request, asking(needed_first=date(2026, 9, 1))) == request

    def test_leaves_days_alone(self):
        request = wanted("AAPL", "1990-01-02", "2026-11-19")

        assert within_reach(FACTS, request, asking()) == request
