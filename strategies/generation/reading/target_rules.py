"""How targets are said: in percent, ATR, money, or multiples of the stop."""

from typing import Final

from strategies.generation.idea import Gain, Number, Protection
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import (
    DISTANCE,
    ENTRY,
    TO,
    A,
    Made,
    Place,
    distance,
    protection,
    quoted,
    rule,
)
from strategies.generation.reading.lexemes import Hit

TARGET: Final = (
    r"(?:(?:take|book|lock|bank|first|second|final|fixed|a|limit|use|initial|my|the|full) "
    r"){0,3}(?:profit ?-? ?(?:target|take|taking|at|level|exit)?"
    r"|(?:price )?target|tp(?: ?[12])?|takeprofit|(?:take|taking) ?-? ?profit(?: target| level| "
    r"order)?|gain target|limit exit)"
)
SHARE: Final = (
    r"(?P<share>half|quarter|third|P|a third|a quarter|all|everything|the rest|rest|remaining|remainder"
    r"|the remainder|the other half|other half)"
)
SHARES: Final = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}
TARGET_ASSUMED: Final = 0.10
UP: Final = r"(?:up|gain|rise|make|profit|go up|is up|climb|increase|move up|in profit|return|ahead|is)"
SUBJECT: Final = (
    rf"{A}(?:(?:it|price|position|trade|stock|share|i|we|Y|profit|gain|unrealised|unrealized|open) ){{0,2}}"
)
IN_PROFIT: Final = r"(?:profit(?: target)?|gain|in profit|target|tp|take ?-? ?profit|up|return|winner)"


def _share(hit: Hit) -> float:
    said = hit.text("share")
    if said == "P":
        return hit.number("P", "share") or 1.0
    return next((value for word, value in SHARES.items() if word in said and "other" not in said), 1.0)


def _target(hit: Hit, place: Place) -> Made:
    made = protection(distance(hit), "target", share=_share(hit))
    return Part(slot="target", value=made, said=quoted(hit, place)) if made else None


def _multiple(hit: Hit, place: Place) -> Made:
    """Read a target in multiples of the stop, "2R", or of the reward for a risk, "3:1" and "1:3" alike."""
    numbers = [abs(value) for value in (*hit.values("N"), *hit.values("X")) if isinstance(value, float)]
    amount = max(numbers, default=0.0) / (min(numbers) if len(numbers) > 1 else 1.0) if min(numbers, default=0) else 0
    if not 0 < amount <= 100:
        return None
    value = Protection(unit="risk", amount=Number(value=amount), share=_share(hit))
    return Part(slot="target", value=value, said=quoted(hit, place))


def _bare(hit: Hit, place: Place) -> Made:
    amount = hit.number("N")
    if amount is None or not 0 < amount <= 1000:
        return None
    told = f"The target of {amount:g} is taken as {amount:g}%."
    value = Protection(unit="percent", amount=Number(value=amount / 100))
    return Part(slot="target", value=value, said=quoted(hit, place), assumptions=(told,))


def _unsaid(hit: Hit, place: Place) -> Made:
    value = Protection(unit="percent", amount=Number(value=TARGET_ASSUMED))
    told = f"No distance is given for the profit target: {TARGET_ASSUMED:.0%}."
    return Part(slot="target", value=value, said=quoted(hit, place), assumptions=(told,))


ABOVE_ENTRY: Final = rf"(?:above|over|from|below|under|on|of) {ENTRY}"
_SELL: Final = (
    r"(?:(?:take|sell|close|exit|scale out|book|cover|profit|off|out|of|the|position|on|my|at|share|with) ){0,5}"
)
OFF: Final = (
    rf"(?:{_SELL}{SHARE} (?:(?:of|the|my|off|position|share|it|out|at|when|once|profit|a|and|for|with|if|is"
    rf"|we|i|price|hit|reach|to|run|go|take|target|on|after) ){{0,8}})"
)


def _in_profit(hit: Hit, place: Place) -> Made:
    value = Gain(way="above", amount=Number(value=0.0))
    return Part(slot="exit", value=value, side=place.role.side, said=quoted(hit, place), is_new=True)


TARGET_RULES: Final = (
    rule(
        "profit positive",
        r"(?:(?:on|at|when|if|as soon as|once) )?(?:the )?(?:first|any|next) (?:time )?(?:profitable"
        r"|positive|winning) (?:close|open|day|bar)",
        _in_profit,
        "exit",
    ),
    rule(
        "profit",
        rf"(?:when|if|once|as soon as) (?:{SUBJECT})(?:is |show |close |become |turn |open )?(?:at |in "
        r"|with )?(?:a |any )?(?:profit|profitable|in the green|positive)(?! (?:of|target|is|at|reach"
        r"|hit|exceed|great) )",
        _in_profit,
        "exit",
    ),
    rule(
        "half quarter third P rest rem",
        rf"{OFF}(?:{UP} )?(?:{DISTANCE})(?: {IN_PROFIT}| {ABOVE_ENTRY})?",
        _target,
        "exit",
    ),
    rule(
        "half quarter third P rest rem",
        rf"(?:take|sell|scale out|close|book) (?:out |off )?{SHARE} (?:(?:of|the|my|off|position|share"
        rf"|it|out|at|when|once|profit|a|and|for) ){{0,6}}(?:{UP} )?(?:{DISTANCE})(?: {IN_PROFIT}| "
        rf"{ABOVE_ENTRY})?",
        _target,
    ),
    rule(" r", rf"(?:{OFF})?(?:(?:{TARGET}) {TO})?N r(?: (?:multiple|profit|target|reward|gain))?", _multiple),
    rule(
        "reward risk rr rrr",
        rf"(?:{A}(?:{TARGET} )?{TO})?(?:minimum )?(?:risk ?(?:-|/|:|to|and|versus)? ?reward|reward "
        r"?(?:-|/|:|to|and|versus)? ?risk|r r|rr|rrr|r / r|r : r)(?: (?:ratio|target|of|at|is|:|="
        rf"|a)){{0,4}} N(?: ?(?::|to|/|-) ?N)?",
        _multiple,
    ),
    rule(
        "reward risk",
        rf"(?:{TARGET} {TO})?N ?(?::|to|/) ?N (?:(?:reward|risk|r|rr|profit|target|/|:|to|-|ratio) ?){{1,5}}",
        _multiple,
    ),
    rule(
        "risk stop",
        rf"{TARGET} {TO}(?:X|N times|N x) (?:(?:the|my|initial|of|amount|our|as|far|much|that|its) "
        rf"){{0,4}}(?:risk|stop(?: loss)?|sl|r)(?: (?:distance|size|amount|at risk))?",
        _multiple,
    ),
    rule(
        "profit target tp gain",
        rf"{TARGET} {TO}(?:{DISTANCE})(?: (?:{IN_PROFIT}|{ABOVE_ENTRY}))?(?: (?:per|on|for) (?:each "
        r"|every |the |a )?(?:trade|position))?",
        _target,
    ),
    rule(
        "profit gain target up winner return",
        rf"(?:with |for |a |at )?(?:{DISTANCE}) {IN_PROFIT}(?: (?:{ABOVE_ENTRY}|target|per trade|on the trade))?",
        _target,
        "exit",
    ),
    rule(
        "profit target tp",
        rf"(?:with |for |a |at )?(?:{DISTANCE}) (?:profit target|profit|target|tp|take ?-? ?profit)",
        _target,
    ),
    rule("", rf"{SUBJECT}{UP} {TO}(?:more than |at least )?(?:{DISTANCE}) {ABOVE_ENTRY}", _target),
    rule(
        "",
        rf"{SUBJECT}(?:is )?(?:{UP}) {TO}(?:more than |at least )?(?P<percent>P)(?! (?:in|over|within"
        rf"|during|of) )(?: (?:gain|profit|from|there|higher|or more)){{0,2}}",
        _target,
        "exit",
    ),
    rule("", rf"(?:{DISTANCE}) (?:above|over) {ENTRY}", _target, "exit"),
    rule("profit target tp", rf"{TARGET} {TO}N(?! (?:day|bar|week|atr|r|point|sma|ema|period)\b)", _bare),
    rule(
        "profit target tp",
        r"(?:with |use |add |set |have |include |and )?(?:a |the )?(?:take profit|profit target|tp)",
        _unsaid,
    ),
)
