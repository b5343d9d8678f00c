"""Numbers, percentages, amounts, multiples and lengths of time, as people write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.words import Words

Value = TypeVar("Value")
Unit = Literal["bar", "minute", "hour", "day", "week", "month", "quarter", "year"]


@dataclass(frozen=True)
class Read(Generic[Value]):
    """What was read, and the place behind its last word."""

    value: Value
    end: int


@dataclass(frozen=True)
class Span:
    """A length of time as it was said."""

    count: float
    unit: Unit


@dataclass(frozen=True)
class Bars:
    """So many bars, and what had to be assumed to count them."""

    bars: int
    assumption: str = ""


ONES: Final[Mapping[str, int]] = {
    name: value
    for value, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS: Final[Mapping[str, int]] = {
    name: 10 * value
    for value, name in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SCALES: Final[Mapping[str, float]] = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
FRACTIONS: Final = Phrases(
    {
        "a|one half [a|of]": 0.5,
        "half [a|an|of]": 0.5,
        "a|one third [of]": 1 / 3,
        "two third": 2 / 3,
        "a|one quarter [of]": 0.25,
        "three quarter [of]": 0.75,
        "quarter of": 0.25,
    }
)
TIMES: Final = Phrases({"twice": 2.0, "double": 2.0, "triple": 3.0, "thrice": 3.0, "half [of]": 0.5, "quadruple": 4.0})
UNITS: Final = Phrases[Unit](
    {
        "trade|trading|business|calendar|market day": "day",
        "day|session": "day",
        "bar|candle|period|step": "bar",
        "daily|day bar|candle": "day",
        "trading session": "day",
        "[trading|full] week": "week",
        "weekly bar|candle|period": "week",
        "[calendar|full] month": "month",
        "monthly bar|candle|period": "month",
        "quarter": "quarter",
        "[calendar|full] year": "year",
        "minute": "minute",
        "hour": "hour",
        "hourly bar|candle": "hour",
    }
)
# Bars of one unit on bars of a day; those of the stock market for bars within the day.
OF_DAYS: Final[Mapping[Unit, float]] = {"bar": 1, "day": 1, "week": 5, "month": 21, "quarter": 63, "year": 252}
MINUTES_OF_A_DAY: Final = 390
MOST: Final = 100_000
DAYS_OF_A_BAR: Final[Mapping[str, float]] = {"1d": 1, "1wk": 5, "1mo": 21}
MINUTES_OF_A_BAR: Final[Mapping[str, int]] = {"1m": 1, "5m": 5, "15m": 15, "30m": 30, "1h": 60}


def read_number(words: Words, at: int) -> Read[float] | None:
    """Return the number that begins at a place, in figures or in words."""
    if words.kind(at) == "number":
        scale = SCALES.get(words.said(at + 1))
        return Read(words[at].value * scale, at + 2) if scale else Read(words[at].value, at + 1)
    if found := FRACTIONS.at(words, at):
        return Read(found[0], found[1])
    return _in_words(words, at)


def _in_words(words: Words, at: int) -> Read[float] | None:
    total, part, place = 0.0, 0.0, at
    if words.said(at) == "a" and words.said(at + 1) in SCALES:
        part, place = 1.0, at + 1
    while True:
        text = words.said(place)
        if text in TENS and part % 100 == 0:
            part += TENS[text]
        elif text in ONES and part % 10 == 0 and (part % 100 == 0 or ONES[text] < 10):
            part += ONES[text]
        elif text == "hundred" and 0 < part < 100:
            part *= 100
        elif text in {"thousand", "million"} and part:
            total, part = total + part * SCALES[text], 0.0
        elif not (text == "and" and part >= 100 and words.said(place + 1) in {*ONES, *TENS}):
            break
        place += 1
        if place - at > 12:
            break
    return Read(total + part, place) if place > at else None


def read_whole(words: Words, at: int) -> Read[int] | None:
    """Return the whole number that begins at a place."""
    found = read_number(words, at)
    if found is None or found.value != int(found.value):
        return None
    return Read(int(found.value), found.end)


def read_percent(words: Words, at: int) -> Read[float] | None:
    """Return the percentage that begins at a place as a fraction: five percent is 0.05."""
    found = read_number(words, at)
    if found is None:
        return None
    if words.said(found.end) == "%":
        end = found.end + 1
        return Read(_exact(found.value, 100), end + (words.said(end) == "point"))
    if words.said(found.end) == "a" and words.said(found.end + 1) == "%":
        return Read(_exact(found.value, 100), found.end + 2)
    if words.said(found.end) in {"bps", "bp"} or words.is_at(found.end, "basis point"):
        return Read(_exact(found.value, 10_000), found.end + (1 if words.said(found.end) != "basis" else 2))
    return None


def _exact(value: float, parts: int) -> float:
    """
    Return a part of a number as people would write it.

    >>> _exact(1.1, 100), 1.1 / 100
    (0.011, 0.011000000000000001)
    """
    return float(f"{value / parts:.10g}")


def read_money(words: Words, at: int) -> Read[float] | None:
    """Return the amount of money that begins at a place."""
    if words.said(at) == "$":
        found = read_number(words, at + 1)
        return Read(found.value, found.end + (words.said(found.end) == "$")) if found else None
    found = read_number(words, at)
    if found is None or words.said(found.end) != "$":
        return None
    return Read(found.value, found.end + 1)


def read_times(words: Words, at: int) -> Read[float] | None:
    """Return the factor that begins at a place: "2x", "twice", "1.5 times"."""
    if found := TIMES.at(words, at):
        return Read(found[0], found[1])
    number = read_number(words, at)
    if number is None or words.said(number.end) not in {"times", "time", "*", "fold"}:
        return None
    return Read(number.value, number.end + 1)


def read_span(words: Words, at: int) -> Read[Span] | None:
    """Return the length of time that begins at a place: "20 day", "three weeks", "a month"."""
    number = read_number(words, at)
    if number is None and words.said(at) in {"a", "one"}:
        number = Read(1.0, at + 1)
    if number is None:
        return None
    if words.said(number.end) in {"m", "min"}:
        return Read(Span(number.value, "month" if number.value in {3, 6, 9, 12} else "minute"), number.end + 1)
    unit = UNITS.at(words, number.end)
    if unit is None and words.said(number.end) == "full":
        unit = UNITS.at(words, number.end + 1)
    return Read(Span(number.value, unit[0]), unit[1]) if unit else None


def bars_of(span: Span, interval: str = "1d") -> Bars:
    """
    Return how many bars of an interval a length of time is, and what was assumed if it is none of its own.

    >>> bars_of(Span(10, "week")).bars, bars_of(Span(3, "day"), "1h").bars, bars_of(Span(52, "week")).bars
    (50, 20, 252)
    """
    if span.unit == "bar":
        return Bars(_whole(span.count))
    if span.unit in {"minute", "hour"}:
        return _of_minutes(span, span.count * (60 if span.unit == "hour" else 1), interval)
    days = span.count * OF_DAYS[span.unit]
    if span == Span(52, "week"):
        days = 252
    if interval in MINUTES_OF_A_BAR:
        return _of_minutes(span, days * MINUTES_OF_A_DAY, interval)
    bars = _whole(days / DAYS_OF_A_BAR.get(interval, 1))
    natural = {"1d": "day", "1wk": "week", "1mo": "month"}.get(interval, "day")
    if span.unit == natural:
        return Bars(_whole(span.count))
    return Bars(bars, f"{said(span)} {'are' if span.count != 1 else 'is'} taken as {_bars(bars)}.")


def _of_minutes(span: Span, minutes: float, interval: str) -> Bars:
    length = MINUTES_OF_A_BAR.get(interval, MINUTES_OF_A_DAY * DAYS_OF_A_BAR.get(interval, 1))
    bars = _whole(minutes / length)
    return Bars(bars, f"{said(span)} {'are' if span.count != 1 else 'is'} taken as {_bars(bars)}.")


def said(span: Span) -> str:
    """
    Return a length of time in words.

    >>> said(Span(10, "week")), said(Span(1, "year"))
    ('10 weeks', '1 year')
    """
    return f"{span.count:g} {span.unit}{'' if span.count == 1 else 's'}"


def _bars(bars: int) -> str:
    return f"{bars} bar{'' if bars == 1 else 's'}"


def _whole(count: float) -> int:
    return int(min(max(1, round(count)), MOST))


def read_bars(words: Words, at: int, interval: str = "1d") -> Read[Bars] | None:
    """Return the length of time that begins at a place, in bars of an interval."""
    span = read_span(words, at)
    return Read(bars_of(span.value, interval), span.end) if span else None
