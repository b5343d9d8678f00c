"""What happens on a bar, said in one noun or verb: patterns, breakouts, gaps, days in a row, moves in percent."""

from typing import Final, Literal

from strategies.generation.idea import (
    Arithmetic,
    Change,
    Compare,
    Condition,
    Cross,
    Extreme,
    Indicator,
    Moves,
    Number,
    Operand,
    Price,
    Streak,
)
from strategies.generation.reading import lexicon
from strategies.generation.reading.context import Context, Found
from strategies.generation.reading.dates import read_dates
from strategies.generation.reading.indicated import read_indicator
from strategies.generation.reading.numbers import bars_of, read_number, read_percent, read_span, read_times
from strategies.generation.reading.operands import read_operand
from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.words import Words

CROSSES: Final[Phrases[tuple[int, int, bool]]] = Phrases(
    {"golden cross": (50, 200, True), "death cross": (50, 200, False)}
)
TRENDS: Final[Phrases[bool]] = Phrases(
    {"[is|in] [a|an] uptrend": True, "[is|in] [a|an] downtrend": False, "[is|in] bullish trend": True}
)
EXTREME: Final[Phrases[bool]] = Phrases(
    {"[is|become|get|go|in] [the] oversold": False, "[is|become|get|go|in] [the] overbought": True}
)
WAYS: Final[Phrases[bool]] = Phrases(
    {
        "up|green|positive|white|bullish|high|higher|winning": True,
        "down|red|negative|black|bearish|low|lower|losing": False,
    }
)
BREAKS: Final[Phrases[bool]] = Phrases(
    {
        "[make|hit|reach|set|print|is|at] [a|an|the] new": True,
        "make|hit|reach|set|print [a|an|the] [new]": True,
        "breakout [of|above|over|from] [a|an|the]": True,
        "breakdown [of|below|from] [a|an|the]": True,
        "at [a|an|the]": True,
    }
)
DROPS: Final[Phrases[bool]] = Phrases(
    {
        "[is] [go|move] up [by|at_least|more_than]": True,
        "rise|gain|climb|increase|jump|rally|surge [by|at_least|more_than]": True,
        "[is] [go|move] down [by|at_least|more_than]": False,
        "drop|fall|lose|decline|dip|decrease|plunge|crash|slide|sink [by|at_least|more_than]": False,
    }
)
ROW: Final = Phrases(
    {
        "in a row": True,
        "consecutive": True,
        "straight": True,
        "[in] succession": True,
        "consecutively": True,
        "running": True,
    }
)
SURGE: Final = Phrases(
    {"volume spike|surge|jump": True, "[a|an] [unusual|unusually] high volume": True, "big|huge volume": True}
)
FURTHER: Final = Phrases({"more|greater than": True, "at least": True, "over": True})
TOUCHES: Final = Phrases(
    {"touch|tag|hit|reach|test|retest": True, "[pull|come|drop|fall|dip] back to|into": True, "pullback to": True}
)
TREND_BARS: Final = 200


def sma(bars: int, of: Operand | None = None) -> Indicator:
    """Return a simple average."""
    return Indicator(name="SMA", settings={"timeperiod": bars}, of=of)


def read_event(words: Words, at: int, context: Context) -> Found | None:
    """Return the event that begins at a place."""
    for read in (read_dates, _named, _days, _pattern, _pair, _at_level, _crossover, _gap, _new_extreme):
        if found := read(words, at, context):
            return found
    return None


def _named(words: Words, at: int, context: Context) -> Found | None:
    if cross := CROSSES.at(words, at):
        fast, slow, is_golden = cross[0]
        made: Condition = Cross(left=sma(fast), way="above" if is_golden else "below", right=sma(slow))
        return Found(made, cross[1], (), context)
    if trend := TRENDS.at(words, at):
        name, way = ("uptrend", "above") if trend[0] else ("downtrend", "below")
        told = f"The {name} is taken as a close {way} its average of {TREND_BARS} bars."
        return Found(
            Compare(left=Price(), op=">" if trend[0] else "<", right=sma(TREND_BARS)), trend[1], (told,), context
        )
    if surge := SURGE.at(words, at):
        volume = Price(field="volume")
        usual = Arithmetic(left=Number(value=2), op="*", right=sma(20, volume))
        return Found(
            Compare(left=volume, op=">", right=usual),
            surge[1],
            ("A volume surge is twice its 20-bar average.",),
            context,
        )
    if extreme := EXTREME.at(words, at):
        rsi = Indicator(name="RSI", settings={"timeperiod": 14})
        return _stretched(
            rsi, extreme, ("Oversold and overbought are told by the RSI of 14 bars, 30 and 70.",), context
        )
    return None


def _stretched(left: Indicator, extreme: tuple[bool, int], told: tuple[str, ...], context: Context) -> Found | None:
    levels = lexicon.extremes(left.name)
    if levels is None:
        return None
    value = Number(value=levels[1] if extreme[0] else levels[0], name="overbought" if extreme[0] else "oversold")
    return Found(Compare(left=left, op=">" if extreme[0] else "<", right=value), extreme[1], told, context.about(left))


def read_stretch(words: Words, at: int, left: Operand, context: Context) -> Found | None:
    """Return that an oscillator is oversold or overbought."""
    extreme = EXTREME.at(words, at)
    if extreme is None or not isinstance(left, Indicator):
        return None
    return _stretched(left, extreme, (), context)


def _days(words: Words, at: int, context: Context) -> Found | None:
    """Return "three down days in a row", "3 consecutive green candles", "an up day"."""
    start = at + (words.said(at) in ("a", "an", "after", "the"))
    number = read_number(words, start)
    place = number.end if number else start
    row = ROW.at(words, place)
    place = row[1] if row else place
    way = WAYS.at(words, place)
    if way is None:
        return None
    end = way[1] + (words.said(way[1]) == "close")
    if words.said(end) not in ("day", "bar", "candle", "close", "session", "week"):
        return None
    end += 1
    after = ROW.at(words, end)
    is_candle = words.said(end - 1) == "candle" or words.said(way[1] - 1) in ("green", "red")
    one = _one_day(way[0], is_candle=is_candle)
    if number is None or number.value < 2:
        return Found(one, after[1] if after else end, (), context)
    return Found(Streak(of=one, bars=int(number.value)), after[1] if after else end, (), context)


def _one_day(is_up: bool, *, is_candle: bool) -> Condition:
    if is_candle:
        return Compare(left=Price(), op=">" if is_up else "<", right=Price(field="open"))
    return Moves(of=Price(), way="rising" if is_up else "falling")


def _pattern(words: Words, at: int, context: Context) -> Found | None:
    lean = {"bullish": "up", "bearish": "down"}.get(words.said(at))
    for start in (at, at + 1) if lean else (at,):
        named = lexicon.NAMES.at(words, start) or lexicon.PLAIN_NAMES.at(words, start)
        if named and lexicon.is_pattern(named[0].name):
            end = named[1] + (words.said(named[1]) in ("candle", "pattern", "bar"))
            op: Literal[">", "<"] = ">" if (lean or context.lean) == "up" else "<"
            return Found(Compare(left=Indicator(name=named[0].name), op=op, right=Number(value=0)), end, (), context)
    return None


def _crossover(words: Words, at: int, context: Context) -> Found | None:
    """Return "MACD crossover", "a bearish MACD cross"."""
    lean = {"bullish": "up", "bearish": "down"}.get(words.said(at))
    found = read_indicator(words, at + bool(lean), context)
    if (
        found is None
        or words.said(found.end) not in ("crossover", "crossunder", "cross")
        or not isinstance(found.operand, Indicator)
    ):
        return None
    lines = [name for name in lexicon.LINES.get(found.operand.name, {}) if "signal" in name]
    if found.operand.name != "MACD" and not lines:
        return None
    signal = Indicator(name="MACD", settings=found.operand.settings, line="macdsignal")
    is_up = (lean or context.lean) == "up" and words.said(found.end) != "crossunder"
    made = Cross(left=found.operand, way="above" if is_up else "below", right=signal)
    after = words.said(found.end + 1)
    if after in ("above", "below", "over") or found.operand.name != "MACD":
        return None
    return Found(made, found.end + 1, found.assumptions, context)


def _pair(words: Words, at: int, context: Context) -> Found | None:
    """Return "20/50 EMA crossover": the first average crosses the second."""
    lean = {"bullish": "up", "bearish": "down"}.get(words.said(at))
    found = read_operand(words, at + bool(lean), context)
    if found is None or not found.also or not isinstance(found.operand, Indicator):
        return None
    is_noun = words.said(found.end) in ("crossover", "cross", "crossunder")
    behind = words.said(found.end + is_noun)
    if behind in ("above", "below", "over", "under", "is", "<", ">"):
        return None
    way: Literal["above", "below"] = "above" if (lean or context.lean) == "up" else "below"
    made = Cross(left=found.operand, way=way, right=found.also[0])
    return Found(made, found.end + is_noun, found.assumptions, context)


def _at_level(words: Words, at: int, context: Context) -> Found | None:
    """Return "at 30 RSI": below the level if it is a low one, above it if it is a high one."""
    number = read_number(words, at)
    found = read_indicator(words, number.end, context) if number else None
    if number is None or found is None or not isinstance(found.operand, Indicator):
        return None
    levels = lexicon.extremes(found.operand.name)
    # "14 RSI is below 30" has its level behind.
    if levels is None or words.said(found.end) not in ("", ",", ".", "and", "or", "then", ";", "with", "\n"):
        return None
    is_high = number.value > (levels[0] + levels[1]) / 2
    value = Number(value=number.value)
    return Found(
        Compare(left=found.operand, op=">" if is_high else "<", right=value), found.end, found.assumptions, context
    )


def _gap(words: Words, at: int, context: Context) -> Found | None:
    start = at + 1 if words.said(at) in ("price", "stock", "it") else at
    if words.said(start) != "gap" or words.said(start + 1) not in ("up", "down"):
        return None
    is_up, end = words.said(start + 1) == "up", start + 2
    while words.said(end) in ("by", "of", "more", "than", "at", "least", "over"):
        end += 1
    share = read_percent(words, end)
    before: Operand = Price(ago=1)
    if share is not None:
        factor = round(1 + share.value if is_up else 1 - share.value, 10)
        before, end = Arithmetic(left=before, op="*", right=Number(value=factor)), share.end
    else:
        end = start + 2
    return Found(Compare(left=Price(field="open"), op=">" if is_up else "<", right=before), end, (), context)


def _new_extreme(words: Words, at: int, context: Context) -> Found | None:
    return read_break(words, at, Price(), context)


def read_break(words: Words, at: int, left: Operand, context: Context) -> Found | None:
    """Return that a value makes a new high or low: "makes a new 20 day high", "20 day high breakout"."""
    opening = BREAKS.at(words, at)
    found = read_operand(words, opening[1] if opening else at, context)
    if found is None or not isinstance(found.operand, Extreme):
        return None
    end = found.end
    is_event = words.said(end) in ("breakout", "breakdown", "break")
    if not (is_event or opening):
        return None
    is_high = found.operand.which == "highest"
    of = found.operand
    if isinstance(left, Indicator):
        of = Extreme(which=of.which, of=left, bars=of.bars, ago=of.ago)
    made = Compare(left=left, op=">" if is_high else "<", right=of)
    return Found(made, end + is_event, found.assumptions, context)


def read_drop(words: Words, at: int, left: Operand, context: Context) -> Found | None:
    """Return a move in percent: "drops 5% in 3 days", "is down 10% from its 52-week high"."""
    verb = DROPS.at(words, at)
    share = read_percent(words, verb[1]) if verb else None
    if verb is None or share is None:
        return None
    is_up, end = verb[0], share.end
    if words.is_at(end, "or more"):
        end += 2
    if words.said(end) in ("from", "below", "off", "above"):
        base = read_operand(words, end + 1, context)
        if base is not None and not isinstance(base.operand, Number):
            factor = Number(value=round(1 + share.value if is_up else 1 - share.value, 10))
            level = Arithmetic(left=base.operand, op="*", right=factor)
            return Found(
                Compare(left=left, op=">" if is_up else "<", right=level), base.end, base.assumptions, context
            )
    bars = 1
    told: tuple[str, ...] = ()
    while words.said(end) in ("in", "over", "within", "during", "the", "last", "past", "a"):
        if span := read_span(words, end):
            break
        end += 1
    span = read_span(words, end)
    if span is not None:
        counted = bars_of(span.value, context.interval)
        bars, told, end = counted.bars, (counted.assumption,) if counted.assumption else (), span.end
    else:
        end = share.end
    value = Number(value=share.value if is_up else -share.value)
    return Found(Compare(left=Change(of=left, bars=bars), op=">" if is_up else "<", right=value), end, told, context)


def read_multiple(words: Words, at: int, left: Operand, context: Context) -> Found | None:
    """Return that a value is a multiple of its average: "is twice its 20 day average"."""
    place = at + (words.said(at) == "is")
    while words.said(place) in ("at", "least", "more", "than", "above", "over"):
        place += 1
    if read_times(words, place) is None:
        return None
    found = read_operand(words, place, context.about(left))
    if found is None or not isinstance(found.operand, Arithmetic):
        return None
    right = found.operand
    if (
        isinstance(right.right, Indicator)
        and right.right.of is None
        and isinstance(left, Price)
        and left.field == "volume"
    ):
        right = Arithmetic(
            left=right.left, op=right.op, right=sma(int(right.right.settings.get("timeperiod", 20)), left)
        )
    return Found(Compare(left=left, op=">", right=right), found.end, found.assumptions, context)


def read_distance(words: Words, at: int, left: Operand, context: Context) -> Found | None:
    """Return that a value is further than so much from another: "is more than 2 ATR below its average"."""
    place = at + (words.said(at) == "is")
    opening = FURTHER.at(words, place)
    found = read_operand(words, opening[1] if opening else place, context.about(left))
    if found is None or not isinstance(found.operand, Arithmetic) or not _is_offset(found.operand):
        return None
    told = found.operand
    is_below = told.op == "-" or (isinstance(told.right, Number) and told.right.value < 1)
    return Found(Compare(left=left, op="<" if is_below else ">", right=told), found.end, found.assumptions, context)


def _is_offset(told: Arithmetic) -> bool:
    """Return whether a value is another one and a bit more or less."""
    is_share = told.op == "*" and isinstance(told.right, Number) and not isinstance(told.left, Number)
    return told.op in "+-" or is_share


def read_touch(words: Words, at: int, left: Operand, context: Context) -> Found | None:
    """Return that a bar reaches a value: its low from above, its high from below."""
    touch = TOUCHES.at(words, at)
    found = read_operand(words, touch[1], context) if touch else None
    if found is None or isinstance(found.operand, Number):
        return None
    line = found.operand.line if isinstance(found.operand, Indicator) else ""
    is_from_below = line == "upperband" or (isinstance(found.operand, Extreme) and found.operand.which == "highest")
    if left != Price():
        return Found(
            Compare(left=left, op=">=" if is_from_below else "<=", right=found.operand),
            found.end,
            found.assumptions,
            context,
        )
    price = Price(field="high" if is_from_below else "low")
    return Found(
        Compare(left=price, op=">=" if is_from_below else "<=", right=found.operand),
        found.end,
        found.assumptions,
        context,
    )
