"""What the look-ahead check found, in words: whether a result knew the future, since when, and by which line."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from engine.lookahead.findings import Act, Difference, LookAhead
from statis.templatetags import fmt

SKIPPED: Final[Mapping[str, str]] = {
    "off": "it is switched off on this server",
    "size": "the run has more bars than this server checks",
    "short": "the period is too short to be cut",
    "unfinished": "no run on shorter data came to an end in its time and memory",
    "unavailable": "the sandbox was not there for it",
}
TITLES: Final[Mapping[str, str]] = {
    "hindsight": "This result used prices from the future.",
    "length": "The strategy knows where its data ends.",
    "unrepeatable": "This run does not repeat itself.",
}
UNCHECKED: Final = "Whether this run used the future could not be checked."
# Beside figures in a list, and in the head of a page.
MARKS: Final[Mapping[str, str]] = {"hindsight": "Used the future", "unrepeatable": "Not repeatable"}
WHAT_IT_MEANS: Final[Mapping[str, str]] = {
    "hindsight": "Run again on prices that end earlier, the strategy orders something else. Nobody could have "
    "traded like this, so none of the figures below can be relied on.",
    "length": "Prices after a bar do not change what it did, but the end of the data does. "
    "Nobody knows in advance which bar is the last.",
    "unrepeatable": "Run again on the same prices with the same settings, the strategy ordered something else. "
    "The figures below are one draw of many, and whether it knew the future cannot be told.",
}
WHAT_TO_DO: Final[Mapping[str, str]] = {
    "hindsight": "In next(), read prices by [0] and negative indexes only, and leave sums over whole columns to "
    "indicators. Then run it again.",
    "length": "If it only closes its last position, nothing is wrong. If it splits the data into parts, "
    "use fixed dates instead.",
    "unrepeatable": "Leave out the clock, id() and hash(), and draw random numbers from random or NumPy, "
    "which start alike in every run.",
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line of the code, and why it is shown."""

    line: int
    code: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What to say, loudly, about a run that did otherwise when it was run again."""

    title: str
    mark: str
    text: str
    first: str
    place: Place | None
    causes: tuple[Place, ...]
    to_do: str
    tone: Literal["danger", "warning", "info"]
    score: str


def alarm(found: LookAhead | None) -> Alarm | None:
    """Return what to say about a run that did otherwise when it was run again; nothing about any other."""
    if found is None or found.difference is None:
        return None
    difference = found.difference
    return Alarm(
        title=TITLES[found.finding],
        mark=MARKS.get(found.finding, ""),
        text=WHAT_IT_MEANS[found.finding],
        first=first_words(difference, is_repeated=found.finding == "unrepeatable"),
        place=Place(line=difference.line, code=difference.code) if difference.line else None,
        causes=tuple(Place(line=cause.line, code=cause.code, text=cause.text) for cause in found.causes),
        to_do=WHAT_TO_DO[found.finding],
        tone={"hindsight": "danger", "unrepeatable": "warning"}.get(found.finding, "info"),  # type: ignore[arg-type]
        score=score(found),
    )


def is_alarming(found: LookAhead | None) -> bool:
    """Return whether the figures of a run cannot be relied on: it knew the future, or does not repeat itself."""
    return found is not None and found.finding in MARKS


def line(found: LookAhead | None) -> str:
    """
    Return the check in one line, without a full stop.

    >>> line(LookAhead(finding="skipped", skipped="size"))
    'Skipped because the run has more bars than this server checks'
    >>> line(None)
    'Not made: the run is older than the check'
    """
    if found is None:
        return "Not made: the run is older than the check"
    if found.finding == "skipped":
        return f"Skipped because {SKIPPED[found.skipped]}"
    lead = "" if found.finding == "clean" else f"{TITLES[found.finding].removesuffix('.')}: "
    return lead + score(found)


def unchecked_words(found: LookAhead) -> str:
    """Return what to say of a run most of whose cuts never came to an end."""
    return (
        f"{len(found.cuts) - found.compared} of {len(found.cuts)} runs on prices that end earlier did not finish, "
        "though the whole run did: they were ended for their time or memory. "
        "Look for what takes longer when there are fewer bars; on a busy server, run it again."
    )


def score(found: LookAhead) -> str:
    """
    Return how many cuts did the same as the run.

    >>> from engine.lookahead.findings import Cut
    >>> cuts = [Cut(bar=1, date="2020-01-02", outcome=outcome) for outcome in ("same", "same", "unfinished")]
    >>> score(LookAhead(finding="clean", cuts=tuple(cuts)))
    '2 of 2 cuts identical, 1 could not be compared'
    """
    left = len(found.cuts) - found.compared
    tail = f", {left} could not be compared" if left else ""
    return f"{found.identical} of {found.compared} {'cut' if found.compared == 1 else 'cuts'} identical{tail}"


def first_words(difference: Difference, *, is_repeated: bool = False) -> str:
    """Return the first thing a run did otherwise, in a sentence."""
    otherwise = "on the second run" if is_repeated else f"on prices up to {_moment(difference.cut_date)}"
    when = f"On {_moment(difference.date)} (bar {fmt.count(difference.bar + 1)})"
    if difference.failure:
        return f"{when}, {otherwise}, the code failed: {difference.failure.removesuffix('.')}."
    full, other = difference.full, difference.cut_short
    if other is None:
        return f"{when} it {_did(full)}; {otherwise} it did not." if full else f"{when} it did something else."
    if full is None:
        return f"{when} it did not act; {otherwise} it {_did(other)}."
    return f"{when} it {_did(full)}; {otherwise} it {_did(other)}."


def _did(act: Act) -> str:
    verbs = {"placed": "ordered to", "filled": "saw filled its order to", "ended": "ended its order to"}
    verb = "cancelled its order to" if act.reason == "cancelled" else verbs[act.kind]
    kind = f" ({', '.join(_terms(act))})" if act.type else ""
    return f"{verb} {act.side or 'trade'} {_number(act.size)} {act.symbol}".rstrip() + kind


def _terms(act: Act) -> Iterator[str]:
    yield str(act.type).replace("_", " ")
    if act.price is not None:
        yield f"at {_number(act.price)}"
    if act.limit_price is not None:
        yield f"limit {_number(act.limit_price)}"


def _number(value: float) -> str:
    """
    Return a size or a price with the digits it needs.

    >>> _number(10.0), _number(1234567.25), _number(0.00012)
    ('10', '1,234,567.25', '0.00012')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _moment(text: str) -> str:
    """
    Return an ISO moment as people write it, the time of day only where there is one.

    >>> _moment("2020-02-03"), _moment("2020-02-03T15:30:00")
    ('3 Feb 2020', '3 Feb 2020, 15:30')
    """
    moment = datetime.fromisoformat(text)
    return f"{moment.day} {moment:%b %Y}" + (f", {moment:%H:%M}" if "T" in text else "")


def as_values(found: LookAhead | None) -> dict[str, Any] | None:
    """Return the check as programs get it, None for a run older than it; dates are ISO, bars count from 0."""
    return None if found is None else asdict(found) | {"identical": found.identical, "compared": found.compared}


def terminal_lines(found: LookAhead | None) -> Iterator[str]:
    """Yield the check as lines for a terminal."""
    told = alarm(found)
    if told is None:
        yield f"Look-ahead check: {line(found)}."
        if found is not None and found.is_unchecked:
            yield f"    {UNCHECKED} {unchecked_words(found)}"
        return
    yield f"LOOK-AHEAD CHECK: {told.title} {told.text}"
    yield f"    {told.first}"
    if told.place:
        yield f"    line {told.place.line}: {told.place.code}"
    for cause in told.causes:
        yield f"    possible cause, line {cause.line}: {cause.code}  {cause.text}".rstrip()
    yield f"    {told.to_do}"
