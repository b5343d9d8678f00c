"""How long positions are held, pauses after them, and what is so anyway."""

from typing import Final, Literal

from strategies.generation.idea import Calendar, Compare, Cooldown, Extreme, Held, Price
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import TO, A, Made, Place, bars, quoted, rule
from strategies.generation.reading.lexemes import Hit
from strategies.generation.reading.numbers import Span

INTERVALS: Final = {
    "daily": "1d",
    "weekly": "1wk",
    "monthly": "1mo",
    "hourly": "1h",
    "day": "1d",
    "week": "1wk",
    "month": "1mo",
    "hour": "1h",
    "end of day": "1d",
    "eod": "1d",
}
MINUTES: Final = {1: "1m", 5: "5m", 15: "15m", 30: "30m", 60: "1h"}
NEW_HIGH: Final = 20


def _held(hit: Hit, place: Place) -> Made:
    count, told = bars(hit, place)
    return Part(
        slot="exit", value=Held(bars=count), said=quoted(hit, place), is_new=True, joint="or", assumptions=told
    )


def _held_one(hit: Hit, place: Place) -> Made:
    return Part(slot="exit", value=Held(bars=1), said=quoted(hit, place), is_new=True, joint="or")


def _ordinal(hit: Hit, place: Place) -> Made:
    count = max(1, int(hit.number("O") or 1))
    return Part(slot="exit", value=Held(bars=count), said=quoted(hit, place), is_new=True, joint="or")


def _least(hit: Hit, place: Place) -> Made:
    count, told = bars(hit, place)
    return Part(slot="least", value=count, said=quoted(hit, place), assumptions=told)


def _cooldown(hit: Hit, place: Place) -> Made:
    count, told = bars(hit, place)
    return Part(
        slot="cooldown", value=Cooldown(bars=count, after=_after(hit)), said=quoted(hit, place), assumptions=told
    )


def _after(hit: Hit) -> Literal["exit", "stop", "loss"]:
    said = hit.found.group()
    if "stop" in said:
        return "stop"
    return "loss" if "los" in said else "exit"


def _not_straight(hit: Hit, place: Place) -> Made:
    high = Extreme(which="highest", of=Price(field="high"), bars=NEW_HIGH)
    until = Compare(left=Price(), op=">", right=high)
    value = Cooldown(after="stop" if "stop" in hit.found.group() else "exit", until=until)
    told = f"“{quoted(hit, place)}” is read as: wait for a new {NEW_HIGH}-bar high."
    return Part(slot="cooldown", value=value, said=quoted(hit, place), assumptions=(told,))


def _interval(hit: Hit, place: Place) -> Made:
    span = hit.span()
    name = _length(span) if span else next((code for word, code in INTERVALS.items() if word in hit.found.group()), "")
    return Part(slot="interval", value=name, said=quoted(hit, place)) if name else None


def _length(span: Span) -> str:
    minutes = {"minute": 1, "hour": 60}.get(span.unit, 0) * span.count
    if minutes:
        return MINUTES.get(int(minutes), "")
    return INTERVALS.get(span.unit, "") if span.count == 1 else ""


def _opposite(hit: Hit, place: Place) -> Made:
    return Part(slot="exit", value="opposite", side=place.role.side, said=quoted(hit, place), is_new=True)


def _no_longer(hit: Hit, place: Place) -> Made:
    return Part(slot="exit", value="otherwise", side=place.role.side, said=quoted(hit, place), is_new=True)


def _same_day(hit: Hit, place: Place) -> Made:
    told = "A position opened at a bar's open is closed at the next open: prices within a bar are not known."
    return Part(slot="exit", value=Held(bars=1), said=quoted(hit, place), is_new=True, assumptions=(told,))


def _clock_exit(hit: Hit, place: Place) -> Made:
    minutes = int(hit.number("T") or 0)
    value = Calendar(kind="time", values=(minutes, 24 * 60 - 1))
    return Part(slot="exit", value=value, said=quoted(hit, place), is_new=True, joint="or")


_VERB: Final = (
    r"(?:sell|exit|close|cover|leave|get out|liquidate|out|flatten|unwind|dump)(?: (?:it|the|my|position"
    r"|trade|all|everything|long|short|stock|share|out|of|any|them|half|at|the open|at the open"
    r"|automatically|again)){0,5}"
)
_HOLD: Final = (
    r"(?:hold|keep|own|stay in|stay|ride|sit|remain in)(?: (?:it|the|my|position|trade|stock|each|every"
    r"|all|long|short|on|to|a|them|share|in|only|Y)){0,4}"
)

INTERVAL_RULES: Final = (
    rule(
        "chart bar candle time frame data basis interval resolution",
        r"(?:(?:on|use|using|in|with|trade|trading|run|over) )?(?:the |a )?(?:(?P<span>S)|daily|weekly"
        r"|monthly|hourly|end of day)(?: (?:stock|price|closing|ohlc|ohlcv))? ?(?:chart|bar|candle"
        r"|time ?-? ?frame|data|basis|interval|resolution|price bar)(?: only)?(?! (?:high|low|close))",
        _interval,
    ),
    rule(
        "time frame interval resolution bar",
        r"(?:time ?-? ?frame|interval|resolution|bar size|chart|period) (?::|=|is|of) (?:the |a |on "
        r")?(?:S|daily|weekly|monthly|hourly|end of day)(?: (?:chart|bar|candle|data|price|only"
        r"|close))*",
        _interval,
    ),
)

TIMING_RULES: Final = (
    *INTERVAL_RULES,
    # --- time in the position ---
    rule(
        "hold keep own least min",
        rf"(?:{_HOLD} (?:for )?(?:at least|a minimum of|minimum|no less than|not less than|min) S"
        rf"|(?:min|minimum) hold(?:ing)?(?: (?:period|time))? {TO}S|do not (?:sell|exit|close)(?: (?:it"
        rf"|before|until|for|within|in|at least|the|first|earlier than|position)){{0,5}} S(?: (?:have "
        r")?pass)?)",
        _least,
    ),
    rule(
        "hold keep own ride stay sit",
        rf"(?:and )?(?:then )?{_HOLD} (?:for )?{TO}(?:up to |at most |max |maximum |maximum of |a "
        r"maximum of |no more than |no longer than |not more than |about |exactly |only |longer than "
        r"|over )?S(?: (?:at most|max|maximum|at maximum|then sell|only|or so|and (?:then )?(?:sell"
        r"|exit|close)(?: (?:it|the position))?|then (?:sell|exit|close)(?: (?:it|the position))?))?",
        _held,
    ),
    rule("hold overnight", r"(?:hold|keep)(?: (?:it|the position))? overnight(?: only)?", _held_one),
    rule(
        "hold holding",
        r"(?:max|maximum|fixed|target|typical|average )? ?hold(?:ing)?(?: (?:period|time|duration"
        rf"|window|limit)){{1,2}} {TO}(?:up to |at most |max |maximum |maximum of |no more than )?S(?: "
        r"(?:max|maximum))?",
        _held,
    ),
    rule(
        "time stop exit",
        r"(?:(?:max|maximum|use|a|add|hard|with) )*(?:time|timed|duration)(?: ?- ?)?(?: (?:based))? "
        rf"?(?:stop|exit|limit)(?: loss)? {TO}(?:after )?S",
        _held,
    ),
    rule(
        "time max",
        r"S (?:time (?:stop|exit|limit)|max(?:imum)?(?: hold(?:ing)?(?: period)?| duration)?"
        r"|hold(?:ing)?(?: period| time)?|max hold)",
        _held,
    ),
    rule(
        "max maximum",
        rf"(?:max|maximum)(?: (?:trade|position|time|duration|in|a|of|hold|trade duration|the)){{0,5}} "
        rf"{TO}S(?: (?:in (?:the |a )?(?:trade|position|market)))?",
        _held,
    ),
    rule(
        "after later within pass elapse",
        rf"{_VERB} (?:no matter what |regardless |anyway |automatically )?(?:after|within|in|at the end "
        rf"of|following) {A}(?:at most |about |exactly |max |maximum |a maximum of |no more than "
        r"|holding |hold |for )*S(?: (?:have |has )?(?:pass|later|elapse|no matter what|regardless|in "
        r"the (?:trade|position)|at the latest|of hold(?:ing)?|or so|if not stopped out|anyway))*",
        _held,
    ),
    rule("later", rf"{_VERB} S (?:later|after(?: (?:the )?(?:entry|buy|purchase|that))?)", _held),
    rule(
        "after",
        r"after (?:at most |about |exactly |max |holding |hold |being in (?:the )?trade |a maximum of "
        r"|for )*S(?: (?:have |has )?(?:pass|elapse|in (?:the |a )?(?:trade|position)|of hold(?:ing)?"
        r"|no matter what|regardless|at the latest|since entry))*(?! (?:of (?!hold)|in a row|high|low"
        r"|below|above))",
        _held,
        "exit",
    ),
    rule(
        "held hold passed pass",
        r"(?:when|once|if|until)? ?(?:the |my |it |position |trade )*(?:is|has|have)? ?(?:is )?(?:hold"
        r"|open|last|older)(?: (?:for|than|more|over|at least|longer)){0,3} S",
        _held,
        "exit",
    ),
    rule("S", r"S (?:have |has )?(?:pass|elapse|later|after (?:the )?(?:entry|buy|purchase))", _held, "exit"),
    rule(
        "O",
        r"(?:on|at|in|after) (?:the )?(?:close of |open of |end of )?(?:the )?O (?:day|bar|candle"
        r"|session)(?: (?:of (?:the )?(?:trade|position)|after (?:the )?entry|in (?:the )?trade|since "
        r"entry))?",
        _ordinal,
        "exit",
    ),
    rule(
        "next following",
        rf"{_VERB} (?:at |on )?(?:the )?(?:very )?(?:open (?:of )?|close (?:of )?)?(?:on )?(?:the "
        r")?(?:next|following)(?: (?:trading )?(?:day|bar|candle|session|morning|open|close))(?: "
        r"(?:open|close))?",
        _held_one,
    ),
    rule("T", rf"{_VERB} (?:at|by|before|after|around|position at) T", _clock_exit),
    rule(
        "opposite reverse reversal vice",
        r"(?:(?:on|at|when|if|upon|with|until|for) )?(?:(?:the|an|a|there is|i get|we get|you get) "
        r"){0,2}(?:(?:opposite|reverse|reversed|contrary|inverse)(?: (?:signal|cross|crossover"
        r"|condition|direction|way|thing|side|setup|situation|is true|occur|happen|come|true"
        r"|entry)){0,3}|(?:signal|cross|condition|trend|situation) (?:reverse|reversal|flip|turn "
        r"around|change|change direction)|vice versa)",
        _opposite,
        "exit",
    ),
    rule("vice", r"(?:and |, )?vice versa(?! (?:for|when|with))", _opposite),
    rule(
        "longer more true false fail invalid",
        r"(?:when|if|once|as soon as) (?:(?:the|this|that|it|these|any of|all|one of|those|entry"
        r"|condition|rule|signal|setup|case) ){1,6}(?:is |become |turn |do |are |hold )?(?:no longer"
        r"|not any ?more|not|stop|cease|false|invalid|fail|invalidated)(?: (?:to )?(?:the case|true"
        r"|met|valid|hold|is true|be true|is|satisfied|so|any more|anymore|apply|fulfilled)){0,3}",
        _no_longer,
        "exit",
    ),
    rule(
        "end of day close same day",
        rf"(?:{_VERB} )?(?:at|by|before|on) (?:the )?(?:end of (?:the )?(?:day|session|same day)|eod"
        r"|market close|session close|day close|same day|close of the (?:same )?day|same day close)",
        _same_day,
        "exit",
    ),
    # --- pauses ---
    rule(
        "straight immediately",
        r"(?:after (?:a |the )?(?:stop|stop loss|stop out|loss|exit)(?: out)? ,? ?)?(?:do not|never"
        r"|not) (?:(?:jump|go|get|buy|hop|come|enter|re|-) ){1,3}(?:straight|right|immediately"
        r"|directly)(?: (?:back|in|again|after|a|stop|stop loss|loss|out|the|being|is|get)){0,8}",
        _not_straight,
    ),
    rule(
        "wait pause cool no not skip sit stay",
        r"(?:after|following|once|when|if) (?:a |an |any |every |each |the |is |being |i |we |it |get "
        r"|position |trade )*(?:stop(?: ?-? ?(?:loss|out))?|lose|loss|exit|sell|trade|los(?:e|ing) "
        r"trade|close|position|sale)(?: (?:out|is|hit|trigger|trade|close|be|loss|the|position|a"
        r"|exit)){0,4} ?,? ?(?:then )?(?:(?:i|we|please|must|should) )*(?:wait|pause|cool ?down|cool "
        r"off|stay out|sit out|stay flat|skip|do not (?:trade|buy|enter|re enter|reenter|re - enter)"
        r"|no (?:new )?(?:trade|entry|buy|position)|block entry|stand aside)(?: (?:for|of|at least"
        r"|again|a|the|next|any|new|trade|entry|in|within|another|out|period|to|on|during|trading"
        r"|position|minimum)){0,6} S(?: (?:before|until|cooldown|to|re|-|buy|again|enter|entry|trade"
        r"|take|another|the|next|new|one|any|position|in|back)){0,8}",
        _cooldown,
    ),
    rule(
        "wait pause cool no not skip stay",
        r"(?:wait|pause|skip|cool ?down|cool ?off|stay out|sit out|stay flat|do not (?:trade|buy|enter|re "
        r"enter|reenter|re - enter)|no (?:new )?(?:trade|entry|buy|position|re ?- ?entry|re entry"
        r"|reentry))(?: (?:for|of|at least|again|a|the|period|any|new|trade|entry|within|in|:|=|is|-"
        r"|period of|minimum|position|trading|until)){0,6} S(?: (?:must |have |has |should )?(?:pass"
        r"|cooldown))?(?: (?:between (?:trade|entry)|after|following|before|from|of)(?: (?:a|an|any"
        r"|every|each|the|is|being|last|previous|our|my)){0,3}(?: (?:stop(?: ?-? ?(?:loss|out))?|stop"
        r"|loss|lose|exit|sell|trade|close|entry|enter|re|-|buy|again|position|take|another|new|next"
        r"|one|out|back|in|hit|sale|is)){0,6})?"
        r"(?: (?:before|until) (?:(?:buy|enter|re|-|trade|go|take|look|open|get|i|we|another|again|new"
        r"|position|back|in|for|the|next|long|it|any) ?){1,7})?",
        _cooldown,
    ),
    rule(
        "cool",
        r"S (?:cool ?down|cool ?off|pause)(?: period)?(?: (?:after|between|following)(?: (?:a|an|any"
        r"|every|each|the|is)){0,3}(?: (?:stop(?: ?-? ?(?:loss|out))?|loss|lose|exit|sell|trade|close"
        r"|position|out)){0,3})?",
        _cooldown,
    ),
)
