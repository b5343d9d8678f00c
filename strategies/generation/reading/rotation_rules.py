"""How holding the best of several symbols is said."""

from typing import Final, Literal

from strategies.generation.idea import Rotation
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import A, Made, Place, quoted, rule
from strategies.generation.reading.lexemes import Hit
from strategies.generation.reading.numbers import Span, bars_of

Every = Literal["day", "week", "month", "quarter"]
BARS_ASSUMED: Final = 126
EVERY: Final[dict[str, Every]] = {
    "daily": "day",
    "day": "day",
    "week": "week",
    "weekly": "week",
    "month": "month",
    "monthly": "month",
    "quarter": "quarter",
    "quarterly": "quarter",
}
_PICK: Final = (
    r"(?:hold|buy|own|pick|select|choose|keep|rotate(?: (?:into|to|between|among|monthly|weekly))*"
    r"|invest(?: equally)? in|go into|be in|is in|switch to|take|allocate to|long|go long|rank|trade)"
)
_BEST: Final = (
    r"(?P<best>best|top|strongest|leading|highest|worst|weakest|bottom|lowest|biggest (?:winner|gainer"
    r"|loser)|winner|loser)"
)
_GAIN: Final = (
    r"(?:momentum|return|performance|perform|gain|roc|rate of change|relative strength|strength|change"
    r"|total return|price momentum|score|performer|perf)"
)
_THINGS: Final = (
    r"(?:symbol|etfs?|asset|stock|fund|performer|ticker|one|name|of them|security|market|sector|coin"
    r"|perform(?:ing)?(?: (?:symbol|etfs?|asset|stock|fund|one))?|of the (?:list|group|basket)|momentum "
    r"(?:symbol|stock|etf|asset)|winner|loser)"
)


def _rotation(hit: Hit, place: Place) -> Made:
    said = hit.found.group()
    group = next((name for name in ("count", "n") if hit.has(name)), "")
    count = int(hit.number("N", group) or 1) if group else 1
    if hit.span("look"):
        span = hit.span("look") or Span(6, "month")
        found = bars_of(span, place.interval)
        length, told = found.bars, (found.assumption,) if found.assumption else ()
    else:
        length, told = (
            BARS_ASSUMED,
            ("The look-back of the ranking is not said: the last 126 bars, about six months.",),
        )
    lowest = any(word in hit.text("best") for word in ("worst", "weakest", "bottom", "lowest", "loser"))
    every = _every(said)
    if every is None:
        told = (*told, "How often the ranking is renewed is not said: on the first bar of each new month.")
    value = Rotation(hold=max(1, count), bars=length, every=every or "month", lowest=lowest)
    return Part(slot="rotation", value=value, said=quoted(hit, place), assumptions=told)


def _every(said: str) -> Every | None:
    return next((code for word, code in EVERY.items() if f" {word}" in f" {said}" and _is_a_rhythm(said, word)), None)


def _is_a_rhythm(said: str, word: str) -> bool:
    return word.endswith("ly") or f"each {word}" in said or f"every {word}" in said


def _rhythm(hit: Hit, place: Place) -> Made:
    """Keep how often is rebalanced: it goes to the rotation."""
    said = hit.found.group()
    every = next((code for word, code in EVERY.items() if word in said.split()), None)
    return Part(slot="rhythm", value=every or "month", said=quoted(hit, place))


_LOOK: Final = (
    r"(?:(?:over|by|based on|for|in|of|on|with|using|ranked by|rank by|according to|the|last|past|previous"
    rf"|trailing|highest|best|their|a|prior) ){{0,7}}(?P<look>S)(?: (?:total |price |trailing )?{_GAIN})?"
)
_BY: Final = (
    r"(?: (?:by|based on|ranked by|rank by|with|according to|the|highest|best|on|in terms of|measured by"
    rf"|their|of|most|in|using))*(?: {_GAIN}){{0,2}}"
)
_FROM: Final = (
    r"(?: (?:of|from|out of|among|amongst|between|in|the|my|this|list|basket|universe|following|these|N"
    r"|and|,|Y|:|group))*"
)
_RHYTHM: Final = (
    r"(?:(?:,|and|then|;) ){0,2}(?:(?:re ?- ?)?(?:rebalance|rebalancing|rotate|switch|reevaluate|review"
    r"|update|repeat|hold)?(?:d|ed)? ?(?:it |the portfolio |for )?(?:monthly|weekly|quarterly|daily"
    r"|(?:each|every|once a|once per|at the (?:start|end|beginning) of (?:each|every|the)|on the first "
    r"(?:trading )?day of (?:each|every|the)|first (?:trading )?day of (?:each|every|the)) (?:day|week"
    r"|month|quarter)|once S))"
)

ROTATION_RULES: Final = (
    rule(
        "rank",
        rf"(?:{_RHYTHM} ,? ?)?rank(?: (?:the|all|my|of|these|etfs?|symbol|stock|asset|fund|them|in"
        r"|universe|Y|,|and|each))*"
        r"(?: (?:by|on|based on|according to|using|with|their|its|the|past|trailing|last|total"
        rf"|price))* (?P<look>S)(?: {_GAIN}){{0,2}}"
        rf"(?: (?:and|then|,|;|i|we|to))*(?: {_PICK}) {A}(?:only )?(?P<best>top|best|strongest|highest"
        rf"|worst|bottom|weakest)(?: (?P<n>N))?(?: {_THINGS}){{0,2}}(?: {_RHYTHM})?",
        _rotation,
    ),
    rule(
        "best top strong lead highest worst weak bottom lowest winner loser",
        rf"(?:(?:each|every) (?P<first>day|week|month|quarter) ,? ?)?(?:{_PICK} )(?:only "
        rf")?{A}(?:(?P<count>N) )?{_BEST}(?: (?P<n>N))?(?: {_THINGS}){{0,3}}{_FROM}{_BY}(?: "
        rf"{_LOOK})?{_FROM}(?: {_RHYTHM})?",
        _rotation,
    ),
    rule(
        "rebalanc rotat",
        r"(?:and )?(?:re ?- ?)?(?:rebalance|rebalancing|rotate)(?: (?:the|portfolio|position|it"
        r"|holding|everything|into|once|is|:|=|frequency|period|on|at|done|every|each|a|per|of|start"
        r"|end|beginning|first|last|trading|day)){0,8} (?:monthly|weekly|quarterly|daily|day|week"
        r"|month|quarter)",
        _rhythm,
    ),
    rule("monthly weekly quarterly", r"(?:monthly|weekly|quarterly) (?:rebalance|rebalancing|rotation)", _rhythm),
)
