"""What the catalogue says of TA-Lib's moving averages and of other lines drawn over prices."""

from collections.abc import Mapping
from typing import Final

from indicators.library.catalogue.texts import EHLERS, KAUFMAN, TALIB, WILDER, Text
from indicators.library.entry import Category

TEXTS: Final[Mapping[str, Text]] = {
    "SMA": Text(
        "Simple moving average",
        "The mean of the last prices, each weighing the same.",
        "A price above its average is in an uptrend of that length. A short average that crosses a long one upwards "
        "is called a golden cross, downwards a death cross. It follows late: half its period on the whole.",
        "sum of the last timeperiod prices / timeperiod",
        "Gartley, Profits in the Stock Market, 1935",
        aliases=("golden cross", "death cross", "moving average", "average", "rolling mean"),
        named=True,
    ),
    "EMA": Text(
        "Exponential moving average",
        "A mean of all prices so far in which each weighs less than the one after it.",
        "Read like a simple average; it turns sooner, since the latest price weighs most, and is fooled sooner.",
        "EMA[t] = EMA[t-1] + a * (price[t] - EMA[t-1]), a = 2 / (timeperiod + 1); it starts as the mean of the first "
        "timeperiod prices",
        "Holt, Forecasting Seasonals and Trends by Exponentially Weighted Moving Averages, 1957",
        aliases=("exponential average", "EWMA"),
        named=True,
    ),
    "WMA": Text(
        "Weighted moving average",
        "A mean of the last prices in which the latest weighs most and the oldest least, in equal steps.",
        "Between a simple and an exponential average in haste, and unlike the latter it forgets old prices "
        "altogether.",
        "sum of i * price of place i / sum of i, i = 1 for the oldest to timeperiod for the latest",
        KAUFMAN,
        aliases=("linear weighted moving average", "LWMA"),
        named=True,
    ),
    "DEMA": Text(
        "Double exponential moving average",
        "An exponential average with the lag of its own smoothing taken off once.",
        "Hugs the price more closely than an average of the same period; in a turn it may overshoot.",
        "2 * EMA - EMA of EMA",
        "Mulloy, Smoothing Data with Faster Moving Averages, Technical Analysis of Stocks & Commodities, January 1994",
        aliases=("double EMA",),
        named=True,
    ),
    "TEMA": Text(
        "Triple exponential moving average",
        "An exponential average with the lag of its own smoothing taken off twice.",
        "Quicker still than the double one, and more likely to overshoot when the price turns.",
        "3 * EMA - 3 * EMA of EMA + EMA of EMA of EMA",
        "Mulloy, Smoothing Data with Less Lag, Technical Analysis of Stocks & Commodities, February 1994",
        aliases=("triple EMA",),
        named=True,
    ),
    "KAMA": Text(
        "Kaufman adaptive moving average",
        "An average that follows closely while the price runs straight, and hardly moves while it goes to and fro.",
        "Flat stretches tell of a market without direction; a turn of the line after one is the signal.",
        "KAMA[t] = KAMA[t-1] + c * (price[t] - KAMA[t-1]), c = (ER * (2/3 - 2/31) + 2/31)^2, ER = |change over "
        "timeperiod bars| / sum of the |changes| of each bar",
        "Kaufman, Smarter Trading, 1995",
        aliases=("adaptive moving average", "AMA"),
        named=True,
    ),
    "MAMA": Text(
        "MESA adaptive moving average",
        "Two averages whose speed follows the phase of the price's dominant cycle.",
        "MAMA crossing its slower companion FAMA upwards is read as the start of an uptrend, downwards as its end.",
        "MAMA[t] = a * price[t] + (1 - a) * MAMA[t-1], a = fastlimit / change of phase in degrees, at least "
        "slowlimit; "
        "FAMA the same over MAMA with a / 2",
        "Ehlers, MESA Adaptive Moving Averages, Technical Analysis of Stocks & Commodities, September 2001",
        aliases=("FAMA", "following adaptive moving average"),
        named=True,
        parameters={
            "fastlimit": "The largest weight a new price can get.",
            "slowlimit": "The smallest weight a new price can get.",
        },
    ),
    "MA": Text(
        "Moving average of a chosen kind",
        "Any of the moving averages here, chosen by name.",
        "Read as the average chosen; it is for trying how much the kind of average matters to an idea.",
        "the average named by matype over timeperiod bars",
        TALIB,
        aliases=("moving average with type",),
    ),
    "MAVP": Text(
        "Moving average over the dominant cycle",
        "A moving average whose period is the length of the cycle that the price goes through just now.",
        "In a market that swings, it cancels the swing and leaves the trend; a fixed period fits only one length.",
        "average of the last n prices, n = dominant cycle period (HT_DCPERIOD), kept between minperiod and maxperiod",
        EHLERS,
        aliases=("moving average with variable period", "variable period average"),
        parameters={
            "minperiod": "The shortest period it may take; at most maxperiod.",
            "maxperiod": "The longest period it may take.",
        },
    ),
    "TRIMA": Text(
        "Triangular moving average",
        "A simple average of a simple average, so that prices in the middle of the period weigh most.",
        "Very smooth and very late: for seeing the shape of a trend rather than for acting on it.",
        "SMA of SMA, the two periods adding up to timeperiod + 1",
        KAUFMAN,
        aliases=("triangular average", "TMA"),
    ),
    "T3": Text(
        "Tillson T3",
        "Six exponential averages in a row, combined so that most of their lag cancels out.",
        "As smooth as a long average with the lag of a short one; a turn of its direction is the usual signal.",
        "GD of GD of GD, GD = (1 + vfactor) * EMA - vfactor * EMA of EMA",
        "Tillson, Smoothing Techniques for More Accurate Signals, Technical Analysis of Stocks & Commodities, "
        "January 1998",
        aliases=("T3 moving average", "Tillson moving average"),
        parameters={"vfactor": "How much of the lag is taken off: 0 none, 1 as the double exponential average does."},
    ),
    "HT_TRENDLINE": Text(
        "Instantaneous trendline",
        "The price without its dominant cycle: an average over exactly one cycle, smoothed.",
        "A price that stays on one side of it for half a cycle is trending; one that swings around it is cycling.",
        "mean of the prices of the last dominant cycle, then weighted 4, 3, 2, 1 over the last four bars, divided "
        "by 10",
        EHLERS,
        aliases=("Hilbert transform trendline", "Ehlers trendline"),
    ),
    "MIDPOINT": Text(
        "Midpoint",
        "The middle between the highest and the lowest price of the last bars.",
        "A price above it is in the upper half of its recent range.",
        "(highest + lowest price of the last timeperiod bars) / 2",
        "Donchian, High Finance in Copper, Financial Analysts Journal, 1960",
        aliases=("midpoint over period",),
    ),
    "MIDPRICE": Text(
        "Midpoint price",
        "The middle between the highest high and the lowest low of the last bars.",
        "The middle line of Donchian's channel; over 9 and 26 bars it is the conversion and the base line of "
        "Ichimoku.",
        "(highest high + lowest low of the last timeperiod bars) / 2",
        "Donchian, High Finance in Copper, Financial Analysts Journal, 1960",
        aliases=("Donchian midline", "tenkan sen", "kijun sen"),
    ),
    "SAR": Text(
        "Parabolic SAR",
        "A stop that trails the price and comes closer with every new extreme, until the price hits it and it changes "
        "sides.",
        "Dots below the price: long, and the dot is the stop; above: short. It earns in trends and loses in ranges.",
        "SAR[t] = SAR[t-1] + af * (extreme - SAR[t-1]), never inside the last two bars; af grows by acceleration with "
        "each new extreme up to maximum and starts again when the side changes",
        WILDER,
        aliases=("stop and reverse", "PSAR"),
        category=Category.TREND,
        parameters={
            "acceleration": "How much faster the stop follows with each new extreme.",
            "maximum": "The fastest it can follow.",
        },
    ),
    "SAREXT": Text(
        "Parabolic SAR, extended",
        "Wilder's stop with the start, the reversal and the acceleration of each side set on their own.",
        "As the parabolic stop; values for the short side are negative, so that the sign tells the side.",
        "as SAR, with other acceleration for long and short, and offsetonreverse added when the side changes",
        WILDER,
        aliases=("extended stop and reverse",),
        overlay=False,
        parameters={
            "startvalue": "The first stop: above zero long, below zero short, zero for what the first bars suggest.",
            "offsetonreverse": "A share added to the stop when it changes sides.",
            "accelerationinitlong": "The acceleration a long side starts with.",
            "accelerationlong": "What each new high adds to it.",
            "accelerationmaxlong": "The most it can grow to on the long side.",
            "accelerationinitshort": "The acceleration a short side starts with.",
            "accelerationshort": "What each new low adds to it.",
            "accelerationmaxshort": "The most it can grow to on the short side.",
        },
    ),
    "BBANDS": Text(
        "Bollinger bands",
        "A moving average with a band of some standard deviations above and below it.",
        "Narrow bands tell of quiet markets, which tend not to stay quiet. A price at a band is high or low for its "
        "habits of late; in a trend it may walk along the band, so a touch alone is no signal.",
        "middle = average of timeperiod prices; upper, lower = middle + nbdevup, - nbdevdn times their standard "
        "deviation "
        "(divided by n, not n - 1)",
        "Bollinger, Bollinger on Bollinger Bands, 2001",
        aliases=("BB", "Bollinger"),
        named=True,
        category=Category.VOLATILITY,
        parameters={
            "nbdevup": "Width of the upper band in standard deviations.",
            "nbdevdn": "Width of the lower band in standard deviations.",
        },
    ),
    "ACCBANDS": Text(
        "Acceleration bands",
        "A moving average between two bands that widen with the range of the bars.",
        "Two closes in a row outside a band are read as acceleration in that direction; a close back inside as its "
        "end.",
        "upper, lower = SMA of high * (1 + 4 * w), of low * (1 - 4 * w), w = (high - low) / (high + low); middle = "
        "SMA "
        "of close",
        "Headley, Big Trends in Trading, 2002",
        aliases=("Headley acceleration bands", "ABANDS"),
        category=Category.VOLATILITY,
    ),
}
