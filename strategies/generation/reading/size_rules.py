"""How sizes are said: shares, cash, parts of the account, risk, volatility, and adding to a position."""

from typing import Final, Literal

from strategies.generation.idea import Adding, Gain, Number, Size
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import TO, A, Made, Place, quoted, rule
from strategies.generation.reading.lexemes import Hit

ACCOUNT: Final = (
    r"(?:(?:total|current|available|entire|whole|trading|initial|starting|net) )*"
    r"(?:account(?: (?:value|equity|balance|size|capital))?|equity|capital|portfolio(?: value| "
    r"equity)?|cash|money|fund|bankroll|balance|net worth|nav|wealth|saving)"
)
SHARES: Final = {"half": 0.5, "quarter": 0.25, "third": 1 / 3, "full": 1.0, "all": 1.0, "whole": 1.0}
# The rest covers what a price may move between the signal and the fill.
ALL_IN: Final = 1.0
VOLATILITY_ASSUMED: Final = 0.15
MOST_ASSUMED: Final = 3
Kind = Literal["shares", "cash", "percent", "risk", "volatility"]


def _size(hit: Hit, place: Place, kind: Kind, amount: float | None, *told: str) -> Made:
    if amount is None or amount <= 0 or amount > 1e12:
        return None
    value = Size(kind=kind, amount=Number(value=amount))
    return Part(slot="size", value=value, said=quoted(hit, place), assumptions=told)


def _risk(hit: Hit, place: Place) -> Made:
    return _size(hit, place, "risk", hit.number("P"))


def _percent(hit: Hit, place: Place) -> Made:
    return _size(hit, place, "percent", hit.number("P"))


def _fraction(hit: Hit, place: Place) -> Made:
    said = hit.text("part")
    return _size(hit, place, "percent", next((value for word, value in SHARES.items() if word in said), None))


def _all_in(hit: Hit, place: Place) -> Made:
    return _size(hit, place, "percent", ALL_IN)


def _shares(hit: Hit, place: Place) -> Made:
    return _size(hit, place, "shares", hit.number("N"))


def _cash(hit: Hit, place: Place) -> Made:
    return _size(hit, place, "cash", hit.number("M"))


def _volatility(hit: Hit, place: Place) -> Made:
    amount = hit.number("P")
    told = () if amount else (f"No volatility is named to aim at: {VOLATILITY_ASSUMED:.0%} a year.",)
    return _size(hit, place, "volatility", amount or VOLATILITY_ASSUMED, *told)


def _adding(hit: Hit, place: Place) -> Made:
    count = hit.number("N", "most") or hit.number("X", "most") or hit.number("N", "times") or hit.number("X", "times")
    told = () if count else (f"How often to add is not said: up to {MOST_ASSUMED} entries in all.",)
    most = int(count or MOST_ASSUMED)
    if hit.has("times"):
        most += 1
    if not 1 < most <= 100:
        return None
    return Part(slot="adding", value=Adding(most=most, when=_further(hit)), said=quoted(hit, place), assumptions=told)


def _further(hit: Hit) -> Gain | None:
    """Return the further move at which is added, if one is said."""
    amount = hit.number("P", "move") if hit.has("move") else None
    if amount is None:
        return None
    down = any(
        word in hit.text("move") for word in ("fall", "drop", "down", "lower", "below", "decline", "dip", "lose")
    )
    return Gain(way="below" if down else "above", amount=Number(value=amount))


_PER: Final = (
    r"(?: (?:per|on|in|for|into|at|each|every|a) (?:each |every |single |any |the |a |one )?(?:trade"
    r"|position|entry|signal|buy|order|time|stock|symbol|asset))?"
)
_UNIT: Final = r"(?:unit|position|entry|add|time|trade|lot|level|layer|tranche|contract|addition|order|buy|more)"
_MOVE: Final = (
    r"(?P<move>(?:(?:every|each|when|if|for|on|at|as|time|times|the|it|price|further|another"
    r"|additional|extra|go|is|move|position|stock|in|by|trade|we|i|my) ){0,7}"
    r"(?:(?:rise|fall|drop|gain|up|down|decline|dip|move|increase|higher|lower|profit|lose|another"
    r"|further|every|additional) ){1,3}(?:(?:a|an|by|another|further|additional|of|is) ){0,2}P(?: "
    r"(?:in my favou?r|in our favou?r|higher|lower|up|down|from entry|below|above|entry|drop|rise|gain"
    r"|fall|move|dip|decline)){0,3})"
)
_MOST: Final = (
    r"(?:up to|max|maximum|maximum of|max of|at most|no more than|to a maximum of|limit(?:ed)? to|with|a "
    rf"total of|,){{1}}(?: (?:a|of|total|max|maximum|up to|at most)){{0,3}} (?P<most>N|X)(?: (?:total "
    rf"|extra |open |additional )?{_UNIT}){{0,2}}(?: (?:in total|total|in all|max|maximum|at once))?"
)
_ADD: Final = (
    r"(?:pyramid(?:ing)?|scale (?:in|into)|average (?:down|up)|averag(?:e|ing)|add(?: (?:more|another|a"
    r"|one|to|on|again|unit|position|the|my|extra|second|share|existing|win|winner|half|entry|long|same"
    r"|size|into|in|additional|lot|tranche)){1,5}|stack|ladder(?: in)?|dollar cost average|double down)"
)

_TO: Final = r"(?:to|on|into|at|by|the|my|a|winner|position|loser|more|unit|of|P|M|N share|in|out|every time|share)"

SIZE_RULES: Final = (
    rule(
        "risk",
        r"(?:only |never |do not |never more than )?(?:risk|size(?:d)? to risk|position size(?:d)? "
        rf"(?:so|such) (?:that )?(?:i|we|you) risk) {TO}(?:no |not )?(?:more than |at most "
        rf"|max(?:imum)?(?: of)? )?P(?: (?:of )?{A}{ACCOUNT})?{_PER}(?: (?:of )?{A}{ACCOUNT})?",
        _risk,
    ),
    rule(
        "risk",
        r"(?:(?:max(?:imum)?|account|position|trade|per trade|portfolio) )*risk(?: (?:per|on|for|each"
        rf"|every|any|a|the|trade|position|amount|management|account)){{0,4}} {TO}P(?: (?:of "
        rf")?{A}{ACCOUNT})?{_PER}",
        _risk,
    ),
    rule(
        "risk",
        r"P (?:(?:account|equity|capital|portfolio|max|maximum|fixed|of) )*risk(?: (?:per|a|each) "
        rf"(?:trade|position))?(?: of {A}{ACCOUNT})?",
        _risk,
    ),
    rule("risk", rf"P (?:of )?{A}{ACCOUNT} (?:is )?(?:at )?risk{_PER}", _risk),
    rule(
        "volatility vol",
        r"(?:size|scale|target|aim|set|position size|position|volatility)(?: (?:the|my|position|size"
        r"|to|for|by|at|on|an|a|of|target|based|each|holding|so|that|it|have|inverse|inversely"
        r"|proportional|using|is)){0,7} (?:(?P<p>P) )?(?:(?:annual|annualised|annualized|yearly|daily"
        r"|a|portfolio|target|inverse|realised|realized) ){0,2}(?:volatility|volume target)(?: "
        r"(?:target|target of|of|at|to|is|:|=)){0,3}(?: P)?",
        _volatility,
    ),
    rule(
        "volatility vol",
        r"P (?:(?:annual|annualised|annualized|yearly|portfolio|target) ){0,2}volatility(?: target(?:ing)?)?",
        _volatility,
    ),
    rule("volatility target", r"volatility target(?:ing|ed)?(?: (?:of|at|to|:|=|size|sizing))*(?: P)?", _volatility),
    rule(
        "P",
        r"(?:invest|allocate|use|commit|deploy|put|spend|bet|place|size|stake|buy|trade|enter|position"
        r"|wager|with|go|hold)(?: (?:with|only|of|in|up to|at|to|worth|it|each|position|a|is|for|about"
        rf"|size|sizing|using|my|the|:|=|Y)){{0,6}} P (?:(?:of|in|my) )?{A}{ACCOUNT}{_PER}(?: (?:to"
        r"|into|in|on) (?:each |every |the |this )?(?:trade|position|it|stock|Y|symbol))?",
        _percent,
    ),
    rule(
        "P",
        rf"P (?:of )?{A}{ACCOUNT}(?: (?:per|each|on each|for each|in each|in every|a) (?:trade|position"
        r"|entry|symbol|stock))?",
        _percent,
    ),
    rule(
        "position size allocation exposure stake",
        r"(?:position|trade|order|lot|bet|stake)? ?(?:siz(?:e|ing)|allocation|exposure|stake|position) "
        rf"{TO}P(?: (?:of )?{A}{ACCOUNT})?{_PER}",
        _percent,
    ),
    rule(
        "P",
        rf"P (?:position(?: siz(?:e|ing))?|size|allocation|weight|stake|exposure)(?: of {A}{ACCOUNT})?{_PER}",
        _percent,
    ),
    rule(
        "P",
        r"(?:invest|allocate|use|commit|deploy|bet|stake) P(?: (?:per|on each|in each|each) (?:trade|position))?",
        _percent,
    ),
    rule(
        "half quarter third full",
        rf"(?:(?:use|with|take|at|buy|only|a|trade|enter) ){{0,3}}(?P<part>half|quarter|third|full|a "
        r"half|a quarter|one half|a third)(?: ?- ?)? (?:(?:the|my|of|normal|usual|regular|a) "
        rf"){{0,3}}(?:position(?: siz(?:e|ing))?|siz(?:e|ing)|{ACCOUNT}|allocation|stake)(?: (?:per|on) "
        r"(?:trade|position))?",
        _fraction,
    ),
    rule(
        "all everything full whole",
        r"(?:go |is |buy |invest |put |use |bet )?(?:all(?: ?- ?| )in|fully invested|everything i (?:has"
        rf"|have)|{A}(?:whole|entire|full) {ACCOUNT}|with all (?:the |my |of my |available "
        rf")?(?:{ACCOUNT})|all (?:of )?(?:the |my |available )?{ACCOUNT})",
        _all_in,
    ),
    rule(
        "share contract unit lot coin",
        rf"(?:(?:position|trade|order|lot) size {TO}|fixed (?:size|lot|position) {TO})?(?:round )?N "
        r"(?:more )?(?:share|contract|unit|lot|coin|stock)(?: (?:of (?:Y|stock|it|the stock)))?(?: "
        r"(?:per|each|at a|a) (?:trade|time|position|entry|signal))?",
        _shares,
    ),
    rule(
        "M",
        rf"(?:(?:position|trade|order|lot) siz(?:e|ing) {TO}|(?:invest|use|allocate|commit|put|spend"
        rf"|bet|buy|trade|deploy|with|stake)(?: (?:with|only|about|for|of|up to|a|fixed|Y)){{0,3}} "
        r")M(?: (?:worth|of|in|into|on|to|for|per|each|every|a|fixed|Y|it|the|stock|trade|position"
        r"|time|buy|entry|signal|order|share))*",
        _cash,
    ),
    rule(
        "M", r"M (?:per|each|on each|a|for each|in each|every) (?:trade|position|entry|buy|signal|time|order)", _cash
    ),
    rule("M", r"M worth(?: of (?:Y|it|stock|the stock|share))?", _cash),
)

ADDING_RULES: Final = (
    rule(
        "pyramid scale average add stack ladder double",
        rf"{_ADD}(?: {_TO})*?(?: {_MOVE})?(?: ?,? ?(?:and |but )?{_MOST})",
        _adding,
    ),
    rule("pyramid scale average add stack ladder double", rf"{_ADD}(?: {_TO})*? {_MOST},? {_MOVE}", _adding),
    rule(
        "pyramid scale average add stack ladder double",
        rf"{_ADD}(?: (?:to|on|into|at|by|the|my|a|winner|position|loser|more|unit|of|up to|max"
        rf"|maximum)){{0,4}} (?P<times>X|N times?)(?: (?:max|maximum|in total|at most))?(?: {_MOVE})?",
        _adding,
    ),
    rule(
        "pyramid scale average add stack ladder double",
        rf"{_ADD}(?: (?:to|on|into|at|by|the|my|a|winner|position|loser|more|unit))*? {_MOVE}",
        _adding,
    ),
    rule(
        "pyramid",
        r"(?:allow |use |with )?pyramid(?:ing)?(?: (?:allowed|allow|in|into|winner|position|the|on|is))*",
        _adding,
    ),
    rule(
        "unit position",
        r"(?:hold |allow |up to |max |maximum |at most |no more than |maximum of )+(?P<most>N) (?:unit"
        r"|entry|layer|tranche)s?(?: (?:per|in|at) (?:position|total|once|a time|trade))?",
        _adding,
    ),
)
