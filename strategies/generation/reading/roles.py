"""The words that say what a rule is for: buying, selling, going short, covering, holding back."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from strategies.generation.reading.draft import SideName

Purpose = Literal["entry", "exit", "filter", "background", "setting", "title"]


@dataclass(frozen=True)
class Role:
    """What conditions are for; `stays` marks a position that is held only while they are true."""

    purpose: Purpose
    side: SideName = "both"
    stays: bool = False
    is_otherwise: bool = False
    is_negated: bool = False


@dataclass(frozen=True)
class Trigger:
    """A pattern of words and the role of what follows (or what came before them)."""

    role: Role
    pattern: re.Pattern[str]
    # One of these stands in any line it can match.
    keys: tuple[str, ...]


LONG: Final = Role("entry", "long")
SHORT: Final = Role("entry", "short")
STAY_LONG: Final = Role("entry", "long", stays=True)
STAY_SHORT: Final = Role("entry", "short", stays=True)
SELL: Final = Role("exit", "long")
COVER: Final = Role("exit", "short")
EXIT: Final = Role("exit")
FILTER: Final = Role("filter")

# What stands between a verb and its condition and says nothing more.
_OBJECT = (
    r"(?: (?:it|them|everything|all(?! time)|any|stock|share|position|trade|Y|the|my|our|a|an|some"
    r"|full|entire|whole|new"
    r"|remaining|holding|open(?= position| trade)|market(?= order|$)|order|immediately|again|signal"
    r"|setup|into|for us)\b){0,4}"
)
# "short" and "long" as words for averages and times rather than sides.
_AVERAGE = (
    r"(?: (?:term|ma|sma|ema|wma|moving|average|period|run|length|line|lookback|window|rsi|squeeze|interest|selling"
    r"|body|wick|shadow|one|time|only|and short|or short|red|green|white|black|candle|day|leg|bias"
    r"|lower|upper)\b|\w* ?- ?term)"
)
_FROM = (
    r"(?:^|(?<=, )|(?<=; )|(?<=: )|(?<=\. )|(?<=and )|(?<=or )|(?<=but )|(?<=then )|(?<=also )|(?<=only )"
    r"|(?<=to )|(?<=else )|(?<=otherwise )|(?<=\) )|(?<=will )|(?<=can )|(?<=i )|(?<=we )|(?<=you )"
    r"|(?<=system )|(?<=strategy ))"
)
_WHEN = (
    r"(?= (?:when|if|once|only|while|as|on|:|at|after|whenever|above|below|unless|the|a|is|because|each"
    r"|every|=|in|Y|for|upon|until|,|with|any|and|signal)\b| :| =| ,|$)"
)
_KINDS = r"(?: (?:signal|rule|condition|criterion|criteria|trigger|point|setup|position|trade|side|logic)){0,3}"
_WHILE = r"(?= (?:when|while|as long as|if|only|provided|so long|until|during|on|in|above|below)\b)"


def _trigger(role: Role, keys: str, pattern: str) -> Trigger:
    return Trigger(role, re.compile(pattern), tuple(keys.split()))


TRIGGERS: Final = (
    # --- covering a short ---
    _trigger(COVER, "buy", rf"\bbuy (?:it |them )?to (?:cover|close){_OBJECT}"),
    _trigger(COVER, "buy", r"\bbuy (?:it |them |the short )?back\b"),
    _trigger(COVER, "cover", rf"\bcover{_OBJECT}(?: short)?\b(?! call)"),
    _trigger(
        COVER,
        "short",
        r"\b(?:exit|close|end|leave|get out of|liquidate|flatten)(?: (?:the|my|any|all|out|of|a"
        r"|open))* short(?: position| trade)?\b",
    ),
    _trigger(COVER, "short", rf"{_FROM}short exit{_KINDS}{_WHEN}"),
    # --- closing a long ---
    _trigger(
        SELL,
        "long",
        r"\b(?:exit|close|end|leave|get out of|liquidate|flatten|sell)(?: (?:the|my|any|all|out|of|a"
        r"|open))* long(?: position| trade)?\b(?! term)",
    ),
    _trigger(SELL, "long", rf"{_FROM}long exit{_KINDS}{_WHEN}"),
    _trigger(SELL, "sell", rf"\bsell(?! short| ?- ?off| stop| limit| off| pressure| volume){_OBJECT}"),
    _trigger(SELL, "load", r"\b(?:unload|offload)(?: (?:it|the|my|position|stock|share|Y|everything|all)){0,3}"),
    # --- closing whatever is open ---
    _trigger(
        EXIT,
        "exit",
        r"\bexit(?! price)(?: (?:the|my|any|all|both|out|of|a|open|position|trade|it|market|from"
        r"|everything|either|fully|completely|rule|signal|condition|criterion|criteria|strategy|point"
        r"|logic))*",
    ),
    _trigger(
        EXIT,
        "close",
        r"\bclose (?:the |my |any |all |out |a |open |both |current |existing )*(?:position|trade|it"
        r"|out|everything|them|holding|order)\b",
    ),
    _trigger(EXIT, "close", rf"{_FROM}close(?= (?:when|if|once|after|whenever|on a|only if|only when)\b)"),
    _trigger(
        EXIT,
        "out",
        r"\b(?:get|go|move|step|come|bail|stop) (?:me )?out(?: of (?:the |my )?(?:market|position"
        r"|trade|it|stock))?(?! of cash)\b",
    ),
    _trigger(
        EXIT, "cash", r"\b(?:go|move|switch|rotate|get|stay|sit|remain|is|hold)(?: (?:to|in|into|back|all|i))* cash\b"
    ),
    _trigger(EXIT, "flat", r"\b(?:go|is|get|stay|remain) flat\b"),
    _trigger(
        EXIT,
        "liquidate flatten dump bail step unwind",
        r"\b(?:liquidate|flatten|dump|bail|step aside|unwind)(?: (?:it|the|my|all|position|stock"
        r"|everything|trade)){0,3}\b",
    ),
    _trigger(EXIT, "leave", r"\bleave(?: (?:the|my|position|trade|market|it)){0,3}(?= (?:when|if|once|after|on|as))"),
    _trigger(
        EXIT,
        "profit",
        r"\b(?:take|book|lock in|bank|realise|realize)(?: (?:the|my|our|some))* profit(?= (?:when|if"
        r"|once|on|whenever|as)\b)",
    ),
    _trigger(EXIT, "out", rf"{_FROM}out(?= (?:when|if|once|on|below|above))"),
    _trigger(EXIT, "stop", r"\bstop(?: out| loss)?(?= (?:when|if|once|on a (?:close|daily close))\b)"),
    # --- going short ---
    _trigger(STAY_SHORT, "short", rf"\b(?:is|stay|remain|hold|keep) (?:a )?short(?! term)(?: position)?{_WHILE}"),
    _trigger(SHORT, "short", rf"\bsell short{_OBJECT}"),
    _trigger(
        SHORT,
        "short",
        r"\b(?:go|enter|open|take|get|is|initiate|start|do|consider|enter into|flip|switch|reverse)(?: "
        rf"(?:a|an|new|to|into|on|the))* short(?!{_AVERAGE})(?: (?:position|trade|it|the stock|Y))*",
    ),
    _trigger(
        SHORT,
        "short",
        rf"{_FROM}short(?!{_AVERAGE}| exit| stop| target)(?: (?:it|entry|the stock|Y|position|trade"
        rf"|side|signal|setup|the market|opportunity)){{0,3}}(?={_WHEN[3:]}",
    ),
    _trigger(SHORT, "short", r"\bshort(?: (?:it|the stock|Y))?(?= (?:when|if|once|whenever|on a|at the)\b)"),
    _trigger(SHORT, "short", r"\bsell signal(?= short)"),
    # --- buying ---
    _trigger(
        STAY_LONG,
        "long invest in",
        r"\b(?:is|stay|remain|keep|hold)(?: only)? (?:a )?(?:long|invested|in the market|in the stock"
        rf"|in)(?! term)(?: position)?{_WHILE}",
    ),
    _trigger(
        STAY_LONG,
        "hold own invest in",
        r"\b(?:hold|own|invest in|is in)(?: (?:it|the|stock|Y|position|share|market|only|a long "
        rf"position|long|index|etf)){{0,4}}{_WHILE}(?! (?:until|in|on))",
    ),
    _trigger(STAY_LONG, "invest", rf"{_FROM}invest(?:ed)?{_WHILE}"),
    _trigger(
        LONG,
        "long",
        r"\b(?:go|enter|open|take|get|initiate|start|establish|do|consider|flip|switch|is|reverse)(?: "
        rf"(?:a|an|new|to|into|on|the|back))* long(?!{_AVERAGE})(?: (?:position|trade|it|the stock|Y))*",
    ),
    _trigger(LONG, "buy", rf"\bbuy(?! (?:stop|limit|and hold|pressure|volume|power)){_OBJECT}"),
    _trigger(
        LONG,
        "enter",
        r"\b(?:re ?-? ?)?enter(?! short| a short)(?: (?:a|an|the|into|in|new|position|trade|market|it"
        r"|long|Y|stock|again|back))*",
    ),
    _trigger(
        LONG,
        "entry",
        rf"{_FROM}(?:the )?entry(?! price| bar| candle| day| order| level){_KINDS}(?= (?:when|if|is|on"
        r"|once|occur|happen|after|will|come|require|need)\b| :| =)",
    ),
    _trigger(
        LONG,
        "long",
        rf"{_FROM}long(?!{_AVERAGE}| exit| stop| target)(?: (?:it|entry|the stock|Y|position|trade|side"
        rf"|signal|setup|opportunity)){{0,3}}(?={_WHEN[3:]}",
    ),
    _trigger(
        LONG,
        "in",
        r"\b(?:get|jump|step|hop|dive) (?:back )?(?:in|into)(?: (?:the|it|market|position|stock|trade)){0,2}\b",
    ),
    _trigger(
        LONG,
        "purchase accumulate load pick grab invest open take pull",
        r"\b(?:purchase|accumulate|load up on|load up|pick up|grab|invest in|invest|open a (?:new "
        r")?(?:position|trade)|take a (?:position|trade)|pull the trigger)(?: (?:it|the|some|share"
        r"|stock|Y)){0,3}",
    ),
    _trigger(LONG, "trade", r"\btrade(?= (?:when|if|once|on|the)\b)"),
    # --- holding back ---
    _trigger(
        FILTER,
        "filter",
        r"\b(?:trend |volume |volatility |market |regime |time )?filter(?: (?:it|the|trade|entry"
        r"|signal|by|with|for|out|on|using|use|is|that|:))*",
    ),
    _trigger(
        FILTER,
        "must should has need require confirm",
        r"\b(?:require|also require|confirm(?:ed)?(?: by| with)?"
        r"|confirmation(?: from| by)?)(?= )",
    ),
    # --- the rest of the time ---
    _trigger(
        Role("entry", "long", is_otherwise=True),
        "otherwise else",
        r"\b(?:otherwise|else)(?: ,)?(?: (?:go|is|stay|hold|get|buy|and|i|we|to|remain|back|the|market"
        r"|stock|it))* (?:long|invested|in the market|buy it|buy)\b",
    ),
    _trigger(
        Role("entry", "short", is_otherwise=True),
        "otherwise else",
        r"\b(?:otherwise|else)(?: ,)?(?: (?:go|is|stay|hold|get|sell|and|i|we|to|remain|a))* short(?: it)?\b",
    ),
    _trigger(
        FILTER,
        "only",
        r"\bonly (?:among |from |consider |hold |buy |take )?(?:those|ones|the ones|symbols?|stocks?"
        r"|etfs?|assets?)(?: (?:that|which|with|whose|is|trade|has|where))*",
    ),
    _trigger(
        Role("exit", is_otherwise=True),
        "otherwise else not rest",
        r"\b(?:otherwise|else|if not|the rest of the time)\b(?: ,)?(?: (?:i|to|sell|exit|hold|stay|go"
        r"|is|sit|remain|in|into|move|close|out|flat|cash|the|position|it|of|market|all)\b)*",
    ),
)

# Headings, by words in them; the first that fits is taken.
HEADINGS: Final = (
    (re.compile(r"\b(?:short|bear\w*)\b.*\bexit|\bexit.*\bshort|\bcover|\bbuy to cover"), COVER),
    (re.compile(r"\b(?:long|bull\w*)\b.*\bexit|\bexit.*\blong|^sell(?:ing)?\b(?! short)"), SELL),
    (
        re.compile(
            r"\bexits?\b|\bclos(?:e|ing) (?:rules?|positions?|conditions?|trades?)|\bwhen to (?:sell"
            r"|exit|get out)|^out$|\bsell (?:rules?|signals?|conditions?|when)"
        ),
        EXIT,
    ),
    (re.compile(r"\bshort|\bsell short|\bbear"), SHORT),
    (
        re.compile(
            r"\bfilters?\b|\bregime|\bconfirmations?\b|\bconditions? to trade|\bonly (?:trade|when|if)"
            r"|\bprerequisites?"
        ),
        FILTER,
    ),
    (
        re.compile(
            r"\bentr(?:y|ies)\b|\benter|\bbuy|\blong|\bwhen to (?:buy|enter|get in)|^setups?$"
            r"|^triggers?$|^signals?$|^in$"
        ),
        LONG,
    ),
    (re.compile(r"^(?:trading |my |the |strategy )?(?:strategy|title|name|system)(?: name| title)?$"), Role("title")),
    (
        re.compile(
            r"\bindicators?\b|\bparameters?\b|\bsettings?\b|\binputs?\b|\bdefinitions?\b"
            r"|\bcalculations?\b|\bvariables?\b"
        ),
        Role("setting"),
    ),
    (
        re.compile(
            r"\b(?:idea|overview|concept|description|summary|hypothesis|rationale|thesis|background"
            r"|notes?|goals?|objectives?|introduction"
            r"|theory|logic|philosophy|why|edge|disclaimer|explanation|assumptions?|premise|purpose"
            r"|about|motivation)\b"
        ),
        Role("background"),
    ),
)


def of_heading(heading: str) -> Role | None:
    """
    Return the role of what stands below a heading, None if it says nothing of it.

    >>> of_heading("exit rules") == EXIT, of_heading("risk management")
    (True, None)
    """
    return next((role for pattern, role in HEADINGS if pattern.search(heading)), None)
