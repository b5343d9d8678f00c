"""Values as they are said: a price, an indicator, an extreme, a number, and what is computed of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

from strategies.generation.idea import (
    Arithmetic,
    Every,
    Extreme,
    Indicator,
    Number,
    Operand,
    Price,
)
from strategies.generation.reading import indicated, priced
from strategies.generation.reading.context import Context, FoundOperand, within_operands
from strategies.generation.reading.numbers import bars_of, read_money, read_number, read_percent, read_span, read_times
from strategies.generation.reading.phrases import Phrases
from strategies.generation.reading.plain_words import listed
from strategies.generation.reading.spelling import KNOWN
from strategies.generation.reading.words import Words

Sign = Literal["+", "-", "*", "/"]
# How deep brackets and offsets may nest.
DEEPEST: Final = 6

ARTICLES: Final = listed("the a an its it's their your my our this that each own overall corresponding daily")
OF: Final = Phrases({"value|level|price|reading|line of [the|its]": True, "daily": True, "current|latest": True})
SIGNS: Final[Phrases[Sign]] = Phrases(
    {"+": "+", "-": "-", "*": "*", "/": "/", "minus": "-", "plus": "+", "less": "-", "times": "*", "divided by": "/"}
)
ABOVE: Final = Phrases({"above|over|higher_than": "+", "below|lower_than": "-"})
BETWEEN: Final = Phrases[Sign](
    {"difference|distance|spread|gap|space between [the]": "-", "ratio of [the]": "/", "ratio between [the]": "/"}
)
# Symbols people write without capitals, or beside which capitals prove nothing.
TICKERS: Final = listed(
    "spy qqq iwm dia vix tlt gld slv uso eem efa xlf xle xlk hyg lqd ief shy voo vti vxx uvxy tqqq "
    "sqqq upro spxl btc eth aapl "
    "msft tsla nvda amzn goog googl meta nflx amd ibm intc ndx rut dji arkk smh xbi kre agg bil vea vwo jnk"
)
# Capitals that are no symbol.
NO_TICKERS: Final = listed(
    "IBS "
    "I A AND OR NOT BUY SELL THE IF IS MA US USA ET EST AM PM ATM CALL PUT EOD EOM ATH TP SL PT DCA "
    "BTW IMO FYI OK OHLC OHLCV PNL "
    "HH HL LH LL HOD LOD RTH ETF EPS PE TA UP NO ON IN AT TO OF BY IT LONG SHORT EXIT ENTRY STOP "
    "BELOW ABOVE WHEN THEN ELSE"
)
ON_SYMBOL: Final = frozenset({"of", "on", "for"})


def read_symbol(words: Words, at: int) -> tuple[str, int] | None:
    """Return the symbol that stands at a place, and where it ends: a well-known one, or capitals no word has."""
    if words.said(at) == "$" and words.kind(at + 1) == "word" and words[at + 1].raw.isalpha():
        return words[at + 1].raw.upper(), at + 2
    if words.kind(at) != "word":
        return None
    word = words[at]
    if word.text in TICKERS:
        return word.text.upper(), at + 1
    is_capital = word.raw.isupper() and word.raw.isalpha() and 2 <= len(word.raw) <= 5
    is_word = word.text != word.raw.lower() or word.raw in NO_TICKERS or word.text in KNOWN
    if is_capital and not is_word and not words.text.isupper():
        return word.raw, at + 1
    return None


def read_operand(words: Words, at: int, context: Context | None = None, depth: int = 0) -> FoundOperand | None:
    """Return the value that begins at a place, with the arithmetic behind it."""
    context = context or Context()
    if depth > DEEPEST:
        return None
    found = _offset(words, at, context, depth) or _atom(words, at, context, depth)
    while found is not None and (after := _computed(words, found, depth)):
        found = after
    return found


def _computed(words: Words, found: FoundOperand, depth: int) -> FoundOperand | None:
    """Return a value with what is added to it or taken from it behind: "+ 2 ATR"."""
    if words.kind(found.end) == "number" and words[found.end].value < 0 and not isinstance(found.operand, Number):
        return _negative(words, found)
    sign = SIGNS.at(words, found.end)
    if sign is None or found.also:
        return None
    right = _factor(words, sign[1], found.context, depth) or read_operand(words, sign[1], found.context, depth + 1)
    if right is None or right.also:
        return None
    # "Price above its average plus RSI below 30" joins conditions; there a plus adds only numbers and ranges.
    if words.said(found.end) in {"plus", "less"} and not _is_amount(right.operand):
        return None
    return _joined(found, sign[0], right)


def _negative(words: Words, found: FoundOperand) -> FoundOperand | None:
    """Return what "close -2 atr" means."""
    value = words[found.end].value
    factor = FoundOperand(Number(value=-value), found.end + 1, (), found.context)
    after = _atom(words, found.end + 1, found.context, DEEPEST)
    if after is not None and isinstance(after.operand, Indicator):
        factor = replace(after, operand=Arithmetic(left=factor.operand, op="*", right=after.operand))
    elif words.said(found.end + 1) == "%":
        return _joined(found, "*", FoundOperand(Number(value=_exact(1 + value / 100)), found.end + 2))
    return _joined(found, "-", factor)


def _is_amount(operand: Operand) -> bool:
    match operand:
        case Number():
            return True
        case Arithmetic(left=left):
            return _is_amount(left)
        case Indicator(name=name):
            return name in {"ATR", "STDDEV", "NATR", "TRANGE", "ADR"}
        case _:
            return False


def _joined(left: FoundOperand, sign: Sign, right: FoundOperand) -> FoundOperand:
    made: Operand
    if right.unit == "%" and sign in {"+", "-"} and isinstance(right.operand, Number):
        share = right.operand.value if sign == "+" else -right.operand.value
        made = Arithmetic(left=left.operand, op="*", right=Number(value=_exact(1 + share)))
    else:
        made = Arithmetic(left=left.operand, op=sign, right=right.operand)
    return FoundOperand(made, right.end, left.assumptions + right.assumptions, right.context)


def _exact(value: float) -> float:
    return float(f"{value:.10g}")


def _factor(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    """Return so many times a value: "2 ATR", "1.5x the ATR(10)", "twice its average", "half the range"."""
    times = read_times(words, at)
    number = None if times else read_number(words, at)
    if number and (words.said(number.end) == "%" or number.value <= 0):
        return _share(words, at, context, depth)
    amount = times or number
    if amount is None or amount.value <= 0:
        return None
    place = amount.end + (words.said(amount.end) == "of")
    found = _atom(words, place, context, depth + 1)
    if found is None or found.also or isinstance(found.operand, Number):
        return None
    is_unit = isinstance(found.operand, Indicator) and found.operand.name in {"ATR", "STDDEV", "ADR", "NATR", "TRANGE"}
    if times is None and not is_unit:
        return None
    made = Arithmetic(left=Number(value=amount.value), op="*", right=found.operand)
    return replace(found, operand=made)


def _share(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    """Return a percentage of a value: "150% of the average volume"."""
    share = read_percent(words, at)
    if share is None or words.said(share.end) != "of":
        return None
    found = _atom(words, share.end + 1, context, depth + 1)
    if found is None or found.also:
        return None
    return replace(found, operand=Arithmetic(left=Number(value=_exact(share.value)), op="*", right=found.operand))


def _offset(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    """Return a value so far from another: "2 ATR below the 20 EMA", "5% above the 200 day", "1.5x the ATR"."""
    start = _past_articles(words, at)
    amount = _factor(words, start, context, depth)
    percent = read_percent(words, start) if amount is None else None
    if amount is None and percent is None:
        return None
    end = amount.end if amount else percent.end if percent else at
    side = ABOVE.at(words, end)
    base = read_operand(words, side[1], context, depth + 1) if side else None
    if side is None or base is None or isinstance(base.operand, Number) or base.also:
        return amount
    sign: Sign = "+" if side[0] == "+" else "-"
    if amount:
        return _joined(base, sign, replace(amount, end=base.end, context=base.context))
    assert percent is not None
    return _joined(base, sign, FoundOperand(Number(value=percent.value), base.end, (), base.context, unit="%"))


def _past_articles(words: Words, at: int) -> int:
    while words.said(at) in ARTICLES or (of := OF.at(words, at)):
        at = at + 1 if words.said(at) in ARTICLES else of[1] if of else at + 1
    return at


def _atom(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    """Return a value without arithmetic, with the symbol and the bars it is said of."""
    start = _past_articles(words, at)
    feed, every = context.feed, context.every
    symbol = read_symbol(words, start)
    place = start
    if symbol:
        feed = "" if symbol[0] in context.symbols else symbol[0]
        place = _past_articles(words, symbol[1])
    found = _bare(words, place, context, depth)
    if symbol and found is not None and isinstance(found.operand, Number):
        found = None
    if symbol and found is None:
        found = FoundOperand(Price(), symbol[1], (), context)
    if found is None:
        return None
    return _of_whom(words, found, feed, every)


def _of_whom(words: Words, found: FoundOperand, feed: str, every: Every) -> FoundOperand:
    """Return a value with what is said behind it: the symbol ("of SPY") and the bars ("on the weekly chart")."""
    end = found.end
    if words.said(end) in ON_SYMBOL and (symbol := read_symbol(words, end + 1 + (words.said(end + 1) == "the"))):
        feed = "" if symbol[0] in found.context.symbols else symbol[0]
        end = symbol[1]
    if on := indicated.ON_EVERY.at(words, end):
        every, end = on
    change = _placed(feed, every)
    operand = within_operands(found.operand, change)
    also = tuple(within_operands(one, change) for one in found.also)
    operand, end = priced.read_ago(words, end, operand, found.context)
    return replace(found, operand=operand, also=also, end=end)


def _placed(feed: str, every: Every) -> Callable[[Operand], Operand]:
    def change(operand: Operand) -> Operand:
        if not isinstance(operand, Price | Indicator):
            return operand
        return replace(operand, feed=operand.feed or feed, every=operand.every or every)

    return change


def _bare(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    if words.said(at) == "(":
        return _bracketed(words, at, context, depth)
    return (
        indicated.read_named(words, at, context)
        or _difference(words, at, context, depth)
        or priced.read_shape(words, at, context)
        or indicated.read_average(
            words, at, context, lambda found, place, known: _atom(found, place, known, depth + 1)
        )
        or indicated.read_signal_line(words, at, context)
        or indicated.read_indicator(words, at, context)
        or indicated.read_band(words, at, context)
        or priced.read_extreme(words, at, context)
        or priced.read_move(words, at, context)
        or priced.read_field(words, at, context)
        or _extreme_of(words, at, context, depth)
        or _number(words, at, context)
        or _it(words, at, context)
    )


def _bracketed(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    found = read_operand(words, at + 1, context, depth + 1)
    if found is None or words.said(found.end) != ")":
        return None
    return replace(found, end=found.end + 1)


def _difference(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    """Return what lies between two values: "the distance between price and its average", "ratio of A to B"."""
    opening = BETWEEN.at(words, at)
    left = read_operand(words, opening[1], context, depth + 1) if opening else None
    if opening is None or left is None:
        return None
    if left.also:
        return replace(left, operand=Arithmetic(left=left.operand, op=opening[0], right=left.also[0]), also=())
    if words.said(left.end) not in {"and", "to"}:
        return None
    right = read_operand(words, left.end + 1, left.context, depth + 1)
    return _joined(left, opening[0], right) if right else None


def _extreme_of(words: Words, at: int, context: Context, depth: int) -> FoundOperand | None:
    """Return the extreme of an indicator: "the highest RSI of the last 10 days"."""
    if words.said(at) not in {"highest", "lowest"}:
        return None
    of = _atom(words, at + 1, context, depth + 1) if depth < DEEPEST else None
    over = priced.OVER.at(words, of.end) if of else None
    span = read_span(words, over[1]) if over else None
    if of is None or span is None or isinstance(of.operand, Number):
        return None
    bars = bars_of(span.value, context.interval)
    which: Literal["highest", "lowest"] = "highest" if words.said(at) == "highest" else "lowest"
    told = (bars.assumption,) if bars.assumption else ()
    return replace(
        of,
        operand=Extreme(which=which, of=of.operand, bars=bars.bars),
        end=span.end,
        assumptions=of.assumptions + told,
    )


def _number(words: Words, at: int, context: Context) -> FoundOperand | None:
    if percent := read_percent(words, at):
        return FoundOperand(Number(value=percent.value), percent.end, (), context, unit="%")
    if money := read_money(words, at):
        return FoundOperand(Number(value=money.value), money.end, (), context, unit="$")
    if words.said(at) == "half" or words.said(at) == "quarter":
        return None
    if number := read_number(words, at):
        return FoundOperand(Number(value=number.value), number.end, (), context)
    return None


def _it(words: Words, at: int, context: Context) -> FoundOperand | None:
    if words.said(at) not in {"it", "they", "both", "which"}:
        return None
    return FoundOperand(context.subject or Price(), at + 1, (), context)
