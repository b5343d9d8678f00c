"""What a program asks of indicators: a symbol or columns of prices, and a list of indicators, checked."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from engine.bars import PRICE_COLUMNS, Floats, Times
from indicators.computing import Asked, check_second
from indicators.library import registry
from indicators.library.entry import BadParameter, Entry, Setting
from indicators.library.registry import Columns, UnknownIndicator
from marketdata.selectors import Reader
from marketdata.sources.base import Interval
from statis.errors import StatisError

MOST_BARS: Final = 250_000
MOST_INDICATORS: Final = 25
# Fourth powers of it are still numbers.
LARGEST: Final = 1e15
FIELDS: Final = ("symbol", "interval", "start", "end", "bars", "indicators")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?")


class BadQuestion(StatisError):
    """A question that cannot be answered; the text names the field and what it takes."""

    code = "BAD_QUESTION"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An indicator with its settings, and the symbol of its second series if it has one."""

    entry: Entry
    parameters: Mapping[str, Setting]
    second: str = ""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Columns of prices as somebody sent them, and when their bars were, if that was sent."""

    columns: Columns
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which indicators, over stored prices or over those that came with the question."""

    wishes: tuple[Wish, ...]
    prices: Asked | Posted


def question_of(body: object, *, user: Reader = None) -> Question:
    """
    Return the question that a program asks: `symbol` or `bars`, and `indicators` with name, params and second.

    :raises BadQuestion: if it makes no sense, naming what does.
    """
    fields = _fields(body, FIELDS, "The question")
    wishes = tuple(_wish(one, at) for at, one in enumerate(_listed(fields.get("indicators")), start=1))
    if ("symbol" in fields) == ("bars" in fields):
        raise BadQuestion("Send either symbol, for stored prices, or bars, for your own.")
    if "symbol" in fields:
        return Question(wishes=wishes, prices=_asked(fields, user))
    if extra := [name for name in ("interval", "start", "end") if name in fields]:
        raise BadQuestion(f"{', '.join(extra)} choose among stored prices. Leave them out, or send symbol, not bars.")
    return over(posted_of(fields["bars"]), wishes)


def over(posted: Posted, wishes: Sequence[Wish]) -> Question:
    """
    Return the question for some indicators over columns that were sent.

    :raises BadQuestion: if an indicator reads a column that is missing.
    """
    for wish in wishes:
        needed = [*wish.entry.columns, *(["dates"] if wish.entry.needs_dates else [])]
        if wish.second:
            raise BadQuestion(f"{wish.entry.name}: second names a stored symbol, which your own bars do not go with.")
        if missing := [name for name in needed if name not in posted.columns]:
            raise BadQuestion(f"{wish.entry.name} reads {', '.join(needed)}. Add {', '.join(missing)} to bars.")
    return Question(wishes=tuple(wishes), prices=posted)


def posted_of(bars: object) -> Posted:
    """
    Return columns of prices, checked: numbers or null, as many of each, no bar that cannot be.

    :raises BadQuestion: if they are not, naming column and bar.
    """
    fields = _fields(bars, ("dates", *PRICE_COLUMNS), "bars")
    lengths = {name: len(_column(name, column)) for name, column in fields.items()}
    if not lengths or not max(lengths.values()):
        raise BadQuestion("bars holds no prices. Send at least close, a list of numbers.")
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {count:,}" for name, count in lengths.items())
        raise BadQuestion(f"The columns of bars differ in length: {told}. Send one value a bar in each.")
    if (count := max(lengths.values())) > MOST_BARS:
        raise BadQuestion(f"bars holds {count:,} bars; {MOST_BARS:,} are the most. Send fewer.")
    columns: dict[str, Any] = {name: _numbers(name, fields[name]) for name in PRICE_COLUMNS if name in fields}
    _check_possible(columns)
    if "dates" not in fields:
        return Posted(columns=columns)
    columns["dates"] = _times(fields["dates"]).astype("datetime64[D]")
    return Posted(columns=columns, moments=tuple(fields["dates"]))


def wish_of(name: str, params: Mapping[str, object], second: str = "") -> Wish:
    """
    Return an indicator that is asked for.

    :raises BadQuestion: if there is none of this name, or it does not take these parameters.
    """
    try:
        entry = registry.find(name)
        check_second(entry, second)
        return Wish(entry=entry, parameters=entry.settings(params), second=second)
    except (UnknownIndicator, BadParameter) as problem:
        raise BadQuestion(str(problem)) from None


def _fields(value: object, known: Sequence[str], name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadQuestion(f"{name} is no object. It takes {', '.join(known)}.")
    for field in value:
        if field not in known:
            raise BadQuestion(f"{name} has a field “{str(field)[:40]}”. It takes {', '.join(known)}.")
    return value


def _listed(value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise BadQuestion('indicators is no list. Send for example [{"name": "RSI", "params": {"timeperiod": 14}}].')
    if len(value) > MOST_INDICATORS:
        raise BadQuestion(f"indicators holds {len(value):,}; {MOST_INDICATORS} are the most in one question.")
    return value


def _wish(value: object, at: int) -> Wish:
    place = f"Indicator {at}"
    fields = _fields({"name": value} if isinstance(value, str) else value, ("name", "params", "second"), place)
    params = fields.get("params", {})
    if not isinstance(params, dict):
        raise BadQuestion(f"{place}: params is no object of names and values.")
    try:
        return wish_of(_text(fields, "name", ""), params, _text(fields, "second", ""))
    except BadQuestion as problem:
        raise BadQuestion(f"{place}: {problem.text}") from None


def _asked(fields: Mapping[str, Any], user: Reader) -> Asked:
    symbol, interval = _text(fields, "symbol", "").strip(), _text(fields, "interval", "1d")
    if not symbol:
        raise BadQuestion("symbol is empty. Name one, for example AAPL.")
    if interval not in set(Interval):
        raise BadQuestion(f"interval is “{interval[:20]}”. Choose from {', '.join(Interval)}.")
    start, end = _date(fields, "start"), _date(fields, "end")
    if start and end and start > end:
        raise BadQuestion(f"The start date {start} is after the end date {end}.")
    return Asked(symbol=symbol, interval=interval, start_date=start, end_date=end, user=user)


def _text(fields: Mapping[str, Any], name: str, usual: str) -> str:
    text = fields.get(name, usual)
    if not isinstance(text, str) or "\0" in text:
        raise BadQuestion(f"{name} is no text.")
    return text


def _date(fields: Mapping[str, Any], name: str) -> date | None:
    if fields.get(name) is None:
        return None
    try:
        return date.fromisoformat(_text(fields, name, ""))
    except ValueError:
        raise BadQuestion(f"{name} is not a date. Write it as 2012-12-31.") from None


def _column(name: str, column: object) -> list[Any]:
    if not isinstance(column, list):
        raise BadQuestion(f"{name} is no list. Send one value a bar.")
    return column


def _numbers(name: str, column: list[object]) -> Floats:
    for at, value in enumerate(column, start=1):
        # A yes or no is no number, whatever Python says.
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise BadQuestion(f"{name} of bar {at:,} is no number. Send a number, or null where there is none.")
        # Infinity is no price, and counts as missing.
        if value is not None and LARGEST < abs(value) < math.inf:
            raise BadQuestion(f"{name} of bar {at:,} is beyond {LARGEST:g}, too large to compute with.")
    return np.array([math.nan if value is None else value for value in column], dtype=np.float64)


def _check_possible(columns: Mapping[str, Floats]) -> None:
    low, high = columns.get("low"), columns.get("high")
    # No comparison with a missing value holds.
    if low is not None and high is not None and (low > high).any():
        raise BadQuestion(f"The low of bar {int((low > high).argmax()) + 1:,} is above its high. Correct it.")
    volume = columns.get("volume")
    if volume is not None and (volume < 0).any():
        raise BadQuestion(f"The volume of bar {int((volume < 0).argmax()) + 1:,} is below zero. Correct it.")


def _times(texts: list[object]) -> Times:
    for at, text in enumerate(texts, start=1):
        if not isinstance(text, str) or not MOMENT.fullmatch(text):
            raise BadQuestion(f"The date of bar {at:,} is none. Write 2012-12-31, or 2012-12-31 09:30:00.")
    try:
        times = np.array(texts, dtype="datetime64[us]")
    except ValueError:
        raise BadQuestion("dates holds a day or a time that does not exist.") from None
    if (late := np.flatnonzero(times[1:] <= times[:-1])).size:
        raise BadQuestion(f"Bar {int(late[0]) + 2:,} is not later than the one before it. Send the oldest first.")
    return times
