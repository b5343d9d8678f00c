"""Orders and stops at a value rather than at a distance: limits at a band, trailing along an average."""

from typing import Final, Literal

from indicators.library import registry
from strategies.generation.idea import Arithmetic, Compare, EntryOrder, Indicator, Number, Operand, Price
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import DISTANCE, A, Longer, Made, Maker, Place, bars, distance, quoted, rule
from strategies.generation.reading.lexemes import Hit
from strategies.generation.reading.operands import read_operand
from strategies.generation.reading.stop_rules import STOP, TRAIL
from strategies.generation.reading.target_rules import TARGET

GOOD_FOR: Final = (
    r"(?:(?:good|valid|live|open|active) (?:for|only for)|(?:cancel|expire|delete)(?: (?:it|the|order"
    r"|if|not|fill|unfilled|is))* (?:after|in|within)"
    r"|if (?:it |the |order |is )*(?:not (?:fill|filled|execute|trigger)|unfilled)(?: (?:within|in"
    r"|after))?) (?:the )?(?:next )?S"
    r"(?: ,? ?(?:then )?cancel(?: (?:it|the order))?)?"
)


def _value(hit: Hit, place: Place, *, below: bool) -> tuple[Operand, int] | None:
    """Return the value behind a match, moved by the distance that the match names."""
    found = read_operand(place.words, hit.end, place.context)
    if found is None or isinstance(found.operand, Number):
        return None
    if not (hit.has("percent") or hit.has("atr") or hit.has("each") or hit.has("points")):
        return found.operand, found.end
    far = distance(hit)
    sign: Literal["+", "-"] = "-" if below else "+"
    if far.unit == "percent":
        factor = round(1 - far.amount if below else 1 + far.amount, 10)
        return Arithmetic(left=found.operand, op="*", right=Number(value=factor)), found.end
    amount: Operand = Number(value=far.amount)
    if far.unit == "atr":
        atr = Indicator(name="ATR", settings={"timeperiod": far.period})
        amount = atr if far.amount == 1 else Arithmetic(left=Number(value=far.amount), op="*", right=atr)
    return Arithmetic(left=found.operand, op=sign, right=amount), found.end


def _order(hit: Hit, place: Place) -> Made:
    kind: Literal["limit", "stop"] = "limit" if "limit" in hit.text("kind") else "stop"
    side = hit.text("way")
    below = side in ("below", "under", "beneath") or (kind == "limit" and side == "")
    found = _value(hit, place, below=below)
    if found is None:
        return None
    price, end = found
    part = Part(slot="order", value=EntryOrder(kind=kind, price=price), said=place.words.quote(hit.first, end))
    return Longer(part, end)


def _good_for(hit: Hit, place: Place) -> Made:
    """Keep how many bars an order is good for: it goes to the order."""
    count, told = bars(hit, place)
    return Part(slot="good", value=count, said=quoted(hit, place), assumptions=told)


def _exit_at(op: Literal[">", "<"]) -> Maker:
    """Return a maker of exits at a value: closes beyond it leave at the next open."""

    def make(hit: Hit, place: Place) -> Made:
        found = _value(hit, place, below=op == "<")
        if found is None:
            return None
        is_short = place.role.side == "short"
        way: Literal[">", "<"] = (">" if op == "<" else "<") if is_short else op
        value = Compare(left=Price(), op=way, right=found[0])
        said = place.words.quote(hit.first, found[1])
        told = f"“{said}”: left at the next open once a close is beyond it."
        part = Part(slot="exit", value=value, side=place.role.side, said=said, is_new=True, assumptions=(told,))
        return Longer(part, found[1])

    return make


def _at_line(hit: Hit, place: Place) -> Made:
    """Read "sell at the middle band"."""
    found = read_operand(place.words, hit.end, place.context)
    if found is None or not isinstance(found.operand, Indicator) or not registry.find(found.operand.name).overlay:
        return None
    return _exit_at(">")(hit, place)


_AT: Final = (
    r"(?: (?:is|set|place|put|at|just|slightly|right|price|of|=|:|a|the|to|on|near|equal|with|by|along"
    r"|using|via|follow|under"
    r"|below|above|over|beneath|it|stop|when|reach|touch|hit|once|tag|if|close|cross|get|go|move|back)){1,7}"
)
_FAR: Final = rf"(?: (?:{DISTANCE}))?(?: (?:below|above|under|over|beneath))?"

ORDER_RULES: Final = (
    rule(
        "limit stop",
        r"(?:(?:enter|buy|place|use|with|set|sell short|short|send|submit|put|by|using|via|entry|order"
        r"|:|is|a|an|the) ){0,6}"
        r"(?P<kind>(?:buy )?limit(?: (?:order|buy|entry|price))*|(?:buy|entry|sell|stop)(?: (?:a|on|with|at))* "
        r"stop(?: (?:order|entry))*"
        r"|limit buy(?: order)?|stop (?:entry )?(?:order|buy)|stop ?-? ?limit(?: order)?)"
        r"(?: (?:to|is|set|place|put|buy|enter|at|a|the|price|of|for|it|:|=|order)){0,5}"
        rf"(?: (?:{DISTANCE}))?(?: (?P<way>below|above|under|over|beneath|at))?",
        _order,
    ),
    rule("good valid cancel fill expire", GOOD_FOR, _good_for),
    rule("trail", rf"(?:{TRAIL}|trail {A}(?:{STOP})?){_AT}{_FAR}", _exit_at("<")),
    rule("stop sl", rf"{STOP}{_AT}{_FAR}", _exit_at("<")),
    rule("profit target tp", rf"{TARGET}{_AT}{_FAR}", _exit_at(">")),
    rule(
        "at reach touch hit back",
        r"(?:at|near|when it (?:reach|touch|hit|tag|get to|get back to|return to))",
        _at_line,
        "exit",
    ),
)
