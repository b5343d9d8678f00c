"""Prices as they are said: "yesterday's close", "the 20 day high", "the 5 day return", "the day's range"."""

from dataclasses import replace
from typing import Final, Literal

from strategies.generation.idea import Arithmetic, Change, Every, Extreme, Field, Operand, Price
from strategies.generation.reading.context import Context, FoundOperand, earlier
from strategies.generation.reading.indicated import own_scale
from strategies.generation.reading.numbers import Bars, Span, bars_of, read_number, read_span
from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.words import Words

Which = Literal["highest", "lowest"]

FIELDS: Final[Phrases[Field]] = Phrases(
    {
        "close [price|value]": "close",
        "price|stock|market|security|instrument|underlying|asset|etf|quote": "close",
        "stock|share|market|asset price": "close",
        "current|last|latest price|close": "close",
        "candle|bar|day|session close": "close",
        "[stock|share|market] price close": "close",
        "open [price]": "open",
        "candle|bar|day|session open": "open",
        "high [price]": "high",
        "high of [the] day": "high",
        "candle|bar|day|session|intraday high": "high",
        "low [price]": "low",
        "low of [the] day": "low",
        "candle|bar|day|session|intraday low": "low",
        "[trading|daily] volume": "volume",
        "volume bar": "volume",
    }
)
LETTERS: Final[dict[str, Field]] = {"c": "close", "o": "open", "h": "high", "l": "low", "v": "volume"}
BEFORE: Final[Phrases[tuple[int, Every]]] = Phrases(
    {
        "yesterday": (1, ""),
        "previous|last [trading] day|bar|candle|session": (1, ""),
        "the day|bar|candle before": (1, ""),
        "previous": (1, ""),
        "today|current|this [day|bar|candle|session]": (0, ""),
        "current|this|signal day|bar|candle|session": (0, ""),
        "previous|last week": (0, "week"),
        "previous|last month": (0, "month"),
        "weekly": (0, "week"),
        "monthly": (0, "month"),
        "two|2 day|bar ago": (2, ""),
    }
)
BEHIND: Final[Phrases[tuple[int, Every]]] = Phrases(
    {
        "[of|from|on] yesterday": (1, ""),
        "of|from|on [the] previous|last|preceding [trading] day|bar|candle|session": (1, ""),
        "the previous [trading] day|bar|candle|session": (1, ""),
        "of|from|on [the] day|bar|candle before": (1, ""),
        "the day|bar|candle before": (1, ""),
        "[of|from] today": (0, ""),
        "of|from [the] previous|last week": (0, "week"),
        "of|from [the] previous|last month": (0, "month"),
        "of [the] week": (0, "week"),
    }
)
EXTREMES: Final[Phrases[tuple[Which, Field]]] = Phrases(
    {
        "[highest] high": ("highest", "high"),
        "[trading|price|swing] high": ("highest", "high"),
        "highest price|point|value|level": ("highest", "high"),
        "highest": ("highest", "high"),
        "high close": ("highest", "close"),
        "close high": ("highest", "close"),
        "highest close [price]": ("highest", "close"),
        "highest daily close": ("highest", "close"),
        "highest open": ("highest", "open"),
        "highest low": ("highest", "low"),
        "highest volume": ("highest", "volume"),
        "peak|max|maximum|top": ("highest", "high"),
        "range high": ("highest", "high"),
        "high of [the|its] range": ("highest", "high"),
        "resistance [level]": ("highest", "high"),
        "[lowest] low": ("lowest", "low"),
        "[trading|price|swing] low": ("lowest", "low"),
        "lowest price|point|value|level": ("lowest", "low"),
        "lowest": ("lowest", "low"),
        "low close": ("lowest", "close"),
        "close low": ("lowest", "close"),
        "lowest close [price]": ("lowest", "close"),
        "lowest daily close": ("lowest", "close"),
        "lowest open": ("lowest", "open"),
        "lowest high": ("lowest", "high"),
        "lowest volume": ("lowest", "volume"),
        "bottom|min|minimum|trough": ("lowest", "low"),
        "range low": ("lowest", "low"),
        "support [level]": ("lowest", "low"),
    }
)
# Extremes whose length is in their name, or is usual: (bars, what is assumed).
NAMED: Final[Phrases[tuple[Which, Field, int | None, str]]] = Phrases(
    {
        "all time high": ("highest", "high", None, ""),
        "all time low": ("lowest", "low", None, ""),
        "all time close high": ("highest", "close", None, ""),
        "all time highest close": ("highest", "close", None, ""),
        "yearly|annual|one_year high": ("highest", "high", 252, ""),
        "yearly|annual|one_year low": ("lowest", "low", 252, ""),
        "recent [swing] high": (
            "highest",
            "high",
            20,
            "The recent high is taken as the highest of the 20 bars before.",
        ),
        "recent [swing] low": ("lowest", "low", 20, "The recent low is taken as the lowest of the 20 bars before."),
        "[recent|last|previous] swing high": (
            "highest",
            "high",
            20,
            "The swing high is taken as the highest of the 20 bars before.",
        ),
        "[recent|last|previous] swing low": (
            "lowest",
            "low",
            20,
            "The swing low is taken as the lowest of the 20 bars before.",
        ),
        "recent peak": ("highest", "high", 20, "The recent peak is taken as the highest of the 20 bars before."),
        "recent bottom|trough": ("lowest", "low", 20, "The recent low is taken as the lowest of the 20 bars before."),
        "[recent|key|major|previous] resistance [level|line|zone]": (
            "highest",
            "high",
            20,
            "Resistance is taken as the highest of the 20 bars before.",
        ),
        "[recent|key|major|previous] support [level|line|zone]": (
            "lowest",
            "low",
            20,
            "Support is taken as the lowest of the 20 bars before.",
        ),
    }
)
OVER: Final = Phrases(
    {"of|in|over|for|during|within|from|across [the] [last|past|previous|preceding|most_recent]": True}
)
LAST: Final = Phrases({"[the] last|past|previous|preceding|recent": True})
MOVES: Final = Phrases(
    {"[total|price|percent|%] return|change|performance|gain|momentum": True, "price momentum": True}
)
OWN_BARS: Final[Phrases[Span]] = Phrases(
    {
        "daily|one_day": Span(1, "day"),
        "weekly": Span(1, "week"),
        "monthly": Span(1, "month"),
        "quarterly": Span(1, "quarter"),
        "yearly|annual": Span(1, "year"),
    }
)


def read_field(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return a price of this bar or one before: "close", "yesterday's high", "the low two days ago", "close[1]"."""
    before = BEFORE.at(words, at)
    place = before[1] if before else at
    found = FIELDS.at(words, place)
    if found is None and words.said(place) in LETTERS and _stands_alone(words, place):
        found = (LETTERS[words.said(place)], place + 1)
    if found is None:
        return None
    field, end = found
    ago, every = before[0] if before else (0, "")
    if before is None and (behind := BEHIND.at(words, end)):
        (ago, every), end = behind
    price: Operand = Price(field=field, ago=ago, every=every)
    price, end = read_ago(words, end, price, context)
    return FoundOperand(price, end, (), context)


def _stands_alone(words: Words, at: int) -> bool:
    signs = {"<", ">", "<=", ">=", "=", "[", "-", "+"}
    return words.said(at + 1) in signs or words.said(at - 1) in signs


def read_ago(words: Words, at: int, operand: Operand, context: Context) -> tuple[Operand, int]:
    """Return a value as it was when the words behind it say: "3 days ago", "[1]", "a month before"."""
    if words.said(at) in {"[", "("} and words.kind(at + 1) == "number" and words.said(at + 2) in {"]", ")"}:
        value = words[at + 1].value
        if value == int(value) and (words.said(at) == "[" or value < 0) and abs(value) <= 5000:
            return earlier(operand, int(abs(value))), at + 3
    place = at + (words.said(at) in {"of", "from"})
    span = read_span(words, place)
    if span and words.said(span.end) in {"ago", "earlier", "before", "back"}:
        return earlier(operand, bars_of(span.value, context.interval).bars), span.end + 1
    return operand, at


def read_extreme(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return the highest or lowest of some bars: "20 day high", "the lowest low of the last 10 days"."""
    found = _named(words, at, context) or _counted(words, at, context) or _over(words, at, context)
    own = own_scale(context.against)
    if found is None or own is None or not isinstance(found.operand, Extreme):
        return found
    return replace(found, operand=replace(found.operand, of=own))


def _named(words: Words, at: int, context: Context) -> FoundOperand | None:
    found = NAMED.at(words, at)
    if found is None:
        return None
    (which, field, bars, told), end = found
    # "The support of the last 50 bars" has its length.
    if told and (over := OVER.at(words, end)) and (span := read_span(words, over[1])):
        bars, told, end = bars_of(span.value, context.interval).bars, "", span.end
    return FoundOperand(Extreme(which=which, of=Price(field=field), bars=bars), end, (told,) if told else (), context)


def _counted(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return an extreme whose length stands before: "20-day high", "the last 10 days' low"."""
    last = LAST.at(words, at)
    span = read_span(words, last[1] if last else at)
    bare = None if span else read_number(words, last[1] if last else at)
    if span is None and (bare is None or not 2 <= bare.value <= 5000 or bare.value != int(bare.value)):
        return None
    end = span.end if span else bare.end if bare else at
    found = EXTREMES.at(words, end + (words.said(end) in {"rolling", "trailing", "new"}))
    if found is None:
        return None
    bars = bars_of(span.value, context.interval) if span else Bars(int(bare.value) if bare else 1)
    (which, field), end = found
    told = (bars.assumption,) if bars.assumption and span and span.value != Span(52, "week") else ()
    return FoundOperand(Extreme(which=which, of=Price(field=field), bars=bars.bars), end, told, context)


def _over(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return an extreme whose length stands behind: "the highest close of the past 50 days"."""
    found = EXTREMES.at(words, at)
    if found is None:
        return None
    (which, field), end = found
    closing = 0
    if words.said(end) == "(":
        end, closing = end + 1, 1
        if inner := FIELDS.at(words, end):
            field, end = inner[0], inner[1] + (words.said(inner[1]) == ",")
    over = OVER.at(words, end)
    span = read_span(words, over[1]) if over else None
    number = read_number(words, end) if closing else None
    if span is None and number is None:
        return None
    bars = bars_of(span.value, context.interval) if span else Bars(int(min(number.value, 5000)) if number else 1)
    end = span.end if span else number.end if number else end
    if closing and words.said(end) != ")":
        return None
    told = (bars.assumption,) if bars.assumption else ()
    extreme = Extreme(which=which, of=Price(field=field), bars=max(1, bars.bars))
    return FoundOperand(extreme, end + closing, told, context)


def read_move(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return how far the price moved: "5 day return", "the return over the last 3 months", "daily change"."""
    own = OWN_BARS.at(words, at)
    span = read_span(words, at)
    end = own[1] if own else span.end if span else at
    found = MOVES.at(words, end)
    if found is None:
        return None
    said = own[0] if own else span.value if span else None
    end = found[1]
    if said is None:
        over = OVER.at(words, end)
        behind = read_span(words, over[1]) if over else None
        if behind is None:
            return None
        said, end = behind.value, behind.end
    bars = bars_of(said, context.interval)
    told = (bars.assumption,) if bars.assumption else ()
    return FoundOperand(Change(of=Price(), bars=bars.bars), end, told, context)


def read_shape(words: Words, at: int, context: Context) -> FoundOperand | None:
    """Return what is made of a bar's prices: its range, its body, where in the range it closed."""
    high, low, close, open_ = Price(field="high"), Price(field="low"), Price(), Price(field="open")
    span: Operand = Arithmetic(left=high, op="-", right=low)
    before = BEFORE.at(words, at)
    place = before[1] if before else at
    made: Operand
    if words.said(place) == "ibs" or words.is_at(place, "internal bar strength"):
        made = Arithmetic(left=Arithmetic(left=close, op="-", right=low), op="/", right=span)
        end = place + (1 if words.said(place) == "ibs" else 3)
    elif words.said(place) == "range" or words.is_at(place, "daily range") or words.is_at(place, "bar range"):
        made, end = span, place + (1 if words.said(place) == "range" else 2)
    elif words.said(place) == "body" or words.is_at(place, "candle body"):
        made, end = Arithmetic(left=close, op="-", right=open_), place + (1 if words.said(place) == "body" else 2)
    else:
        return None
    return FoundOperand(earlier(made, before[0][0]) if before else made, end, (), context)


def with_field(operand: Operand, field: Field) -> Operand:
    """Return a price with another field of its bar."""
    return replace(operand, field=field) if isinstance(operand, Price) else operand
