"""Indicators as they are said: "14 period RSI", "MACD(12,26,9) signal line", "the 50 and 200 day averages"."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from indicators.library.registry import ENTRIES
from strategies.generation.idea import Every, Indicator, Operand, Price
from strategies.generation.reading import lexicon
from strategies.generation.reading.context import Context, FoundOperand
from strategies.generation.reading.numbers import Bars, Span, bars_of, read_number, read_span
from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.plain_words import listed
from strategies.generation.reading.words import Words

Reader = Callable[[Words, int, Context], FoundOperand | None]

BANDED: Final = ("BBANDS", "KELTNER", "DONCHIAN")
SIDES: Final = Phrases(
    {
        "upper|top [outer]": "upper",
        "lower|bottom [outer]": "lower",
        "middle|mid|center|centre": "middle",
    }
)
BAND: Final = Phrases({"band|channel|boundary|line|bound|edge|rail [line]": True})
AFTER_LINE: Final = frozenset({"band", "line", "channel", "boundary", "bound", "value"})
# What may stand in brackets behind a name beside the numbers, or between the name and its numbers.
IN_BRACKETS: Final = listed(
    ", = : / - and period day bar length lookback window standard deviation std stdev times sd σ "
    "close price k d fast slow signal "
    "smoothing smooth multiplier factor week default the a of with sma ema %k %d candle line hlc3 atr using on"
)
SETTING: Final = Phrases(
    {
        "with|using|at|on|of [a|the] period|length|lookback|window|setting|parameter|value [of|=|is]": True,
        "period|length|lookback|window|setting [of|=|:]": True,
        "over [the] [last]": True,
        "of [the] last|past": True,
        "with|using [a|the]": True,
        "of": True,
    }
)
# The pace of an average that has no number, as a moving average crossover has it.
PACES: Final = Phrases(
    {
        "fast|shorter|short|quick|faster|short_term|shorter_term": 20,
        "slow|longer|long|slower|long_term|longer_term": 50,
    }
)
EVERY: Final[Phrases[Every]] = Phrases({"weekly": "week", "monthly": "month", "1 week": "week"})
ON_EVERY: Final[Phrases[Every]] = Phrases(
    {
        "on|in|at|from [the|a] weekly [chart|timeframe|time_frame|bar|candle|basis|data]": "week",
        "on|in|at|from [the|a] monthly [chart|timeframe|time_frame|bar|candle|basis|data]": "month",
        "( weekly )": "week",
        "( monthly )": "month",
        "on [the|a] daily [chart|timeframe|time_frame|bar|candle]": "",
        "( daily )": "",
    }
)
MOST: Final = 8


def label(name: str) -> str:
    """
    Return what an indicator is called in a sentence.

    >>> label("RSI"), label("BBANDS")
    ('RSI', 'Bollinger bands')
    """
    return name if len(name) <= 4 or name in {"STOCHRSI", "TRIX"} else ENTRIES[name].title


def indicator(name: str, numbers: lexicon.Numbers, *, line: str = "", of: Operand | None = None) -> Indicator:
    """Return an indicator with all its numbers."""
    return Indicator(name=name, settings={**lexicon.defaults(name), **numbers}, line=line, of=of)


def average(name: str, bars: int, *, of: Operand | None = None) -> Indicator:
    """
    Return a moving average of some kind.

    >>> average("SMA", 200).settings
    {'timeperiod': 200}
    """
    return indicator(name, {"timeperiod": bars}, of=of)


def read_every(words: Words, at: int) -> tuple[Every, int]:
    """Return which completed bars the words before a value say, and where they end."""
    found = EVERY.at(words, at)
    return (found[0], found[1]) if found else ("", at)


def read_named(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return a value that was given a name before, or that has one by its pace: "the fast average"."""
    for name in sorted(context.names, key=len, reverse=True):
        if words.is_at(at, name):
            return FoundOperand(context.names[name], at + len(name.split()), (), context)
    pace = PACES.at(words, at)
    kind = lexicon.AVERAGES.at(words, pace[1]) if pace else None
    if not pace or not kind:
        return None
    said = f"Periods of the averages not given: {'20' if pace[0] == 20 else '50'} for the {words.said(at)} one."
    numbers, end = read_settings(words, kind[1], kind[0])
    if numbers:
        named = indicator(kind[0], numbers)
        return FoundOperand(named, end, (), context.naming(" ".join(words.texts[at : kind[1]]), named))
    return FoundOperand(average(kind[0], pace[0]), kind[1], (said,), context)


def read_settings(words: Words, at: int, name: str) -> tuple[dict[str, float], int]:
    """Return the numbers said behind an indicator's name, and where they end."""
    numbers, end = _in_brackets(words, at)
    if not numbers:
        numbers, end = _bare(words, at, name)
    if not numbers and (opening := SETTING.at(words, at)) and ENTRIES[name].parameters:
        numbers, end = _after_opening(words, opening[1], name)
    return (lexicon.in_order(name, tuple(numbers)), end) if numbers else ({}, at)


def _in_brackets(words: Words, at: int) -> tuple[list[float], int]:
    if words.said(at) not in {"(", "["}:
        return [], at
    numbers: list[float] = []
    place = at + 1
    while place < len(words) and place < at + 24:
        if words.said(place) in {")", "]"}:
            return numbers, place + 1
        if words.kind(place) == "number" and words[place].value >= 0:
            numbers.append(words[place].value)
        elif words.said(place) not in IN_BRACKETS:
            break
        place += 1
    return [], at


def _bare(words: Words, at: int, name: str) -> tuple[list[float], int]:
    """Return the numbers right behind a name, as in "macd 12 26 9" or "rsi 14"."""
    most = len(lexicon.ORDERS.get(name, lexicon.numeric(name)))
    numbers: list[float] = []
    place = at
    while len(numbers) < most and words.kind(place) == "number" and words[place].value > 0:
        if words.said(place + 1) in {"%", "$", "times"}:
            break
        numbers.append(words[place].value)
        end = place = place + 1
        if words.said(place) in {"/", ",", "-"} and words.kind(place + 1) == "number" and most > 1:
            place += 1
    if not numbers:
        return [], at
    return numbers, end + (words.said(end) in {"day", "period", "bar"})


def _after_opening(words: Words, at: int, name: str) -> tuple[list[float], int]:
    if span := read_span(words, at):
        return [float(bars_of(span.value).bars)], span.end + (words.said(span.end) in {"lookback", "period", "length"})
    if words.kind(at) == "number":
        return _bare(words, at, name)
    return [], at


def read_counts(words: Words, at: int, context: Context) -> tuple[list[Bars], int]:
    """Return the periods said before a name, one or several: "20", "50 day", "20, 50 and 200 day", "9/21"."""
    numbers: list[float] = []
    place = at
    while len(numbers) < MOST and (number := read_number(words, place)):
        numbers.append(number.value)
        place = end = number.end
        unit = read_span(words, end - 1) if words.kind(end - 1) == "number" else read_span(words, at)
        # "10-day and 50-day": each has its unit.
        after = unit.end if unit else end
        step = after + 1 if words.said(after) in {",", "/", "and", "or", "&"} else after
        if words.said(after) == "," and words.said(step) in {"and", "or"}:
            step += 1
        if step == after or not read_number(words, step):
            break
        place = step
    if not numbers or any(number < 1 or number > 5000 for number in numbers):
        return [], at
    span = read_span(words, end - 1) if words.kind(end - 1) == "number" else read_span(words, at)
    spans = [Span(number, span.value.unit if span else "bar") for number in numbers]
    return [bars_of(one, context.interval) for one in spans], span.end if span else end


def read_average(words: Words, at: int, context: Context, read: Reader) -> FoundOperand | None:
    """Return a moving average, or several said in one breath."""
    every, place = read_every(words, at)
    counts, end = read_counts(words, place, context)
    is_of_volume = bool(counts) and words.said(end) == "volume"
    kind = lexicon.AVERAGES.at(words, end + is_of_volume) if not is_of_volume or words.said(end + 1) else None
    if kind is None:
        return None
    name, end = kind
    of: Operand | None = Price(field="volume") if is_of_volume else None
    if not is_of_volume and words.said(end) == "volume":
        of, end = Price(field="volume"), end + 1
    if not counts:
        counts, end = _counts_behind(words, end, name, context)
    if of is None:
        of, end = _of(words, end, context, read)
    if of is None:
        of = own_scale(context.against)
    if not counts and of is not None:
        counts, end = _counts_behind(words, end, name, context)
    return _averages(name, counts, end, of=of, every=every, context=context)


def _counts_behind(words: Words, at: int, name: str, context: Context) -> tuple[list[Bars], int]:
    """Return the periods behind the name of an average: "sma(50)", "ema 9/21", "average of the last 20 days"."""
    numbers, end = _in_brackets(words, at)
    if numbers:
        return [Bars(int(number)) for number in numbers[:1] if number >= 1], end
    counts, end = read_counts(words, at, context)
    if counts and words.said(end) not in {"%", "$", "times"}:
        return counts, end
    if opening := SETTING.at(words, at):
        counts, end = read_counts(words, opening[1], context)
        if counts and words.said(end) not in {"%", "$", "times"}:
            return counts, end + (words.said(end) in {"close", "lookback", "period", "length"})
    return [], at


def _of(words: Words, at: int, context: Context, read: Reader) -> tuple[Operand | None, int]:
    """Return what an average is said to be of: "of the volume", "of RSI", "of the high"."""
    if words.said(at) not in {"of", "on"}:
        return None, at
    found = read(words, at + 1, context)
    if found is None or not isinstance(found.operand, Price | Indicator):
        return None, at
    is_close = isinstance(found.operand, Price) and found.operand == Price()
    return None if is_close else found.operand, found.end


def own_scale(subject: Operand | None) -> Operand | None:
    """Return the value itself if its averages and extremes are meant to be its own, None if those of the price."""
    match subject:
        case Price(field="volume"):
            return replace(subject, ago=0)
        case Indicator(name=name) if not ENTRIES[name].overlay:
            return replace(subject, ago=0)
        case _:
            return None


def _averages(
    name: str, counts: list[Bars], end: int, *, of: Operand | None, every: Every, context: Context
) -> FoundOperand:
    assumptions = tuple(dict.fromkeys(count.assumption for count in counts if count.assumption))
    if not counts:
        usual = {"timeperiod": 20} if of is not None else context.settings.get(name)
        bars = int((usual or lexicon.defaults(name)).get("timeperiod", 20))
        if usual is None or of is not None:
            what = "average of the volume" if isinstance(of, Price) and of.field == "volume" else label(name)
            assumptions = (f"{what[0].upper()}{what[1:]} period not given: {bars}.",)
        counts = [Bars(bars)]
    found = [replace(average(name, count.bars, of=of), every=every) for count in counts]
    if of is None:
        context = context.setting(name, {"timeperiod": counts[-1].bars})
    return FoundOperand(found[0], end, assumptions, context, also=tuple(found[1:]))


def read_band(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return a band whose indicator is not named: those last said, else Bollinger's."""
    side = SIDES.at(words, at)
    band = BAND.at(words, side[1]) if side else None
    if side is None or band is None:
        return None
    said = [name for name in context.settings if name in BANDED]
    name = said[-1] if said else "BBANDS"
    numbers = context.settings.get(name, {})
    told = () if said else ("“Band” is taken as that of the Bollinger bands (20, 2).",)
    line = lexicon.line_of(name, side[0])
    return FoundOperand(indicator(name, numbers, line=line), band[1], told, context)


def read_signal_line(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return the signal line of the indicator that was spoken of, else of MACD."""
    if not words.is_at(at, "signal line") and not (
        words.said(at) == "signal" and words.said(at - 1) in {"its", "the"}
    ):
        return None
    end = at + 1 + (words.said(at + 1) == "line")
    subject = context.subject
    name = subject.name if isinstance(subject, Indicator) and lexicon.line_of(subject.name, "signal") else "MACD"
    known = subject.settings if isinstance(subject, Indicator) and subject.name == name else None
    numbers = known or context.settings.get(name) or {}
    line = lexicon.line_of(name, "signal")
    made = Indicator(name=name, settings={**lexicon.defaults(name), **numbers}, line=line)
    return FoundOperand(made, end, (), context)


def read_indicator(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return an indicator that is named, with what is said of its line, numbers and bars."""
    every, place = read_every(words, at)
    span = read_span(words, place) or read_number(words, place)
    start = span.end if span else place
    side, start = _side(words, start)
    named = lexicon.NAMES.at(words, start) or _plain_name(words, start)
    if named is None or lexicon.is_pattern(named[0].name):
        return None
    term, end = named
    if side and not lexicon.line_of(term.name, side):
        return None
    line, end = _line_behind(words, end, term.name, side)
    numbers, end = read_settings(words, end, term.name) if not span else ({}, end)
    if span:
        count = bars_of(span.value, context.interval).bars if isinstance(span.value, Span) else span.value
        if not 0 < count <= 5000 or not lexicon.numeric(term.name):
            return None
        numbers = lexicon.in_order(term.name, (float(count),))
        more, end = read_settings(words, end, term.name)
        numbers = more if len(more) > 1 else numbers
    if not line:
        line, end = _line_behind(words, end, term.name, "")
    return _made(term, line or term.line, numbers, end, every=every, context=context)


def _side(words: Words, at: int) -> tuple[str, int]:
    side = SIDES.at(words, at)
    return side or ("", at)


def _plain_name(words: Words, at: int) -> tuple[lexicon.Term, int] | None:
    """Return an indicator whose name is a plain word too, where a number or a comparison shows it is one."""
    found = lexicon.PLAIN_NAMES.at(words, at)
    if found is None:
        return None
    after = words.said(found[1])
    is_shown = after in {"(", "<", ">", "<=", ">=", "=", "above", "below", "over", "is", "cross", "turn"}
    return found if is_shown else None


def _line_behind(words: Words, at: int, name: str, side: str) -> tuple[str, int]:
    line = lexicon.line_of(name, side) if side else ""
    place = at + (words.said(at) in {"band", "channel", "'"})
    # "MACD up" is a move, "Aroon up" a line.
    is_line = words.said(place) not in {"up", "down"} or name == "AROON"
    if is_line and (chosen := lexicon.line_of(name, words.said(place))):
        line, at = chosen, place + 1
    return line, at + (bool(line) and words.said(at) in AFTER_LINE)


def _made(
    term: lexicon.Term, line: str, numbers: dict[str, float], end: int, *, every: Every, context: Context
) -> FoundOperand:
    name = term.name
    assumptions: tuple[str, ...] = ()
    settings = {**term.numbers, **numbers}
    if numbers:
        context = context.setting(name, settings)
    elif name in context.settings:
        settings = {**settings, **context.settings[name]}
    elif lexicon.numeric(name):
        assumptions = (_told(name),)
        context = context.setting(name, settings)
    return FoundOperand(replace(indicator(name, settings, line=line), every=every), end, assumptions, context)


def _told(name: str) -> str:
    usual = lexicon.defaults(name)
    if name == "BBANDS":
        usual.pop("nbdevdn")
    what = "period" if len(usual) == 1 else "settings"
    return f"{label(name)} {what} not given: {', '.join(f'{value:g}' for value in usual.values())}."
