"""The shape of a rule of the grammar, and the pieces patterns are made of."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from strategies.generation.idea import Number, Protection
from strategies.generation.reading.context import Context
from strategies.generation.reading.draft import Part
from strategies.generation.reading.lexemes import Hit
from strategies.generation.reading.numbers import Span, bars_of
from strategies.generation.reading.roles import Purpose, Role
from strategies.generation.reading.words import Words

Unit = Literal["percent", "atr", "money", "price", "risk", "bars"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a rule was found: what is being said, in which words, over which bars."""

    role: Role
    words: Words
    context: Context
    end: int

    @property
    def interval(self) -> str:
        """Return the length of the bars."""
        return self.context.interval


@dataclass(frozen=True)
class Longer:
    """A part whose words go on behind the match of its pattern, to before word `end`."""

    part: Part
    end: int


Made = Part | tuple[Part, ...] | Longer | None
Maker = Callable[[Hit, Place], Made]


@dataclass(frozen=True)
class Rule:
    """
    A pattern and what is made of its match; only where one of `keys` stands in the line.

    `purposes` are those of the words before it for which it holds; empty is any.
    """

    keys: tuple[str, ...]
    pattern: re.Pattern[str]
    make: Maker
    purposes: tuple[Purpose, ...] = ()

    def hits(self, line: str) -> bool:
        """Return whether it is worth looking for."""
        return not self.keys or any(key in line for key in self.keys)


def rule(keys: str, pattern: str, make: Maker, *purposes: Purpose) -> Rule:
    """Return a rule whose pattern may use the pieces below and ends at whole words."""
    return Rule(tuple(keys.split()), re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), make, purposes)


# Words between a name and its amount: "stop loss IS SET AT 5%".
TO: Final = (
    r"(?:(?:a|an|the|my|our|is|at|of|to|by|with|on|set|place|put|use|:|=|-|around|about"
    r"|approximately|roughly|just|fixed"
    r"|initial|hard|will|would|should|must|equal|exactly|level|it|that|only|order|for|i|we|you|entry|x"
    r"|if|get|hit|reach|when|in|max|maximum|\() ){0,6}"
)
A: Final = r"(?:(?:a|an|the|my|our|your|this|that|any|each|every|all) ){0,2}"
# Two ATR, 2 x ATR(20), twice the 20-day ATR, ATR(14) times 2.
_NAME: Final = r"(?:atrs?|average true range|average range)"
ATR: Final = (
    rf"(?:(?P<times>[NX])(?: (?:\*|times|x|of|the|multiple|day|a)){{0,3}}(?: (?P<long>S|N)(?: day| "
    rf"period| bar)?)? {_NAME}(?: \(? ?(?P<longer>N|S)(?: \))?)?"
    rf"|{_NAME}(?: \( ?(?P<length>N|S) \)| (?P<lengths>N|S))?(?: (?:\*|times|x|multiple|multiplier|of|:"
    rf"|=|is|factor|with|a)){{1,4}} (?P<factor>[NX]))"
)
DISTANCE: Final = (
    rf"(?:(?P<percent>P)|(?P<atr>{ATR})|(?P<each>M(?: (?:per|a|each) (?:share|unit|contract))?)"
    r"|(?P<points>N (?:point|pip|tick|cent|pt)s?))"
)
PER_POINT: Final = {"pip": 0.0001, "cent": 0.01, "tick": 0.01}
ENTRY: Final = (
    rf"(?:{A}(?:average )?(?:entry|purchase|buy|fill|cost|bought|position|open|trade|original|initial|our|my|where|i)"
    r"(?: (?:price|level|cost|point|basis|i|we|enter|buy|it|in|entry)){0,3})"
)


class Distance(NamedTuple):
    """How far: the unit and amount of a Protection."""

    unit: Unit
    amount: float
    period: int = 14


def distance(hit: Hit) -> Distance:
    """Return how far a stop or target lies, as its match says."""
    if hit.has("percent"):
        return Distance("percent", hit.number("P", "percent") or 0.0)
    if hit.has("atr"):
        group = "times" if hit.has("times") else "factor"
        amount = next(iter(hit.values("N", group) + hit.values("X", group)))
        return Distance("atr", _positive(amount), _period(hit))
    if hit.has("each"):
        is_each = "share" in hit.text("each") or "unit" in hit.text("each")
        return Distance("price" if is_each else "money", hit.number("M", "each") or 0.0)
    points = hit.number("N", "points") or 0.0
    size = next((size for word, size in PER_POINT.items() if word in hit.text("points")), 1.0)
    return Distance("price", points * size)


def _positive(value: object) -> float:
    return abs(float(value)) if isinstance(value, int | float) else 0.0


def _period(hit: Hit) -> int:
    for group in ("long", "longer", "length", "lengths"):
        if hit.has(group):
            span = hit.span(group)
            return max(1, round(span.count if span else hit.number("N", group) or 14))
    return 14


def bars(hit: Hit, place: Place, group: str | int = 0) -> tuple[int, tuple[str, ...]]:
    """Return the bars of the span in a match, and what was assumed to count them."""
    found = bars_of(hit.span(group) or Span(1, "bar"), place.interval)
    return found.bars, (found.assumption,) if found.assumption else ()


def protection(far: Distance, name: str, *, trailing: bool = False, share: float = 1.0) -> Protection | None:
    """Return a stop or target at a distance, None for one that is nowhere."""
    if far.amount <= 0 or (far.unit == "percent" and name != "target" and far.amount >= 1):
        return None
    return Protection(
        unit=far.unit, amount=Number(value=far.amount), period=far.period, trailing=trailing, share=share
    )


def quoted(hit: Hit, place: Place) -> str:
    """Return the user's own words of a match."""
    return place.words.quote(hit.first, hit.end)


def each(made: Made) -> Iterator[Part]:
    """Yield the parts a rule made."""
    if made is None:
        return
    if isinstance(made, Longer):
        yield made.part
        return
    yield from made if isinstance(made, tuple) else (made,)


def end_of(made: Made, hit: Hit) -> int:
    """Return where the words of a rule end."""
    return made.end if isinstance(made, Longer) else hit.end
