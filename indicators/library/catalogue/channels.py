"""What the catalogue says of our own bands and stops."""

from typing import Final

from indicators.library import channels
from indicators.library.catalogue.common import HLC, bands, lines, period, width
from indicators.library.entry import Category, Entry, Output, Parameter, Plot

BANDS: Final = bands("upperband", "middleband", "lowerband")
DIRECTION: Final = Output("direction", Plot.MARKER, "1 rising, -1 falling")
ATR_PERIOD: Final = period(10, "How many bars the average true range takes.", "atrperiod", 1)

ENTRIES: Final = (
    Entry(
        name="KELTNER",
        title="Keltner channel",
        category=Category.VOLATILITY,
        meaning="An exponential average with bands some average true ranges from it.",
        reading="A close outside is a move larger than usual: in a trend its beginning, in a range its end. Where the "
        "Bollinger bands slip inside, the market is squeezed.",
        formula="EMA(close, timeperiod) +- nbatr * ATR(atrperiod)",
        source="Chester W. Keltner, How to Make Money in Commodities, 1960; in Linda Bradford Raschke's form",
        parameters=(
            period(20, "How many bars the middle takes.", minimum=1),
            ATR_PERIOD,
            width(2.0, "How many average true ranges the bands are away.", "nbatr"),
        ),
        inputs=HLC,
        outputs=BANDS,
        overlay=True,
        compute=channels.keltner,
        aliases=("Keltner channels", "KC"),
        named=True,
    ),
    Entry(
        name="DONCHIAN",
        title="Donchian channel",
        category=Category.VOLATILITY,
        meaning="The highest high and the lowest low of some bars, and their middle.",
        reading="The turtles bought a new high of 20 days and sold a new low of 10. The bar itself is inside its "
        "channel: a breakout is a close above the upper band of the bar before.",
        formula="highest high and lowest low of timeperiod bars; middle = their mean",
        source="Richard Donchian; in Curtis Faith, Way of the Turtle, 2007",
        parameters=(period(20, minimum=1),),
        inputs=("high", "low"),
        outputs=BANDS,
        overlay=True,
        compute=channels.donchian,
        aliases=("Donchian channels", "price channel", "turtle channel"),
        named=True,
    ),
    Entry(
        name="SUPERTREND",
        title="SuperTrend",
        category=Category.TREND,
        meaning="A stop some average true ranges from the price that follows it and never steps back.",
        reading="Green below the price: stay long; above it: stay out or short. It earns in trends and pays in "
        "ranges; a higher multiple turns less often.",
        formula="(high + low) / 2 +- nbatr * ATR(timeperiod); the lower band only rises until a close is below it, "
        "the upper only falls until one is above; begun as falling",
        source="Olivier Seban, Tout le monde mérite d'être riche, 2008",
        parameters=(
            period(10, "How many bars the average true range takes.", minimum=1),
            width(3.0, "How many average true ranges the stop is away.", "nbatr"),
        ),
        inputs=HLC,
        outputs=(Output("supertrend"), DIRECTION),
        overlay=True,
        compute=channels.supertrend,
        aliases=("super trend",),
    ),
    Entry(
        name="KAMABANDS",
        title="KAMA bands",
        category=Category.VOLATILITY,
        meaning="Kaufman's adaptive average with bands some standard deviations of the price from it.",
        reading="As Bollinger's, with a middle that stands still in a range and runs with a trend: touches of the "
        "bands then mean more in a range, and closes outside begin a trend.",
        formula="KAMA(timeperiod) +- nbdev * standard deviation of timeperiod prices",
        source="Kaufman's average (Smarter Trading, 1995) inside bands as Bollinger's; there is no one form of these",
        parameters=(
            period(10, "How many bars tell how straight the price goes, and how far it spreads."),
            period(2, "The average's length when the price goes straight.", "fastperiod", 1),
            period(30, "The average's length when it gets nowhere.", "slowperiod", 1),
            width(2.0, "How many standard deviations the bands are away."),
        ),
        inputs=("real",),
        outputs=BANDS,
        overlay=True,
        compute=channels.kama_bands,
        aliases=("Kaufman bands", "adaptive bands"),
    ),
    Entry(
        name="ENVELOPE",
        title="Moving average envelope",
        category=Category.VOLATILITY,
        meaning="A simple average with bands some percent from it.",
        reading="In a range the bands are where the price turns, in a trend a close beyond one confirms it. The "
        "percentage has to suit the symbol, as nothing adapts it.",
        formula="SMA(price, timeperiod) * (1 +- percent / 100)",
        source="Steven B. Achelis, Technical Analysis from A to Z, 1995, Envelopes",
        parameters=(
            period(20, "How many bars the middle takes.", minimum=1),
            Parameter("percent", 2.5, 0, 100, "How many percent the bands are away."),
        ),
        inputs=("real",),
        outputs=BANDS,
        overlay=True,
        compute=channels.envelope,
        aliases=("MA envelope", "moving average envelopes"),
    ),
    Entry(
        name="STARC",
        title="STARC bands",
        category=Category.VOLATILITY,
        meaning="A short simple average with bands some average true ranges from it.",
        reading="Near the upper band a purchase carries more risk than usual, near the lower one less.",
        formula="SMA(close, timeperiod) +- nbatr * ATR(atrperiod)",
        source="Manning Stoller; in Kirkpatrick and Dahlquist, Technical Analysis: The Complete Resource, 2006",
        parameters=(
            period(6, "How many bars the middle takes.", minimum=1),
            period(15, "How many bars the average true range takes.", "atrperiod", 1),
            width(2.0, "How many average true ranges the bands are away.", "nbatr"),
        ),
        inputs=HLC,
        outputs=BANDS,
        overlay=True,
        compute=channels.starc,
        aliases=("Stoller average range channel",),
    ),
    Entry(
        name="SEBANDS",
        title="Standard error bands",
        category=Category.VOLATILITY,
        meaning="The end of a straight line fitted to the price, with bands some standard errors from it.",
        reading="Tight bands: the price keeps to its line, the trend is orderly. Widening ones tell of its end sooner "
        "than a turn of the line.",
        formula="end of the least squares line of timeperiod prices +- nbdev * its standard error, each then averaged "
        "over smoothing bars",
        source="Jon Andersen, Standard Error Bands, Stocks & Commodities, September 1996",
        parameters=(
            period(21, "How many bars the line is fitted to.", minimum=3),
            width(2.0, "How many standard errors the bands are away."),
            period(3, "How many bars each line is averaged over.", "smoothing", 1),
        ),
        inputs=("real",),
        outputs=BANDS,
        overlay=True,
        compute=channels.standard_error_bands,
        aliases=("linear regression bands", "regression channel"),
    ),
    Entry(
        name="PERCENTB",
        title="Bollinger %B",
        category=Category.VOLATILITY,
        meaning="Where the price stands between the Bollinger bands: 0 at the lower, 1 at the upper.",
        reading="Above 1 the price is out of the bands. A second low with a higher %B than the first is the double "
        "bottom Bollinger looks for.",
        formula="(price - lower band) / (upper band - lower band)",
        source="John Bollinger, Bollinger on Bollinger Bands, 2001",
        parameters=(period(20, "How many bars the bands take."), width(2.0, "How many deviations wide they are.")),
        inputs=("real",),
        outputs=lines("percentb"),
        overlay=False,
        compute=channels.percent_b,
        aliases=("%B", "BBP", "Bollinger percent B"),
        levels=(0.0, 0.5, 1.0),
    ),
    Entry(
        name="BANDWIDTH",
        title="Bollinger band width",
        category=Category.VOLATILITY,
        meaning="How far the Bollinger bands are apart, in percent of the average between them.",
        reading="Its lowest value in half a year is the squeeze: quiet before a move, whose direction it does not "
        "tell.",
        formula="100 * (upper band - lower band) / middle band",
        source="John Bollinger, Bollinger on Bollinger Bands, 2001",
        parameters=(period(20, "How many bars the bands take."), width(2.0, "How many deviations wide they are.")),
        inputs=("real",),
        outputs=lines("bandwidth"),
        overlay=False,
        compute=channels.band_width,
        aliases=("BBW", "Bollinger bandwidth"),
    ),
    Entry(
        name="HILO",
        title="Gann HiLo activator",
        category=Category.TREND,
        meaning="The average low while the price rises and the average high while it falls: a close stop.",
        reading="Long while it runs below the price. It turns when a close leaves the average of highs or lows of the "
        "bar before.",
        formula="rising once close > SMA(high)[t-1], falling once close < SMA(low)[t-1]; shows SMA(low) or SMA(high)",
        source="Robert Krausz, The New Gann Swing Chartist, Stocks & Commodities, February 1998",
        parameters=(period(3, "How many bars the averages take.", minimum=1),),
        inputs=HLC,
        outputs=(Output("hilo"), DIRECTION),
        overlay=True,
        compute=channels.gann_hilo,
        aliases=("Gann high low activator",),
    ),
    Entry(
        name="CHANDELIER",
        title="Chandelier exit",
        category=Category.VOLATILITY,
        meaning="Stops that hang some average true ranges from the highest high, for longs, and the lowest low.",
        reading="Leave a long position when the close falls below its stop, a short one when it rises above the "
        "other. It lets a trend breathe and keeps most of it.",
        formula="long = highest high(n) - nbatr * ATR(n); short = lowest low(n) + nbatr * ATR(n)",
        source="Charles Le Beau; in Alexander Elder, Come Into My Trading Room, 2002",
        parameters=(
            period(22, minimum=1),
            width(3.0, "How many average true ranges the stops are away.", "nbatr"),
        ),
        inputs=HLC,
        outputs=lines("longexit", "shortexit"),
        overlay=True,
        compute=channels.chandelier,
        aliases=("chandelier stop",),
    ),
    Entry(
        name="CKSTOP",
        title="Chande Kroll stop",
        category=Category.VOLATILITY,
        meaning="The chandelier's two stops, each held at the worst of its last bars.",
        reading="A price above both lines is in an uptrend, below both in a downtrend; between them the trend is "
        "in doubt.",
        formula="stoplong = lowest(lowest low(n) + nbatr * ATR(n), stopperiod); "
        "stopshort = highest(highest high(n) - nbatr * ATR(n), stopperiod)",
        source="Tushar Chande and Stanley Kroll, The New Technical Trader, 1994",
        parameters=(
            period(10, minimum=1),
            width(1.0, "How many average true ranges the stops are away.", "nbatr"),
            period(9, "For how many bars the worst stop holds.", "stopperiod", 1),
        ),
        inputs=HLC,
        outputs=lines("stoplong", "stopshort"),
        overlay=True,
        compute=channels.chande_kroll,
        aliases=("Chande Kroll",),
    ),
)
