"""What sources said when they were asked for an instrument's prices -> the history on its page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from marketdata.models import FetchAttempt, Instrument, PriceSeries
from marketdata.sources.base import Interval
from marketdata.sources.intervals import WORDS
from marketdata.supported import capital
from marketdata.upstreams import known_sources
from statis.templatetags import fmt

# Of one fetch all rows are written at once.
TOGETHER: Final = timedelta(seconds=1)
# As many rows as are read, and as many fetches as are shown of them.
MOST_ROWS: Final = 40
MOST_FETCHES: Final = 8
GRAVE: Final = (
    FetchAttempt.Outcome.UNAVAILABLE,
    FetchAttempt.Outcome.BAD_ANSWER,
    FetchAttempt.Outcome.KEY_REJECTED,
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one source said."""

    source: str
    outcome: str
    tone: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """One time prices were asked for: when, which and why, the tale in a line, and each answer."""

    at: datetime
    what: str
    why: str
    tale: str
    answers: tuple[Answer, ...]
    failures: int


def fetches(attempts: Iterable[FetchAttempt]) -> list[Fetch]:
    """Return the fetches that some attempts, the newest first, belong to."""
    labels = {name: source.facts.label for name, source in known_sources().items()}
    groups: list[list[FetchAttempt]] = []
    for attempt in attempts:
        if groups and _belongs(attempt, groups[-1][-1]):
            groups[-1].append(attempt)
        else:
            groups.append([attempt])
    return [_fetch(group[::-1], labels) for group in groups[:MOST_FETCHES]]


def silence(instrument: Instrument, series: PriceSeries) -> str:
    """Return why no source was asked about an instrument, as far as its row tells."""
    if instrument.owner_id:
        return "These prices are your own file: no source is asked for them."
    if series.edition:
        return "These prices came with Statis: no source is asked for them."
    return "No source was asked in the last 90 days. Missing days are fetched when a backtest needs them."


def _belongs(earlier: FetchAttempt, later: FetchAttempt) -> bool:
    """Return whether two neighbouring attempts are of one fetch: the later one was made because the earlier failed."""
    is_alike = (earlier.interval, earlier.last_date, earlier.reason) == (later.interval, later.last_date, later.reason)
    has_failed = earlier.outcome != FetchAttempt.Outcome.DELIVERED
    return is_alike and has_failed and later.at - earlier.at <= TOGETHER


def _fetch(attempts: Sequence[FetchAttempt], labels: dict[str, str]) -> Fetch:
    last = attempts[-1]
    answers = tuple(_answer(one, labels) for one in attempts)
    return Fetch(
        at=last.at,
        what=f"{WORDS[Interval(last.interval)].capitalize()} {_days(last)}",
        why=last.get_reason_display().lower(),
        tale=capital("; ".join(_in_short(one, answer) for one, answer in zip(attempts, answers, strict=True))),
        answers=answers,
        failures=sum(one.outcome != FetchAttempt.Outcome.DELIVERED for one in attempts),
    )


def _in_short(attempt: FetchAttempt, answer: Answer) -> str:
    if attempt.outcome == FetchAttempt.Outcome.DELIVERED:
        return f"used {answer.source} ({fmt.count(attempt.bar_count)} bars)"
    return f"{answer.source}: {answer.outcome[0].lower()}{answer.outcome[1:]}"


def _answer(attempt: FetchAttempt, labels: dict[str, str]) -> Answer:
    is_delivered = attempt.outcome == FetchAttempt.Outcome.DELIVERED
    sentence = attempt.sentence
    if is_delivered:
        took = f"{fmt.count(attempt.bar_count)} bars in {attempt.milliseconds / 1_000:.1f} s."
        sentence = f"{took} {attempt.sentence}".strip()
    return Answer(
        source=labels.get(attempt.source, attempt.source),
        outcome=attempt.get_outcome_display(),
        tone="success" if is_delivered else "warning" if attempt.outcome in GRAVE else "neutral",
        sentence=sentence,
    )


def _days(attempt: FetchAttempt) -> str:
    last = f"{attempt.last_date:%-d %b %Y}"
    if attempt.first_date is None:
        return f"up to {last}"
    return last if attempt.first_date == attempt.last_date else f"from {attempt.first_date:%-d %b %Y} to {last}"
