"""Words round the rules that say nothing a strategy could hold, beside those of the vocabulary."""

from typing import Final

from strategies.generation.reading import plain_words
from strategies.generation.reading.plain_words import listed
from strategies.generation.reading.words import Word

_OWN: Final = listed(
    """
    trade trader trades trading position positions signal signals rule rules strategy following both also too either
    it them they their he she what how why because since as so then next new set setup order orders exit entry
    entries everything anything stock share stocks price market each every per my i'd i'll i'm would should could
    may might can do does did done want wanted need needs looking look think believe prefer like love try please
    thanks hi hello hey dear guys folks everyone anyone someone somebody help helping here there now code program
    script backtrader python django statis platform class file function me us your you implement implementation
    develop design designed produce write written build built create created make made generate generated give given
    show explain describe described test tested backtest backtested run running based using use used uses called
    named name simple basic classic standard well-known popular common typical usual normal plain easy good nice
    great best better really very just only even still maybe perhaps probably basically essentially actually simply
    automatically always whenever wherever that this these those which who whose whom where while the a an of to in
    on at by for with from into onto over and or but if when once than is are was were be been being has have had
    having will shall not-only all any some such same other another one ones thing things stuff way ways kind sort
    type bit little lot lots many much few more most happen happens occur occurs occurred true met satisfied
    condition conditions criteria criterion logic logics system algorithm algo bot robot ea indicator indicators
    term terms idea ideas concept core overview goal purpose follow follows followed go goes let lets get gets take
    takes taken place placed put keep keeps instead again back soon immediately right away first second finally
    lastly last step steps list below above-mentioned etc e.g i.e eg ie ok okay well yes sure great simple-minded
    version v1 question idea: note notes important able about according via per around towards toward during within
    side direction way long-term swing day basis fully completely entirely exactly strictly clearly already
    currently initially whole entire full own full-size pick choose select buying selling side trend-following
    following mean-reversion reversion momentum strategy's company companies inc corp etf stock's apple microsoft
    tesla nvidia amazon google netflix bitcoin ethereum symbol symbols universe ticker instrument instruments asset
    assets market markets security securities would've am coding coded money management opening trigger
    appreciated appreciate trying looked daily chart data bars bar candle candles timeframe historical
    history years year
    """
)
SIGNS: Final = listed(
    """
    , ; : ( ) [ ] { } / + - * ^ = . \n • $ % @
    """
) | {"\n", "•", ""}


def is_filler(word: Word) -> bool:
    """Return whether a word may be passed over without telling."""
    if word.kind in ("sign", "break"):
        return word.text in SIGNS or word.kind == "break"
    return word.kind == "word" and (word.text in _OWN or word.text in plain_words.FILLERS)
