"""How stops are said: fixed, trailing, at a low, to break even."""

import re
from dataclasses import replace
from typing import Final

from strategies.generation.idea import All, Gain, Held, Number, Protection
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import (
    DISTANCE,
    ENTRY,
    TO,
    A,
    Made,
    Place,
    bars,
    distance,
    protection,
    quoted,
    rule,
)
from strategies.generation.reading.lexemes import Hit

STOP: Final = (
    r"(?:(?:hard|protective|initial|fixed|safety|tight|wide|catastrophic|disaster|emergency|max|maximum"
    r"|percentage|dollar|money|simple|static|atr|volatility|based|use|a) ){0,3}(?:stop(?: ?-? ?loss(?: "
    r"order| limit)?| out| order)?|sl|stoploss)"
)
TRAIL: Final = r"(?:trail|trailing)(?: (?:stop(?: ?-? ?loss)?|sl|loss|exit|stoploss))?(?: order)?"
# Where a number stands alone it is a percentage.
STOP_ASSUMED: Final = 0.05
TRAIL_ASSUMED: Final = 0.10
LOW: Final = r"(?:low|high|swing low|swing high|lowest low|highest high|recent low|recent high|lowest|highest|swing)"
RECENT: Final = 10


def _fixed(hit: Hit, place: Place) -> Made:
    far = distance(hit)
    made = protection(far, "stop")
    return Part(slot="stop", value=made, said=quoted(hit, place)) if made else None


def _trailing(hit: Hit, place: Place) -> Made:
    made = protection(distance(hit), "stop", trailing=True)
    return Part(slot="stop", value=made, said=quoted(hit, place)) if made else None


def _bare(hit: Hit, place: Place) -> Made:
    """Read "SL 5" as five percent."""
    amount = hit.number("N")
    if amount is None or not 0 < amount < 100:
        return None
    value = Protection(unit="percent", amount=Number(value=amount / 100), trailing=hit.has("trail"))
    told = f"The stop of {amount:g} is taken as {amount:g}%."
    return Part(slot="stop", value=value, said=quoted(hit, place), assumptions=(told,))


def _unsaid(hit: Hit, place: Place) -> Made:
    """Give a stop that has no distance the usual one."""
    is_trailing = hit.has("trail")
    amount = TRAIL_ASSUMED if is_trailing else STOP_ASSUMED
    value = Protection(unit="percent", amount=Number(value=amount), trailing=is_trailing)
    told = f"No distance is given for the {'trailing stop' if is_trailing else 'stop loss'}: {amount:.0%}."
    return Part(slot="stop", value=value, said=quoted(hit, place), assumptions=(told,))


def _chandelier(hit: Hit, place: Place) -> Made:
    numbers = [value for value in hit.values("N") if isinstance(value, float)] + [
        value for value in hit.values("X") if isinstance(value, float)
    ]
    period, times = int(max(numbers, default=22)), min(numbers, default=3.0)
    if len(numbers) == 1:
        period, times = (22, numbers[0]) if numbers[0] < 7 else (int(numbers[0]), 3.0)
    value = Protection(unit="atr", amount=Number(value=times), period=period, trailing=True)
    told = () if len(numbers) > 1 else (f"Chandelier exit: {times:g} x ATR({period}).",)
    return Part(slot="stop", value=value, said=quoted(hit, place), assumptions=told)


def _at_low(hit: Hit, place: Place) -> Made:
    # A stop above the high is no stop of a long.
    if place.role.side == "long" and re.search(r"\b(?:above|over)\b", hit.found.group()):
        return None
    if hit.span("span"):
        count, told = bars(hit, place, "span")
    elif re.search(r"swing|recent|support|resistance", hit.text("which")):
        count, told = RECENT, (f"The recent low or high is that of the last {RECENT} bars.",)
    else:
        count, told = 1, ()
    value = Protection(unit="bars", amount=Number(value=float(count)))
    return Part(slot="stop", value=value, said=quoted(hit, place), assumptions=told)


def _breakeven(hit: Hit, place: Place) -> Made:
    if hit.has("risk"):
        amount = hit.number("N", "risk") or 1.0
        value = Protection(unit="risk", amount=Number(value=amount), breakeven=True)
    else:
        made = protection(distance(hit), "target")
        if made is None:
            return None
        value = replace(made, breakeven=True)
    return Part(slot="stop", value=value, said=quoted(hit, place))


def _unless_up(hit: Hit, place: Place) -> Made:
    """Read "sell if not in profit after 10 days"."""
    count, told = bars(hit, place)
    rule_of_exit = All(parts=(Held(bars=count), Gain(way="below", amount=Number(value=0.0))))
    return Part(slot="exit", value=rule_of_exit, said=quoted(hit, place), is_new=True, joint="or", assumptions=told)


BELOW_ENTRY: Final = (
    rf"(?:below|under|from|off|beneath|above|over|against|away from|lower than|than|of|relative to|versus|of) {ENTRY}"
)
DOWN: Final = (
    r"(?:drop|fall|lose|down|decline|go down|move down|dip|go against|move against|is down|is at a loss|at "
    r"a loss|sink|pull ?back|is)"
)
SUBJECT: Final = (
    rf"{A}(?:(?:it|price|position|trade|close|stock|share|i|we|Y|value|unrealised|unrealized|open) ){{0,2}}"
)

STOP_RULES: Final = (
    rule(
        "break even breakeven entry",
        rf"(?:move|raise|shift|bring|set|trail|put|adjust) {A}(?:{STOP} )?(?:up |down )?to (?:break "
        rf"?even|breakeven|{ENTRY})"
        rf"(?: (?:after|once|when|if|as soon as|at|the|position|price|it|up|gain|profit|in|is|reach|hit|of"
        r"|a|make|rise|i|we|my|profit|gain|has|have|get|go|climb|move|favou?r|by|trade|exceed|more "
        rf"than|with|over|above)){{0,8}} (?:{DISTANCE}|(?P<risk>N "
        rf"r))(?: (?:of )?(?:profit|gain|up|above entry|in profit)){{0,2}}",
        _breakeven,
    ),
    rule(
        "chandelier",
        r"(?:use |with )?(?:a )?(?:[NX](?: times| x)? atr )?chandelier(?: (?:exit|stop|trailing "
        r"stop))?(?: \(? ?N(?: , | )[NX](?: \))?| [NX])?",
        _chandelier,
    ),
    rule(
        "trail",
        r"(?:and |then )?trail (?:the |my )?(?:rest|remainder|other half|position|remaining (?:half"
        rf"|position|share)) (?:with|by|using|at) (?:a |an )?(?:{DISTANCE})(?: {TRAIL})?",
        _trailing,
    ),
    rule("trail", rf"(?:{DISTANCE}) {TRAIL}", _trailing),
    rule(
        "trail",
        rf"{TRAIL} {TO}(?:{DISTANCE})(?: (?:below|under|from|behind|off|of) (?:the |its )?(?:highest"
        r"|high|peak|top|best|price|close|recent|maximum|entry)(?: (?:high|close|price|since|entry"
        rf"|point|reach|so|far|of|the|trade|position|was|enter|point)){{0,5}})?",
        _trailing,
    ),
    rule("trail", rf"trail {A}(?:{STOP} |it |price |position ){TO}(?:{DISTANCE})", _trailing),
    rule(
        "peak high top",
        rf"{SUBJECT}{DOWN} {TO}(?:more than )?(?:{DISTANCE}) (?:from|off|below|under) (?:the |its "
        r")?(?:highest|high|peak|top|best|maximum|max)"
        r"(?: (?:high|close|price|since|entry|point|reach|of|the|trade|position|enter|level|i|we"
        r"|bought|buy|so far)){0,5}",
        _trailing,
        "exit",
    ),
    rule("trail", rf"(?P<trail>trail(?:ing)?) {TO}N(?: atr)?", _bare),
    rule("trail", rf"(?P<trail>{TRAIL})", _unsaid),
    rule(
        "stop sl",
        rf"{STOP} {TO}(?:just |a tick |slightly |right )?(?:below |under |above |over |beneath )?{A}"
        r"(?P<which>(?:(?:previous|last|prior|yesterday|entry|signal|today|recent|most recent)(?: "
        rf"(?:day|bar|candle|week))? )?{LOW})"
        rf"(?: (?:of|in|over|from) {A}(?:(?:last|past|previous|prior|entry|signal|trigger|setup|of) "
        rf"){{0,2}}(?:(?P<span>S)|bar|candle|day|signal))?",
        _at_low,
    ),
    rule(
        "stop sl",
        rf"{STOP} {TO}(?:just |slightly )?(?:below |under |above |over |beneath |at )?{A}(?P<span>S) (?P<which>{LOW})",
        _at_low,
    ),
    rule(
        "stop sl",
        rf"{STOP} {TO}(?:more than )?(?:{DISTANCE})(?: (?:loss|{BELOW_ENTRY}))?(?: (?:per|on|for|from) "
        r"(?:each |every |the |a |any )?(?:trade|position|long|short|entry|open))?",
        _fixed,
    ),
    rule("stop sl", rf"(?:{DISTANCE}) (?:(?:away|distance) )?{STOP}(?: {BELOW_ENTRY})?", _fixed),
    rule(
        "loss lose losing",
        rf"(?:cut|limit|cap|stop|keep|exit|close|take|accept|allow)? ?{A}(?:(?:max|maximum|max\.|any) "
        r")?(?:loss|loser|lose|losing)(?: (?:trade|position))?(?: (?:per|on|for) (?:each |every |the "
        rf"|a )?(?:trade|position))? {TO}(?:more than |exceed |greater than |reach |bigger than |over "
        rf")?(?:{DISTANCE})(?: {BELOW_ENTRY})?",
        _fixed,
    ),
    rule(
        "loss",
        rf"(?:{DISTANCE}) (?:max |maximum )?loss(?: (?:per|on|for) (?:each |every |the |a )?(?:trade|position))?",
        _fixed,
    ),
    rule(
        "profit gain up",
        rf"(?:if|when|unless)? ?{SUBJECT}(?:is )?not (?:in (?:a )?profit|profitable|up|in the money"
        r"|make money|make a profit|positive)(?: (?:after|within|in|by))? S",
        _unless_up,
        "exit",
    ),
    rule("", rf"{SUBJECT}{DOWN} {TO}(?:more than )?(?:{DISTANCE}) {BELOW_ENTRY}", _fixed),
    rule("", rf"(?:{DISTANCE}) (?:below|under|beneath) {ENTRY}", _fixed, "exit"),
    rule(
        "",
        rf"{SUBJECT}(?:drop|fall|lose|down|decline|is down|go down|go against(?: me| us)?|move "
        rf"against(?: me| us)?) {TO}(?:more than )?(?P<percent>P)(?! (?:in|over|within|from|during) )",
        _fixed,
        "exit",
    ),
    rule("stop sl", rf"{STOP} {TO}N(?! (?:day|bar|week|atr|r|point)\b)", _bare),
    rule("stop sl", rf"(?:with |use |add |set |have |include |and )?{A}{STOP}", _unsaid),
)
