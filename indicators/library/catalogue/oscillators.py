"""What the catalogue says of our own squeezes, waves and filters."""

from typing import Final

from indicators.library import oscillators
from indicators.library.catalogue.common import HLC, OHLC, histogram, lines, period, signal, width
from indicators.library.entry import Category, Entry, Output, Parameter, Plot

ENTRIES: Final = (
    Entry(
        name="SQUEEZE",
        title="Squeeze momentum",
        category=Category.MOMENTUM,
        meaning="Whether the Bollinger bands are inside the Keltner channel, and which way the price leans meanwhile.",
        reading="While the squeeze is on the market rests; when it goes off, trade the way the columns point until "
        "they shrink.",
        formula="on where nbdev * deviation < nbatr * SMA(true range); momentum = end of the line fitted to "
        "close - (middle of the range + SMA) / 2, all of timeperiod bars",
        source="John Carter, Mastering the Trade, 2005; in LazyBear's form on TradingView, 2014",
        parameters=(
            period(20),
            width(2.0, "How many deviations the Bollinger bands are away."),
            width(1.5, "How many average true ranges the Keltner channel is away.", "nbatr"),
        ),
        inputs=HLC,
        outputs=(histogram("momentum"), Output("squeeze", Plot.MARKER, "1 while it is on")),
        overlay=False,
        compute=oscillators.squeeze,
        aliases=("TTM squeeze", "squeeze momentum indicator"),
        levels=(0.0,),
    ),
    Entry(
        name="CG",
        title="Centre of gravity",
        category=Category.MOMENTUM,
        meaning="How many bars nearer than the middle the balance of the last prices lies.",
        reading="It has hardly a lag: crossing the line of the bar before marks a turn of a cycle. In a trend most of "
        "its turns are false.",
        formula="sum of i * price / sum of price, i = 1 at the oldest to n at the newest, less (n + 1) / 2",
        source="John Ehlers, The CG Oscillator, Stocks & Commodities, May 2002",
        parameters=(period(10, "How many bars are weighed: half a cycle."),),
        inputs=("real",),
        outputs=lines("cg", "trigger"),
        overlay=False,
        compute=oscillators.centre_of_gravity,
        aliases=("center of gravity", "Ehlers centre of gravity"),
        levels=(0.0,),
    ),
    Entry(
        name="LAGUERRERSI",
        title="Laguerre RSI",
        category=Category.MOMENTUM,
        meaning="The share of the steps between the four lines of a Laguerre filter that lead up, from 0 to 1.",
        reading="Leaving 0 upwards through 0.2 is a signal to buy, leaving 1 through 0.8 one to sell; in a trend it "
        "stays at its edge.",
        formula="of the steps L0 - L1, L1 - L2, L2 - L3 of the filter: sum of the positive / sum of all their sizes",
        source="John Ehlers, Cybernetic Analysis for Stocks and Futures, 2004",
        parameters=(Parameter("gamma", 0.5, 0, 0.99, "How much each line keeps of itself: the more, the smoother."),),
        inputs=("real",),
        outputs=lines("laguerrersi"),
        overlay=False,
        compute=oscillators.laguerre_rsi,
        aliases=("LRSI",),
        levels=(0.2, 0.8),
    ),
    Entry(
        name="IFISHRSI",
        title="Inverse Fisher transform of RSI",
        category=Category.MOMENTUM,
        meaning="RSI pressed to the edges, -1 and 1, so that it says yes or no.",
        reading="Buy as it rises through -0.5, or through 0.5 if it has not before; sell as it falls through 0.5 or "
        "-0.5.",
        formula="tanh(WMA(0.1 * (RSI(timeperiod) - 50), smoothing))",
        source="John Ehlers, The Inverse Fisher Transform, Stocks & Commodities, May 2004",
        parameters=(
            period(5, "How many bars the RSI takes."),
            period(9, "How many bars the weighted average takes.", "smoothing", 1),
        ),
        inputs=("real",),
        outputs=lines("ifishrsi"),
        overlay=False,
        compute=oscillators.inverse_fisher,
        aliases=("inverse Fisher RSI", "IFTRSI"),
        levels=(-0.5, 0.5),
    ),
    Entry(
        name="RMI",
        title="Relative momentum index",
        category=Category.MOMENTUM,
        meaning="RSI that compares each price with that of several bars before instead of the last.",
        reading="As RSI, but calmer: in a trend it stays above 70 or below 30 longer, and its swings are fewer.",
        formula="m = price[t] - price[t-lookback]; 100 * Wilder(positive m) / (Wilder(positive m) + Wilder(negative "
        "m))",
        source="Roger Altman, Relative Momentum Index: Modifying RSI, Stocks & Commodities, February 1993",
        parameters=(
            period(20, "How many bars Wilder's average takes."),
            period(5, "With the price of how many bars before it is compared.", "lookback", 1),
        ),
        inputs=("real",),
        outputs=lines("rmi"),
        overlay=False,
        compute=oscillators.relative_momentum,
        aliases=("relative momentum",),
        levels=(30.0, 70.0),
    ),
    Entry(
        name="WAVETREND",
        title="WaveTrend",
        category=Category.MOMENTUM,
        meaning="How far the typical price is from its average in average distances, smoothed, beside its own "
        "average.",
        reading="Above 60 overbought, below -60 oversold; the two lines crossing there is the signal.",
        formula="p = (high + low + close) / 3; ci = (p - EMA(p, n)) / (0.015 * EMA(|p - EMA(p, n)|, n)); "
        "WT = EMA(ci, smoothing); signal = SMA(WT, signalperiod)",
        source="LazyBear, WaveTrend Oscillator, a script on TradingView, 2014",
        parameters=(
            period(10, "How many bars the channel takes.", minimum=1),
            period(21, "How many bars the average of the channel index takes.", "smoothing", 1),
            signal(4, "simple"),
        ),
        inputs=HLC,
        outputs=lines("wavetrend", "wavetrendsignal"),
        overlay=False,
        compute=oscillators.wave_trend,
        aliases=("WT", "wave trend oscillator"),
        levels=(-60.0, 0.0, 60.0),
    ),
    Entry(
        name="PMO",
        title="Price momentum oscillator",
        category=Category.MOMENTUM,
        meaning="The rate of change of one bar smoothed twice, beside its average.",
        reading="Crossing its average is the signal, the stronger the farther from zero; as it is in percent, symbols "
        "can be ranked by it.",
        formula="S(10 * S(ROC(1), slowperiod), fastperiod), S an average in which each value has a share of 2 / n; "
        "signal = EMA(PMO, signalperiod)",
        source="Carl Swenlin, DecisionPoint; with StockCharts since 2013",
        parameters=(
            period(35, "How many bars the first average takes.", "slowperiod"),
            period(20, "How many bars the second average takes.", "fastperiod"),
            signal(10),
        ),
        inputs=("real",),
        outputs=lines("pmo", "pmosignal"),
        overlay=False,
        compute=oscillators.price_momentum,
        aliases=("DecisionPoint PMO",),
        levels=(0.0,),
    ),
    Entry(
        name="INERTIA",
        title="Inertia",
        category=Category.MOMENTUM,
        meaning="The end of a straight line fitted to the relative volatility index.",
        reading="Above 50 the trend has inertia upwards, below 50 downwards: it takes more to turn it than to go on.",
        formula="end of the least squares line of timeperiod values of RVI(stdperiod, rviperiod)",
        source="Donald Dorsey, Refining the Relative Volatility Index, Stocks & Commodities, September 1995",
        parameters=(
            period(20, "How many bars the line is fitted to."),
            period(10, "How many bars the deviations take.", "stdperiod"),
            period(14, "How many bars the relative volatility index takes.", "rviperiod", 1),
        ),
        inputs=("real",),
        outputs=lines("inertia"),
        overlay=False,
        compute=oscillators.inertia,
        levels=(50.0,),
    ),
    Entry(
        name="BRAR",
        title="BRAR",
        category=Category.MOMENTUM,
        meaning="The ways up in percent of the ways down: from the open, AR, and from the close before, BR.",
        reading="AR near 100 is balance; far above it the mood is hot, below 50 cold. BR swings wider: above 300 "
        "expect a fall, below 40 a rise.",
        formula="AR = 100 * sum(high - open) / sum(open - low); BR = 100 * sum of max(high - close[t-1], 0) / sum of "
        "max(close[t-1] - low, 0)",
        source="In common use in Japan and China since long before 2000, of no one author",
        parameters=(period(26, minimum=1),),
        inputs=OHLC,
        outputs=lines("ar", "br"),
        overlay=False,
        compute=oscillators.brar,
        levels=(100.0,),
    ),
    Entry(
        name="RCI",
        title="Rank correlation index",
        category=Category.MOMENTUM,
        meaning="How far the order of the last prices is that of their bars: 100 if each is higher than the one "
        "before.",
        reading="Above 80 the rise is in perfect order and may be spent, below -80 the fall. Three lengths drawn "
        "together show short swings inside long ones. Outliers do not count: ranks only.",
        formula="100 * (1 - 6 * sum of (rank of price - number of bar)^2 / (n (n^2 - 1)))",
        source="Charles Spearman's rank correlation, American Journal of Psychology 15, 1904; in use in Japan",
        parameters=(Parameter("timeperiod", 9, 2, 500, "How many bars are ranked."),),
        inputs=("real",),
        outputs=lines("rci"),
        overlay=False,
        compute=oscillators.rank_correlation,
        aliases=("Spearman indicator",),
        levels=(-80.0, 0.0, 80.0),
    ),
    Entry(
        name="TRENDFLEX",
        title="Trendflex",
        category=Category.MOMENTUM,
        meaning="How far the smoothed price is above its last values on average, in its usual distances.",
        reading="Above zero the trend is up, for as long as it lasts: unlike Reflex it stays there. Near 2 a move is "
        "large.",
        formula="F = super smoother of half the period; d = F - mean of F[t-1] ... F[t-n]; m[t] = 0.04 d^2 + 0.96 "
        "m[t-1]; d / sqrt(m)",
        source="John Ehlers, Reflex: A New Zero-Lag Indicator, Stocks & Commodities, February 2020",
        parameters=(period(20, "How many bars it looks back: about a cycle.", minimum=8),),
        inputs=("real",),
        outputs=lines("trendflex"),
        overlay=False,
        compute=oscillators.trendflex,
        aliases=("Ehlers Trendflex",),
        levels=(0.0,),
    ),
    Entry(
        name="REFLEX",
        title="Reflex",
        category=Category.MOMENTUM,
        meaning="How far the smoothed price's last values lie below a straight line across them, in its usual "
        "distances.",
        reading="A trend is taken out by the line, so turns show at once: it follows the cycle with hardly a lag. "
        "Crossing zero is a turn.",
        formula="F = super smoother of half the period; d = mean of (line from F[t-n] to F[t] - F) over the n bars "
        "before; m[t] = 0.04 d^2 + 0.96 m[t-1]; d / sqrt(m)",
        source="John Ehlers, Reflex: A New Zero-Lag Indicator, Stocks & Commodities, February 2020",
        parameters=(period(20, "How many bars it looks back: about a cycle.", minimum=8),),
        inputs=("real",),
        outputs=lines("reflex"),
        overlay=False,
        compute=oscillators.reflex,
        aliases=("Ehlers Reflex",),
        levels=(0.0,),
    ),
    Entry(
        name="ROOFING",
        title="Roofing filter",
        category=Category.MOMENTUM,
        meaning="The price without the waves longer than one period, its trend, and those shorter than another, its "
        "noise.",
        reading="What is left swings round zero and can be traded as a cycle, or given to another oscillator in place "
        "of the price. It begins at zero and takes a long wave to settle.",
        formula="a = (cos x + sin x - 1) / cos x, x = 0.707 * 2 pi / highperiod; H[t] = (1 - a / 2)^2 (p[t] - 2 "
        "p[t-1] + p[t-2]) + 2 (1 - a) H[t-1] - (1 - a)^2 H[t-2]; then the super smoother of lowperiod",
        source="John Ehlers, Cycle Analytics for Traders, 2013",
        parameters=(
            period(48, "The longest wave left in, in bars.", "highperiod", 6),
            period(10, "The shortest wave left in, in bars.", "lowperiod", 4),
        ),
        inputs=("real",),
        outputs=lines("roofing"),
        overlay=False,
        compute=oscillators.roofing,
        aliases=("Ehlers roofing filter",),
        levels=(0.0,),
    ),
)
