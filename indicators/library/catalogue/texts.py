"""What is said by hand of a function of TA-Lib; all else is read from TA-Lib itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from indicators.library.entry import Category


@dataclass(frozen=True)
class Text:
    """The hand-written part of an entry; what has a default is given where the usual does not fit."""

    title: str
    meaning: str
    reading: str
    formula: str
    source: str
    aliases: tuple[str, ...] = ()
    levels: tuple[float, ...] = ()
    named: bool = False
    category: Category | None = None
    overlay: bool | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


# What TA-Lib's parameters mean, where a text says nothing else of them.
MEANINGS: Final[Mapping[str, str]] = {
    "timeperiod": "How many bars it looks back.",
    "fastperiod": "Bars of the faster average.",
    "slowperiod": "Bars of the slower average.",
    "signalperiod": "Bars of the average that makes the signal line.",
    "fastk_period": "Bars whose highest and lowest price are the scale.",
    "fastd_period": "Bars over which the fast line is averaged.",
    "slowk_period": "Bars over which the fast line is averaged once.",
    "slowd_period": "Bars over which it is averaged again.",
    "matype": "The kind of average.",
    "fastmatype": "The kind of the faster average.",
    "slowmatype": "The kind of the slower average.",
    "signalmatype": "The kind of average of the signal line.",
    "fastd_matype": "The kind of average.",
    "slowk_matype": "The kind of the first average.",
    "slowd_matype": "The kind of the second average.",
    "nbdev": "By how many times the result is multiplied.",
    "penetration": "How far the last body must reach into the first one, as a share of it.",
}

# References that several indicators share.
ACHELIS: Final = "Achelis, Technical Analysis from A to Z, 1995"
APPEL: Final = "Appel, The Moving Average Convergence-Divergence Method, 1979"
CHANDE_KROLL: Final = "Chande and Kroll, The New Technical Trader, 1994"
CHESLER: Final = "Chesler, Trading False Moves with the Hikkake Pattern, Active Trader, April 2004"
EHLERS: Final = "Ehlers, Rocket Science for Traders, 2001"
KAUFMAN: Final = "Kaufman, Trading Systems and Methods, 5th edition, 2013"
LANE: Final = "Lane, Lane's Stochastics, Technical Analysis of Stocks & Commodities, 1984"
LEGENDRE: Final = "Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805 (least squares)"
MORRIS: Final = "Morris, Candlestick Charting Explained, 1995"
MURPHY: Final = "Murphy, Technical Analysis of the Financial Markets, 1999"
NISON: Final = "Nison, Japanese Candlestick Charting Techniques, 1991"
TALIB: Final = "TA-Lib, Fortier, 1999"
WILDER: Final = "Wilder, New Concepts in Technical Trading Systems, 1978"
WILLIAMS: Final = "Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973"
