"""What is so anyway or belongs to a backtest, what is wanted without, and the side that alone is traded."""

from typing import Final

from strategies.generation.idea import Always, EntryOrder
from strategies.generation.reading.draft import Part
from strategies.generation.reading.grammar import Made, Maker, Place, quoted, rule
from strategies.generation.reading.lexemes import Hit

MONTH: Final = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
SETTINGS: Final = "Starting cash, dates, commission and slippage are chosen for each backtest, not in the strategy."
OPEN: Final = "Orders are sent after a bar's close and fill at the next open."
ONE: Final = "One position at a time: entries are looked at only while there is none."
CLOSES: Final = "Conditions are looked at on the close of each bar."


def _always(hit: Hit, place: Place) -> Made:
    return Part(slot="entry", side="long", value=Always(), said=quoted(hit, place))


def _close_order(hit: Hit, place: Place) -> Made:
    return Part(slot="order", value=EntryOrder(kind="close"), said=quoted(hit, place))


def granted(answer: str) -> Maker:
    """Return a maker of parts that say what already is so."""

    def make(hit: Hit, place: Place) -> Made:
        return Part(slot="granted", value=answer, said=quoted(hit, place), assumptions=(answer,) if answer else ())

    return make


def _one(hit: Hit, place: Place) -> Made:
    """Grant that there is one position at a time; more of them are another matter."""
    return granted(ONE)(hit, place) if (hit.number("N") or 1) == 1 else None


def _only(hit: Hit, place: Place) -> Made:
    side = "short" if "short" in hit.found.group() else "long"
    return Part(slot="only", value=side, said=quoted(hit, place))


def _without(what: str) -> Maker:
    def make(hit: Hit, place: Place) -> Made:
        return Part(slot="none", value=what, said=quoted(hit, place))

    return make


def _mirror(hit: Hit, place: Place) -> Made:
    return Part(slot="mirror", said=quoted(hit, place))


def _years(hit: Hit, place: Place) -> Made:
    """Tell that the dates of a backtest are chosen with it; what is no year is no date."""
    year = hit.number("N", "year") or 0
    if not 1900 <= year <= 2100:
        return None
    return granted(SETTINGS)(hit, place)


GRANTED_RULES: Final = (
    rule(
        "first earlier sooner",
        r"which ?ever (?:one )?(?:come|is|happen|occur|hit|trigger|be)(?: (?:first|earlier|sooner|hit"
        r"|reached))*",
        granted(""),
    ),
    rule(
        "reversion follow trend momentum breakout",
        r"(?:this is )?(?:a |an |the )?(?:simple |classic |basic |typical )?(?:mean reversion|mean "
        r"reverting|trend follow|trend following|momentum|swing trade|swing trading)"
        r"(?: (?:strategy|system|approach|idea|trade|style)|(?= ?$)|(?= (?:with|using|on|for|based|in|via)))",
        granted(""),
    ),
    rule(
        "equal",
        r"(?:in |with |at )?(?:an? )?(?:equal|equally)(?: |-)?(?:weight|weighted|weights|weighting"
        r"|amount|amounts|size|part|parts)(?: each)?",
        granted(""),
    ),
    rule(
        "open next",
        r"(?:at|on) (?:the )?open(?: price)?(?: of (?:the )?(?:next |following )?(?:day|bar|session))?(?= "
        r"?(?:$|\.|,|;|and))",
        granted(OPEN),
    ),
    rule(
        "run",
        r"(?:and )?let (?:the |my |your )?(?:rest|remainder|winner|profit|other half|remaining half"
        r"|position|it)(?: position| profit)? run",
        granted(""),
    ),
    rule(
        "and hold",
        r"(?:just |simply )?buy (?:it |Y |the stock )?(?:once )?and hold(?: (?:it|Y|forever|on|the"
        r"|stock|index|indefinitely|long term))*(?: ever)?",
        _always,
    ),
    rule(
        "only",
        r"(?:(?:this is |trade |take |strictly |go )?long(?: side)? ?- ?only|(?:trade |strictly |go "
        r")?long only|only (?:go |take |trade )?long(?: (?:trade|position|side))?|long trade only|only "
        r"(?:trade )?the long side)(?: strategy)?",
        _only,
    ),
    rule(
        "only",
        r"(?:(?:trade |strictly |go )?short only|only (?:go |take |trade )?short(?: (?:trade|position"
        r"|side))?|short trade only)(?: strategy)?",
        _only,
    ),
    rule(
        "no not never without",
        r"(?:no|do not|never|without|not)(?: (?:any|go|take|do|use|allow))* short(?: (?:trade|position"
        r"|sell|selling|side|at all))*",
        _without("short"),
    ),
    rule(
        "no not never without",
        r"(?:no|do not|never|without|not)(?: (?:any|use|have|set|a|place|need|want|fixed|hard))* "
        r"stop(?: loss)?(?: (?:order|at all|please))*",
        _without("stop"),
    ),
    rule(
        "no not never without",
        r"(?:no|do not|never|without|not)(?: (?:any|use|have|set|a|place|need|want|fixed))* (?:profit "
        r"target|take profit|target)(?: (?:at all|please))*",
        _without("target"),
    ),
    rule(
        "no not never without",
        r"(?:(?:never|do not|no)(?: ever)? (?:sell|exit)(?: (?:it|rule|condition|signal|at all|ever"
        r"|the position))*|without (?:any )?exit)(?! (?:when|if|before|until|unless|short|at|below|on"
        r"|for|within))",
        _without("exit"),
    ),
    rule(
        "vice opposite mirror reverse inverse",
        r"(?:(?:and |do |the |with |use )*(?:vice versa|(?:exact )?(?:opposite|mirror(?: image)?"
        r"|reverse|inverse|mirrored|same but (?:opposite|reversed?|inverted))(?: (?:rule|condition"
        r"|logic|signal|of that))*)(?: (?:for|to|on|when|go|is|apply|sell|with|the|rule|a))* "
        r"(?:short(?:ing)?|sell short)(?: (?:side|trade|entry|position|sell))*|short(?: (?:side|trade"
        r"|entry|position|is|on|rule|are|do|use|sell|for|:|the|exact|in|when|condition|signal|apply))* "
        r"(?:vice versa|opposite|mirror(?: image)?|reverse|inverse|mirrored|the other way round|the "
        r"other way around)(?: (?:rule|condition|logic|signal|for|exit|entry|cover))*|vice versa for "
        r"short)",
        _mirror,
    ),
    rule(
        "position trade pyramid add at a time scale average",
        r"(?:(?:only |max |maximum |at most |hold |no more than |allow |trade |just )*(?:one|1|N|a "
        r"single|single|O) (?:open )?(?:position|trade)(?: (?:at a time|at once|open|per symbol|at any "
        r"time|only|open at a time|maximum|max))*|(?:no|do not|never|without) (?:pyramid(?:ing)?"
        r"|add(?: to (?:the |a |my )?position)?|scale in|average down|overlap(?:ping)? (?:trade"
        r"|position))|one at a time|N at a time)",
        _one,
    ),
    rule(
        "open market",
        r"(?:(?:execute|execution|fill|enter|exit|buy|sell|trade|order|place|position)? ?(?:the |it "
        r"|order |trade |is |are |be |fill |execute )*(?:at|on) (?:the )?(?:market )?(?:next"
        r"|following)(?: (?:trading )?(?:day|bar|candle|session))?(?: (?:'s )?open(?: price)?| market "
        r"open| at (?:the )?open)?|(?:at|on) (?:the )?open(?: price)? (?:of|on) (?:the )?(?:next"
        r"|following)(?: (?:trading )?(?:day|bar|candle|session))|(?:at |with |using |by |use )?(?:a "
        r"|an )?market(?: price| order)(?: (?:at|on) (?:the )?(?:next )?(?:open|bar))?|at market|next "
        r"(?:day|bar) open|the next (?:day|bar|morning|session)(?: open| at (?:the )?open)?)",
        granted(OPEN),
    ),
    rule(
        "close",
        r"(?:(?:buy|enter|fill|execute|sell short|order|trade) )?(?:at|on) (?:the )?(?:day )?close(?: "
        r"(?:price|of the (?:day|bar|same (?:day|bar))))?(?= ?(?:$|,|and|when|if|\.|;|once|with|then))",
        granted(CLOSES),
    ),
    rule(
        "close",
        r"(?:use|with|using|place|by) (?:a )?(?:market on close|on close|moc)(?: order)?|(?:market on "
        r"close|moc)(?: order)?|(?:buy|enter|fill|execute)(?: (?:at|on))? (?:the )?(?:next (?:day|bar)"
        r"|same (?:day|bar)|following day)? ?(?:'s )?close",
        _close_order,
    ),
    rule(
        "capital cash balance account commission slippage fee from between since dataset",
        r"(?:(?:with|use|assume|include|starting|start|begin|initial|account|a|an|of|and) "
        r")*(?:(?:initial|starting|start|account|beginning) (?:capital|cash|balance|equity|account"
        r"|fund|portfolio|value)(?: (?:of|is|:|=|at))* (?:M|N)|(?:M|N) (?:starting |initial "
        r")?(?:capital|cash|account|balance|equity)|(?:commission|slippage|fee|trade cost|transaction "
        r"cost|broker fee)(?: (?:of|is|:|=|at|are|per trade|per share|and|slippage|to))* (?:P|M|N)(?: "
        r"(?:per|a|each) (?:trade|share|order|side))?|(?:commission|slippage|fee)(?: and (?:commission"
        r"|slippage|fee))?)",
        granted(SETTINGS),
    ),
    rule(
        "from between since during",
        rf"(?:backtest |test |run )?(?:(?:it|on|over|for|data|the|period) ){{0,3}}(?:from|between|since"
        rf"|during)(?: {MONTH})?(?: [NO] ,)? (?P<year>N)(?:(?: (?:to|-|until|through|and"
        rf"|till)){{1,2}}(?: {MONTH})?(?: [NO] ,)? (?:N|today|now|(?:the )?present|date))?(?: (?:data"
        r"|period))?",
        _years,
    ),
    rule(
        "last past over",
        r"(?:backtest|test|run|check)(?: (?:it|this|on|over|for|the|strategy|with)){0,4} (?:last|past) S(?: of data)?",
        granted(SETTINGS),
    ),
)
