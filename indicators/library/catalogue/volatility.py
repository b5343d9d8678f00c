"""What the catalogue says of our own measures of volatility."""

from typing import Final

from indicators.library import volatility
from indicators.library.catalogue.common import OHLC, PER_YEAR, lines, period
from indicators.library.entry import Category, Entry, Parameter

BARS: Final = (period(20, "How many bars are looked at."), PER_YEAR)

ENTRIES: Final = (
    Entry(
        name="HISTVOL",
        title="Historical volatility",
        category=Category.VOLATILITY,
        meaning="The standard deviation of the returns from close to close, in percent a year.",
        reading="20 means that in two years of three the price ends within about 20 percent of its mean. Compare it "
        "with its own past, or with what options imply.",
        formula="100 * sample standard deviation of ln(close[t] / close[t-1]) of n bars * sqrt(barsperyear)",
        source="John C. Hull, Options, Futures, and Other Derivative Securities, 1989",
        parameters=BARS,
        inputs=("real",),
        outputs=lines("histvol"),
        overlay=False,
        compute=volatility.historical,
        aliases=("HV", "realised volatility", "close to close volatility"),
    ),
    Entry(
        name="PARKINSON",
        title="Parkinson volatility",
        category=Category.VOLATILITY,
        meaning="Volatility read from the ranges of the bars, in percent a year.",
        reading="Takes a fifth of the bars that closes need for the same certainty, but knows nothing of gaps: below "
        "the historical one where most of the moving is done overnight.",
        formula="100 * sqrt(mean of ln(high / low)^2 / (4 ln 2) * barsperyear)",
        source="Michael Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, "
        "Journal of Business 53, 1980",
        parameters=BARS,
        inputs=("high", "low"),
        outputs=lines("parkinson"),
        overlay=False,
        compute=volatility.parkinson,
        aliases=("high low volatility",),
    ),
    Entry(
        name="GARMANKLASS",
        title="Garman Klass volatility",
        category=Category.VOLATILITY,
        meaning="Volatility read from ranges and bodies of the bars, in percent a year.",
        reading="As Parkinson's, with less noise; it takes the price to have no trend and no gaps.",
        formula="100 * sqrt(mean of (ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2) * barsperyear)",
        source="Mark B. Garman and Michael J. Klass, On the Estimation of Security Price Volatilities from Historical "
        "Data, Journal of Business 53, 1980",
        parameters=BARS,
        inputs=OHLC,
        outputs=lines("garmanklass"),
        overlay=False,
        compute=volatility.garman_klass,
        aliases=("GK volatility",),
    ),
    Entry(
        name="ROGERSSATCHELL",
        title="Rogers Satchell volatility",
        category=Category.VOLATILITY,
        meaning="Volatility read from the bars that a trend does not disturb, in percent a year.",
        reading="Where the price trends, the others overstate; this one does not. Gaps it leaves out.",
        formula="100 * sqrt(mean of ln(high / close) ln(high / open) + ln(low / close) ln(low / open) * barsperyear)",
        source="L. C. G. Rogers and S. E. Satchell, Estimating Variance from High, Low and Closing Prices, Annals of "
        "Applied Probability 1, 1991",
        parameters=BARS,
        inputs=OHLC,
        outputs=lines("rogerssatchell"),
        overlay=False,
        compute=volatility.rogers_satchell,
        aliases=("RS volatility",),
    ),
    Entry(
        name="YANGZHANG",
        title="Yang Zhang volatility",
        category=Category.VOLATILITY,
        meaning="Volatility read from gaps, bodies and ranges together, in percent a year.",
        reading="The most certain of those that need daily bars alone: it counts gaps and is not disturbed by a "
        "trend.",
        formula="100 * sqrt((var of gaps + k var of bodies + (1 - k) Rogers-Satchell variance) * barsperyear), "
        "k = 0.34 / (1.34 + (n + 1) / (n - 1))",
        source="Dennis Yang and Qiang Zhang, Drift-Independent Volatility Estimation Based on High, Low, Open, and "
        "Close Prices, Journal of Business 73, 2000",
        parameters=BARS,
        inputs=OHLC,
        outputs=lines("yangzhang"),
        overlay=False,
        compute=volatility.yang_zhang,
        aliases=("YZ volatility",),
    ),
    Entry(
        name="EWMAVOL",
        title="Exponentially weighted volatility",
        category=Category.VOLATILITY,
        meaning="Volatility that counts each day's return less the older it is, in percent a year.",
        reading="It jumps with a shock and fades from it, where the historical one falls off a cliff when the shock "
        "leaves its window. It begins at the first return, and takes some weeks to mean much.",
        formula="v[t] = decay v[t-1] + (1 - decay) ln(close[t] / close[t-1])^2; 100 * sqrt(v * barsperyear)",
        source="J. P. Morgan, RiskMetrics Technical Document, 1996",
        parameters=(Parameter("decay", 0.94, 0, 0.9999, "What is kept of the variance from bar to bar."), PER_YEAR),
        inputs=("real",),
        outputs=lines("ewmavol"),
        overlay=False,
        compute=volatility.weighted_volatility,
        aliases=("RiskMetrics volatility", "EWMA volatility"),
    ),
    Entry(
        name="ULCER",
        title="Ulcer index",
        category=Category.VOLATILITY,
        meaning="How deep and how long the price has been below its high: what gives its holders ulcers.",
        reading="Only falls count, which is what risk means to most. Low and flat: calm; the higher, the longer the "
        "wait for the old high.",
        formula="sqrt(mean of d^2), d = 100 * (price - highest of n) / highest of n, of n bars",
        source="Peter G. Martin and Byron B. McCann, The Investor's Guide to Fidelity Funds, 1989",
        parameters=(period(14, minimum=1),),
        inputs=("real",),
        outputs=lines("ulcer"),
        overlay=False,
        compute=volatility.ulcer,
        aliases=("ulcer",),
    ),
    Entry(
        name="RVI",
        title="Relative volatility index",
        category=Category.VOLATILITY,
        meaning="What share of the spread of prices fell on rising bars, in percent.",
        reading="RSI made of deviations instead of moves. Made to confirm: buy on another signal only above 50, sell "
        "only below.",
        formula="100 * Wilder(s where the price rose) / Wilder(s), s the standard deviation of stdperiod prices",
        source="Donald Dorsey, The Relative Volatility Index, Stocks & Commodities, June 1993",
        parameters=(
            period(10, "How many bars the deviations take.", "stdperiod"),
            period(14, "How many bars Wilder's average takes.", minimum=1),
        ),
        inputs=("real",),
        outputs=lines("rvi"),
        overlay=False,
        compute=volatility.relative_volatility,
        aliases=("relative volatility",),
        levels=(50.0,),
    ),
    Entry(
        name="THERMO",
        title="Market thermometer",
        category=Category.VOLATILITY,
        meaning="How far each bar reaches out of the one before it, beside its average.",
        reading="Elder entered while it was below its average and took profit when it rose to three times of it.",
        formula="greatest of high[t] - high[t-1], low[t-1] - low[t] and 0; average = EMA of it",
        source="Alexander Elder, Come Into My Trading Room, 2002",
        parameters=(period(22, "How many bars the average takes.", minimum=1),),
        inputs=("high", "low"),
        outputs=lines("thermo", "average"),
        overlay=False,
        compute=volatility.thermometer,
        aliases=("Elder's thermometer",),
    ),
    Entry(
        name="GAPO",
        title="Gopalakrishnan range index",
        category=Category.VOLATILITY,
        meaning="The logarithm of the range of some bars, to the base of their number.",
        reading="The higher, the more erratic the price; compare a symbol with its own past only, as it depends on "
        "the size of the price.",
        formula="ln(highest high - lowest low) / ln(n)",
        source="Jayanthi Gopalakrishnan, Gopalakrishnan Range Index, Stocks & Commodities, January 2001",
        parameters=(period(5),),
        inputs=("high", "low"),
        outputs=lines("gapo"),
        overlay=False,
        compute=volatility.range_index,
        aliases=("range index",),
    ),
)
