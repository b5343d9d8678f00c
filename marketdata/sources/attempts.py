"""Ask one source after the other until one delivers, and keep the tale of what each said."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from engine.bars import BarsError
from marketdata.sources.base import BarRequest, Failure, Fetched, Source, SourceError, SourceFacts
from marketdata.sources.intervals import earliest

logger = logging.getLogger(__name__)

IN_SHORT: Final = {
    Failure.NO_KEY: "no key",
    Failure.KEY_REJECTED: "its key is not accepted",
    Failure.RATE_LIMITED: "rate limited",
    Failure.UNKNOWN_SYMBOL: "does not know the symbol",
    Failure.NO_BARS: "no prices in these dates",
    Failure.UNAVAILABLE: "cannot be reached",
    Failure.BAD_ANSWER: "gave an answer that cannot be used",
}
# What tells of the instrument rather than of the source: nobody need ask the same again.
SAYS_NONE: Final = frozenset({Failure.NO_BARS, Failure.UNKNOWN_SYMBOL})
# What a source says without being asked: it proves nothing about its health.
UNASKED: Final = frozenset({Failure.NO_KEY, Failure.NOT_OFFERED})
# What tells nothing of the instrument, and will not until whoever runs the site does something.
MUTE: Final = UNASKED | {Failure.KEY_REJECTED}


class Gate(Protocol):
    """Whether a source may be asked now, and the memory of how it fared."""

    def refusal(self, facts: SourceFacts) -> SourceError | None:
        """Return why the source is left alone for now; None lets one question through."""
        ...

    def delivered(self, facts: SourceFacts, requests: int) -> None:
        """Note a good answer and how many requests it took."""
        ...

    def failed(self, facts: SourceFacts, error: SourceError) -> None:
        """Note a failure."""
        ...


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One source asked for one range: `failure` is None when it delivered."""

    source: str
    label: str
    request: BarRequest
    failure: Failure | None
    sentence: str
    milliseconds: int
    bar_count: int = 0
    requests: int = 0
    was_asked: bool = True

    @property
    def outcome(self) -> str:
        """Return how it went, in one word for programs."""
        return self.failure.value if self.failure else "DELIVERED"

    @property
    def in_short(self) -> str:
        """Return a few words on how it went, with the source's name."""
        if self.failure is None:
            return f"used {self.label}"
        told = self.sentence.rstrip(".").removeprefix(f"{self.label} ")
        return f"{self.label}: {IN_SHORT.get(self.failure, told)}"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What a range is asked with: `needed_first` is the first day that is more than a wish (warm-up is one)."""

    gate: Gate
    keep: Callable[[Fetched, BarRequest], None]
    today: date
    needed_first: date | None = None
    clock: Callable[[], float] = time.monotonic
    on_attempt: Callable[[SourceFacts], None] = lambda _: None


def ask_in_order(sources: Sequence[Source], request: BarRequest, asking: Asking) -> list[Attempt]:
    """Return what each source said until one delivered bars that could be kept; the last attempt tells whether."""
    attempts: list[Attempt] = []
    for source in sources:
        attempts.append(_ask(source, request, asking))
        if attempts[-1].failure is None:
            break
    return attempts


def tale(attempts: Sequence[Attempt]) -> str:
    """Return what was said in one line: Yahoo Finance: rate limited; Alpha Vantage: no key; used Finnhub."""
    return "; ".join(dict.fromkeys(attempt.in_short for attempt in attempts))


def knows_of_none(attempts: Sequence[Attempt]) -> bool:
    """Return whether all that could answer say that there are no such bars, and at least one did."""
    kinds = {attempt.failure for attempt in attempts} - MUTE
    return bool(kinds) and kinds <= SAYS_NONE


def _ask(source: Source, request: BarRequest, asking: Asking) -> Attempt:
    facts, began_at = source.facts, asking.clock()
    request = within_reach(facts, request, asking)
    if refusal := asking.gate.refusal(facts):
        return _failed(facts, request, refusal, 0, was_asked=False)
    asking.on_attempt(facts)
    try:
        fetched = _fetched(source, request)
        asking.keep(fetched, request)
    except SourceError as error:
        problem = error
    except BarsError as error:
        text = f"{facts.label} gave prices that cannot be used: {error}."
        problem = SourceError(Failure.BAD_ANSWER, text)
    else:
        asking.gate.delivered(facts, fetched.requests)
        return Attempt(
            source=facts.name,
            label=facts.label,
            request=request,
            failure=None,
            sentence=" ".join(fetched.notes),
            milliseconds=_since(began_at, asking),
            bar_count=len(fetched.bars),
            requests=fetched.requests,
        )
    asking.gate.failed(facts, problem)
    return _failed(facts, request, problem, _since(began_at, asking), was_asked=problem.kind not in UNASKED)


def _fetched(source: Source, request: BarRequest) -> Fetched:
    """Return what a source gives; one that breaks is as good as one that gives nonsense."""
    try:
        return source.fetch(request)
    except SourceError:
        raise
    except Exception as problem:
        # Neither its text nor its trace is told: an address with a key may stand there.
        logger.error("%s broke: %s", source.facts.name, type(problem).__name__)
        text = f"{source.facts.label} could not be read. Whoever runs this site finds the kind of fault in the log."
        raise SourceError(Failure.BAD_ANSWER, text) from None


def within_reach(facts: SourceFacts, request: BarRequest, asking: Asking) -> BarRequest:
    """Return the request cut to the source's history where only warm-up is lost by it."""
    if request.interval not in facts.intervals or request.first_date is None:
        return request
    first = earliest(facts, request.interval, asking.today)
    needed = asking.needed_first or request.last_date
    if first is None or request.first_date >= first or needed < first or request.last_date < first:
        return request
    return replace(request, first_date=first)


def _failed(
    facts: SourceFacts, request: BarRequest, problem: SourceError, milliseconds: int, *, was_asked: bool
) -> Attempt:
    return Attempt(
        source=facts.name,
        label=facts.label,
        request=request,
        failure=problem.kind,
        sentence=problem.text,
        milliseconds=milliseconds,
        requests=int(was_asked),
        was_asked=was_asked,
    )


def _since(began_at: float, asking: Asking) -> int:
    return round((asking.clock() - began_at) * 1_000)
