"""What the catalogue says of prices seen differently."""

from typing import Final

from indicators.library import price
from indicators.library.catalogue.common import OHLC, lines, period
from indicators.library.entry import Category, Entry, Output, Parameter, Plot
from indicators.library.sessions import ANCHORS

ANCHOR: Final = Parameter(
    "anchor", "DAY", 0, 0, "The period whose prices the levels of the next are made of.", ANCHORS
)

ENTRIES: Final = (
    Entry(
        name="HEIKINASHI",
        title="Heikin-Ashi",
        category=Category.PRICE,
        meaning="Bars that are averages of themselves and the one before: trends without most of their noise.",
        reading="Rising bars without a lower shadow: a strong uptrend; small bodies with two shadows: it may turn. No "
        "order fills at these prices: they are for reading, not for trading.",
        formula="close = (o + h + l + c) / 4; open[t] = (open[t-1] + close[t-1]) / 2, first (o + c) / 2; high and low "
        "reach to those of the bar, open and close",
        source="Dan Valcu, Using the Heikin-Ashi Technique, Stocks & Commodities, February 2004",
        parameters=(),
        inputs=OHLC,
        outputs=lines("open", "high", "low", "close"),
        overlay=True,
        compute=price.heikin_ashi,
        aliases=("HA", "Heiken Ashi", "average bars"),
    ),
    Entry(
        name="PIVOTS",
        title="Pivot points",
        category=Category.PRICE,
        meaning="The floor traders' pivot of the day before, three resistances above it and three supports below.",
        reading="Above the pivot the day is bullish. The levels are where many look for a pause or a turn; of daily "
        "bars choose the month or the year.",
        formula="P = (H + L + C) / 3; R1 = 2P - L, S1 = 2P - H; R2, S2 = P +- (H - L); R3 = H + 2 (P - L), "
        "S3 = L - 2 (H - P)",
        source="John L. Person, A Complete Guide to Technical Trading Tactics, 2004",
        parameters=(ANCHOR,),
        inputs=OHLC,
        outputs=lines("pivot", "r1", "r2", "r3", "s1", "s2", "s3"),
        overlay=True,
        compute=price.pivots,
        aliases=("classic pivots", "floor pivots", "standard pivots"),
        needs_dates=True,
    ),
    Entry(
        name="FIBPIVOTS",
        title="Fibonacci pivot points",
        category=Category.PRICE,
        meaning="The pivot of the day before, with levels Fibonacci's shares of its range away.",
        reading="As the classic levels, closer to the pivot; 0.618 is the one most watched.",
        formula="P = (H + L + C) / 3; levels P +- (0.382, 0.618, 1) * (H - L)",
        source="John L. Person, A Complete Guide to Technical Trading Tactics, 2004",
        parameters=(ANCHOR,),
        inputs=OHLC,
        outputs=lines("pivot", "r1", "r2", "r3", "s1", "s2", "s3"),
        overlay=True,
        compute=price.fibonacci_pivots,
        aliases=("Fibonacci pivots",),
        needs_dates=True,
    ),
    Entry(
        name="CAMARILLA",
        title="Camarilla pivot points",
        category=Category.PRICE,
        meaning="Four levels above and four below the close of the day before, as shares of its range.",
        reading="Between the third levels the price is expected to return: sell at R3, buy at S3. Beyond the fourth "
        "it is a breakout to go with.",
        formula="C +- 1.1 (H - L) / (12, 6, 4, 2); pivot = (H + L + C) / 3",
        source="Nick Scott, 1989; in Franklin O. Ochoa, Secrets of a Pivot Boss, 2010",
        parameters=(ANCHOR,),
        inputs=OHLC,
        outputs=lines("pivot", "r1", "r2", "r3", "r4", "s1", "s2", "s3", "s4"),
        overlay=True,
        compute=price.camarilla_pivots,
        aliases=("Camarilla pivots", "Camarilla equation"),
        needs_dates=True,
    ),
    Entry(
        name="WOODIE",
        title="Woodie's pivot points",
        category=Category.PRICE,
        meaning="Levels round a pivot that counts the close of the day before twice.",
        reading="As the classic levels, drawn to where the day before ended. Some charts take the open of the new day "
        "instead of that close.",
        formula="P = (H + L + 2 C) / 4; R1 = 2P - L, S1 = 2P - H; R2, S2 = P +- (H - L)",
        source="Ken Wood, known as Woodie; in common use since before 2010",
        parameters=(ANCHOR,),
        inputs=OHLC,
        outputs=lines("pivot", "r1", "r2", "s1", "s2"),
        overlay=True,
        compute=price.woodie_pivots,
        aliases=("Woodie pivots",),
        needs_dates=True,
    ),
    Entry(
        name="DEMARKPIVOTS",
        title="DeMark pivot points",
        category=Category.PRICE,
        meaning="The high and low the day before foretells, by how it opened and closed.",
        reading="The two are where the day's range is expected to end; an open beyond one says the day is stronger "
        "than the last one let expect.",
        formula="X = H + L + C, and H once more if the close was above the open, L if below, C if equal; "
        "pivot X / 4, high X / 2 - L, low X / 2 - H",
        source="Thomas R. DeMark, The New Science of Technical Analysis, 1994",
        parameters=(ANCHOR,),
        inputs=OHLC,
        outputs=lines("pivot", "high", "low"),
        overlay=True,
        compute=price.demark_pivots,
        aliases=("DeMark pivots", "TD pivots"),
        needs_dates=True,
    ),
    Entry(
        name="CPR",
        title="Central pivot range",
        category=Category.PRICE,
        meaning="The pivot of the day before, between the middle of its range and that middle's mirror image.",
        reading="A narrow range foretells a day with a trend, a wide one a day without; days on end with higher "
        "ranges are an uptrend.",
        formula="P = (H + L + C) / 3; edges P +- |P - (H + L) / 2|",
        source="Franklin O. Ochoa, Secrets of a Pivot Boss, 2010",
        parameters=(ANCHOR,),
        inputs=OHLC,
        outputs=(Output("upper", Plot.BAND), Output("pivot"), Output("lower", Plot.BAND)),
        overlay=True,
        compute=price.central_range,
        aliases=("central pivot",),
        needs_dates=True,
    ),
    Entry(
        name="GAP",
        title="Opening gap",
        category=Category.PRICE,
        meaning="By how many percent each bar opened above the close before it.",
        reading="Small gaps are mostly filled on the same day; large ones with volume more often begin a move.",
        formula="100 * (open[t] - close[t-1]) / close[t-1]",
        source="Kirkpatrick and Dahlquist, Technical Analysis: The Complete Resource, 2006, Gaps",
        parameters=(),
        inputs=("open", "close"),
        outputs=(Output("gap", Plot.HISTOGRAM),),
        overlay=False,
        compute=price.gap,
        aliases=("gap",),
        levels=(0.0,),
    ),
    Entry(
        name="FROMHIGH",
        title="Distance from the high",
        category=Category.PRICE,
        meaning="How many percent the close is below the highest high of a year.",
        reading="Near zero, shares have gone on doing better than those far below: the momentum of the 52-week high.",
        formula="100 * (close - highest high of n) / highest high of n",
        source="Thomas George and Chuan-Yang Hwang, The 52-Week High and Momentum Investing, Journal of Finance 59, "
        "2004",
        parameters=(period(252, minimum=1),),
        inputs=("high", "close"),
        outputs=lines("fromhigh"),
        overlay=False,
        compute=price.from_high,
        aliases=("52 week high",),
        levels=(0.0,),
    ),
)
