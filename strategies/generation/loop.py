"""From a request to code that was checked and tried: understand, write, judge, and tell the writer what failed."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from engine.printable import printable
from strategies.generation.drafts import diff_of, tidied
from strategies.generation.judging.trial import Result, Trial
from strategies.generation.provider import (
    Feedback,
    Provider,
    ProviderFailed,
    Request,
    Stage,
    Understanding,
    Usage,
)
from strategies.generation.records import shown

Step = Literal["understand", "write", "check", "trial"]
Judge = Callable[[str, Understanding], Trial]
# After these the same provider may well do better; after any other, such as a wrong key, it will not.
WORTH_ANOTHER_ROUND: Final = frozenset({"CUT", "LENGTH", "LOOPED", "EMPTY", "NO_CODE", "MALFORMED"})
# What always writes the same code is not asked twice.
DETERMINISTIC: Final = frozenset({"offline"})
NO_TIME: Final = Feedback(
    stage="compile", message="Writing took longer than it may.", hint="Ask again, or describe it more simply."
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """One attempt at writing the code, and what was said of it; `outcome` is one of `outcomes.OUTCOMES`."""

    number: int
    provider: str
    outcome: str
    code: str = ""
    usage: Usage = field(default_factory=Usage)
    stages: dict[Stage, Result] = field(default_factory=dict)
    feedback: tuple[Feedback, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    diff: str = ""
    elapsed_ms: int = 0

    @property
    def stages_passed(self) -> int:
        """Return how far it came."""
        return sum(result in ("passed", "flagged") for result in self.stages.values())


@dataclass(frozen=True, kw_only=True)
class Began:
    """A step begins; `round` counts the attempts from 1."""

    step: Step
    round: int


@dataclass(frozen=True, kw_only=True)
class Understood:
    """The idea was read."""

    understanding: Understanding
    usage: Usage


@dataclass(frozen=True, kw_only=True)
class Piece:
    """More of the code arrived."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Attempted:
    """An attempt is over."""

    attempt: Written


@dataclass(frozen=True, kw_only=True)
class FellBack:
    """A provider gave no usable answer and the next takes over; `was_used` says whether it had answered anything."""

    provider: str
    text: str
    code: str
    was_used: bool


@dataclass(frozen=True, kw_only=True)
class Ended:
    """All is over; `verdict` is one of `outcomes.VERDICTS`, `attempt` the one that came furthest."""

    verdict: str
    attempt: Written | None = None
    failure: Feedback | None = None


Event = Began | Understood | Piece | Attempted | FellBack | Ended


@dataclass(frozen=True, kw_only=True)
class Work:
    """
    What is to be done, and how much of it an earlier worker did.

    `providers` are asked in this order, the next when one gives no usable answer. `understood` and `attempts` are
    what was stored before a worker died: neither is paid for twice.
    """

    request: Request
    providers: tuple[Provider, ...]
    judge: Judge
    rounds: int = 4
    seconds: float = 300.0
    understood: Understanding | None = None
    attempts: tuple[Written, ...] = ()
    clock: Callable[[], float] = time.monotonic


class _OutOfTime(Exception):
    pass


def generated(work: Work) -> Iterator[Event]:
    """Yield what happens on the way to checked and tried code; the last is always `Ended`. Closing it stops all."""
    writer = _Writer(work)
    try:
        for place, provider in enumerate(work.providers):
            try:
                yield from writer.by(provider)
                return
            except ProviderFailed as problem:
                if place == len(work.providers) - 1:
                    failure = Feedback(stage="compile", message=str(problem), code=problem.code)
                    yield writer.ended("NO_ANSWER", failure)
                else:
                    yield writer.fell_back(provider, problem)
    except _OutOfTime:
        yield writer.ended("TIME", NO_TIME)


class _Writer:
    """The state of the loop: what was understood, and the attempts so far."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._understood = work.understood
        self._attempts = list(work.attempts)
        self._ends_at = work.clock() + work.seconds
        self._was_used = bool(work.attempts) or work.understood is not None

    def by(self, provider: Provider) -> Iterator[Event]:
        """Yield what happens while this provider works."""
        understood = self._understood
        if understood is None:
            yield Began(step="understand", round=1)
            understood, usage = provider.understand(self._work.request)
            understood = shown(understood)
            self._was_used = True
            self._understood = understood
            yield Understood(understanding=understood, usage=usage)
        if understood.refusal:
            yield Ended(verdict="REFUSED", failure=Feedback(stage="compile", message=understood.refusal))
            return
        yield from self._rounds(provider, understood)

    def fell_back(self, provider: Provider, problem: ProviderFailed) -> FellBack:
        """Forget what this provider understood, for the next to begin anew."""
        self._understood = None
        was_used = self._was_used or problem.usage is not None
        return FellBack(provider=provider.name, text=str(problem), code=problem.code, was_used=was_used)

    def ended(self, verdict: str, failure: Feedback | None = None) -> Ended:
        """Return the end, with the attempt that came furthest; of several, the last."""
        found = max((one for one in self._attempts if one.code), key=_how_far, default=None)
        if verdict != "OK" and failure is None and found:
            failure = next(iter(found.feedback), None)
        return Ended(verdict=verdict, attempt=found, failure=failure)

    def _rounds(self, provider: Provider, understood: Understanding) -> Iterator[Event]:
        rounds = 1 if provider.name in DETERMINISTIC else self._work.rounds
        while True:
            mine = [one for one in self._attempts if one.provider == provider.name]
            if mine and mine[-1].outcome in ("OK", "REPEATED"):
                yield self.ended(mine[-1].outcome)
                return
            if len(mine) >= rounds:
                break
            self._check_time()
            attempt, problem = yield from self._attempt(provider, understood, mine)
            self._attempts.append(attempt)
            yield Attempted(attempt=attempt)
            if problem and (problem.code not in WORTH_ANOTHER_ROUND or _had_no_answer(mine)):
                raise problem
        if _had_no_answer(mine):
            raise ProviderFailed("However often it was asked, the language model gave no usable answer.")
        yield self.ended("UNMENDED")

    def _attempt(
        self, provider: Provider, understood: Understanding, mine: list[Written]
    ) -> Generator[Event, None, tuple[Written, ProviderFailed | None]]:
        began = self._work.clock()
        attempt = Written(number=len(self._attempts) + 1, provider=provider.name, outcome="FAILED")
        yield Began(step="write", round=attempt.number)
        code, usage, problem = yield from self._write(provider, understood, mine)
        attempt = replace(attempt, code=code, usage=usage, diff=self._diff(code, mine))
        if problem:
            outcome = "LOOPED" if problem.code == "LOOPED" else "NO_ANSWER"
            told = Feedback(stage="compile", message=str(problem))
            attempt = replace(attempt, outcome=outcome, feedback=(told,))
        else:
            attempt = yield from self._judged(attempt, understood, mine)
        return replace(attempt, elapsed_ms=round((self._work.clock() - began) * 1_000)), problem

    def _judged(
        self, attempt: Written, understood: Understanding, mine: list[Written]
    ) -> Generator[Event, None, Written]:
        if same := next((one for one in mine if one.code == attempt.code), None):
            return replace(attempt, outcome="REPEATED", stages=same.stages, feedback=same.feedback, facts=same.facts)
        yield Began(step="check", round=attempt.number)
        trial = self._work.judge(attempt.code, understood)
        return replace(
            attempt,
            outcome=_outcome_of(trial, mine),
            stages=dict(trial.stages),
            feedback=trial.feedback,
            facts=trial.to_dict()["facts"],
        )

    def _write(
        self, provider: Provider, understood: Understanding, mine: list[Written]
    ) -> Generator[Event, None, tuple[str, Usage, ProviderFailed | None]]:
        judged = next((one for one in reversed(mine) if one.stages), None)
        feedback = (judged.feedback if judged else ()) + (mine[-1].feedback if mine and mine[-1] is not judged else ())
        pieces: list[str] = []
        usage, problem = Usage(), None
        stream = provider.write(self._work.request, understood, draft=judged.code if judged else "", feedback=feedback)
        try:
            for piece in stream:
                self._check_time()
                if isinstance(piece, Usage):
                    usage = piece
                elif text := printable(piece.replace("\r", "")):
                    pieces.append(text)
                    yield Piece(text=text)
        except ProviderFailed as failed:
            usage, problem = failed.usage or usage, failed
        finally:
            # Whoever stops us is not to wait until the provider's connection is collected as garbage.
            if isinstance(stream, Generator):
                stream.close()
        code = tidied("".join(pieces))
        if not code and problem is None:
            problem = ProviderFailed("The answer had no code in it.", "EMPTY", usage)
        self._was_used = self._was_used or bool(code)
        return code, usage, problem

    def _diff(self, code: str, mine: list[Written]) -> str:
        earlier = self._work.request.earlier
        before = next((one.code for one in reversed(mine) if one.code), earlier[-1].code if earlier else "")
        return diff_of(before, code) if before and code else ""

    def _check_time(self) -> None:
        if self._work.clock() > self._ends_at:
            raise _OutOfTime


def _had_no_answer(attempts: Sequence[Written]) -> bool:
    return bool(attempts) and attempts[-1].outcome in ("NO_ANSWER", "LOOPED")


def _how_far(attempt: Written) -> tuple[int, int]:
    return attempt.stages_passed, attempt.number


def _outcome_of(trial: Trial, mine: Sequence[Written]) -> str:
    if trial.is_good:
        return "OK"
    judged = next((one for one in reversed(mine) if one.stages), None)
    is_same = judged is not None and _errors(judged.feedback) == _errors(trial.feedback)
    return "REPEATED" if is_same else "FAILED"


def _errors(feedback: Sequence[Feedback]) -> set[tuple[str, str]]:
    # Without the line: a repair that only moves the error is none.
    return {(one.stage, one.message) for one in feedback}
