"""All that came of a request, gathered from what happened on the way."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from strategies.generation.judging.trial import Result
from strategies.generation.loop import Attempted, Began, Ended, Event, FellBack, Understood, Written
from strategies.generation.provider import Feedback, Stage, Understanding
from strategies.generation.records import values_of


class Stopwatch:
    """Adds up how long each step took."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.spent: dict[str, float] = {}
        self._clock = clock
        self._step = ""
        self._since = clock()

    def begin(self, step: str = "") -> None:
        """Note that another step begins, or none."""
        now = self._clock()
        if self._step:
            self.spent[self._step] = self.spent.get(self._step, 0.0) + now - self._since
        self._step, self._since = step, now


@dataclass(frozen=True, kw_only=True)
class Generated:
    """What came of a request; `seconds` tells how long each step took."""

    provider: str
    verdict: str
    understood: Understanding = field(default_factory=Understanding)
    attempts: tuple[Written, ...] = ()
    chosen: Written | None = None
    failure: Feedback | None = None
    notice: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Return whether there is code that was checked and tried."""
        return self.verdict == "OK"

    @property
    def code(self) -> str:
        """Return the code that came furthest, nothing where there is none."""
        return self.chosen.code if self.chosen else ""

    @property
    def stages(self) -> dict[Stage, Result]:
        """Return how far that code came."""
        return self.chosen.stages if self.chosen else {}

    def to_dict(self) -> dict[str, Any]:
        """Return it as programs are told."""
        told = values_of(self.understood)
        return {
            "status": told.pop("status"),
            "success": self.is_good,
            "verdict": self.verdict,
            "provider": self.provider,
            "notice": self.notice,
            **told,
            "code": self.code,
            "stages": self.stages,
            "attempts": [_attempt_values(one) for one in self.attempts],
            "trial": self.chosen.facts if self.chosen else {},
            "failure": None if self.failure is None else _told(self.failure),
            "elapsed_ms": {step: round(seconds * 1_000, 2) for step, seconds in self.seconds.items()},
        }


def gathered(events: Iterable[Event], *, provider: str, watch: Stopwatch) -> Generated:
    """Return what came of it all, of events that end with their end."""
    understood, attempts, notice, end = Understanding(), [], "", Ended(verdict="OUR_FAULT")
    for event in events:
        match event:
            case Began(step=step):
                watch.begin(step)
            case Understood(understanding=understanding):
                understood = understanding
            case Attempted(attempt=attempt):
                attempts.append(attempt)
                watch.begin()
            case FellBack(text=text):
                notice, provider = text, "offline"
            case Ended():
                end = event
                watch.begin()
    return Generated(
        provider=provider,
        verdict=end.verdict,
        understood=understood,
        attempts=tuple(attempts),
        chosen=end.attempt,
        failure=end.failure,
        notice=notice,
        seconds=watch.spent,
    )


def _attempt_values(attempt: Written) -> dict[str, Any]:
    usage = attempt.usage
    return {
        "number": attempt.number,
        "provider": attempt.provider,
        "model": usage.model,
        "outcome": attempt.outcome,
        "stages": attempt.stages,
        "feedback": [_told(one) for one in attempt.feedback],
        "diff": attempt.diff,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost": usage.cost,
        "elapsed_ms": attempt.elapsed_ms,
    }


def _told(feedback: Feedback) -> dict[str, Any]:
    """Return what is known of it."""
    return {name: value for name, value in vars(feedback).items() if value not in ("", None)}
