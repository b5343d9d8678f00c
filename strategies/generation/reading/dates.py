"""Days of the calendar as they are said: weekdays, months, the first and last days of a month."""

from typing import Final, Literal

from strategies.generation.idea import Calendar
from strategies.generation.reading.context import Context, Found
from strategies.generation.reading.numbers import read_number
from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.words import Words

DAYS: Final = Phrases(
    {
        name: at
        for at, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
    }
)
MONTHS: Final = Phrases(
    {
        name: at
        for at, name in enumerate(
            (
                *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
                *("october", "november", "december"),
            ),
            start=1,
        )
    }
)
OF_MONTH: Final = Phrases(
    {
        "[trade|trading] day|session of|in [the|a|each|every|next|new] month": "days",
        "of [the|each|every] month": "days",
    }
)
EDGES: Final[Phrases[tuple[Literal["first_days", "last_days"], int]]] = Phrases(
    {
        "first [trade|trading] day|session of [the|a|each|every|new] month": ("first_days", 1),
        "start|beginning of [the|each|every|a|new] month": ("first_days", 1),
        "last [trade|trading] day|session of [the|a|each|every] month": ("last_days", 1),
        "end of [the|each|every|a] month": ("last_days", 1),
        "month end": ("last_days", 1),
    }
)
WEEK: Final[Phrases[Literal["week_start", "week_end"]]] = Phrases(
    {
        "first [trade|trading] day of [the|a|each|every] week": "week_start",
        "start|beginning of [the|each|every] week": "week_start",
        "last [trade|trading] day of [the|a|each|every] week": "week_end",
        "end of [the|each|every] week": "week_end",
    }
)


def read_dates(words: Words, at: int, context: Context) -> Found | None:
    """Return the rule of the calendar that begins at a place."""
    if edge := EDGES.at(words, at):
        return Found(Calendar(kind=edge[0][0], values=(edge[0][1],)), edge[1], (), context)
    if week := WEEK.at(words, at):
        return Found(Calendar(kind=week[0]), week[1], (), context)
    if counted := _counted_edge(words, at):
        return Found(counted[0], counted[1], (), context)
    if values := _several(words, at, DAYS):
        return Found(Calendar(kind="weekday", values=values[0]), values[1], (), context)
    if values := _several(words, at, MONTHS):
        return Found(Calendar(kind="month", values=values[0]), values[1], (), context)
    return None


def _counted_edge(words: Words, at: int) -> tuple[Calendar, int] | None:
    """Return "the last 3 trading days of the month", or "the 15th of the month"."""
    edge = words.said(at)
    number = read_number(words, at + 1) if edge in ("first", "last") else None
    if number is not None and (month := OF_MONTH.at(words, number.end)):
        kind: Literal["first_days", "last_days"] = "first_days" if edge == "first" else "last_days"
        return Calendar(kind=kind, values=(int(number.value),)), month[1]
    is_nth = words.kind(at) == "ordinal"
    if is_nth and words.said(at + 1) == "of" and (month := OF_MONTH.at(words, at + 1)):
        return Calendar(kind="day_of_month", values=(int(words[at].value),)), month[1]
    return None


def _several(words: Words, at: int, phrases: Phrases[int]) -> tuple[tuple[int, ...], int] | None:
    values: list[int] = []
    end = at
    while found := phrases.at(words, at):
        values.append(found[0])
        end = at = found[1]
        while words.said(at) in (",", "or", "and"):
            at += 1
    return (tuple(values), end) if values else None
