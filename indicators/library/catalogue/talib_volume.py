"""What the catalogue says of TA-Lib's functions of volume and of volatility."""

from collections.abc import Mapping
from typing import Final

from indicators.library.catalogue.texts import ACHELIS, WILDER, Text
from indicators.library.entry import Category

TEXTS: Final[Mapping[str, Text]] = {
    "OBV": Text(
        "On-balance volume",
        "A running total of volume: added when the close rises, taken off when it falls.",
        "Its direction counts, not its height. Rising ahead of the price it is read as quiet buying; not confirming "
        "a new "
        "high of the price, as a warning.",
        "OBV[t] = OBV[t-1] + volume if close[t] > close[t-1], - volume if below; it starts with the first volume",
        "Granville, New Key to Stock Market Profits, 1963",
        aliases=("on balance volume",),
        named=True,
    ),
    "AD": Text(
        "Accumulation/distribution line",
        "A running total of volume, weighed by where each close stands in its bar.",
        "Its direction counts. Falling while the price rises, the rises end far from their highs: sold into.",
        "total of volume * ((close - low) - (high - close)) / (high - low); a bar without range adds nothing",
        f"Chaikin, described in {ACHELIS}",
        aliases=("A/D", "accumulation distribution", "Chaikin A/D line", "ADL"),
        named=True,
    ),
    "ADOSC": Text(
        "Chaikin oscillator",
        "The distance between a fast and a slow average of the accumulation/distribution line.",
        "Crossing zero upwards volume begins to flow in, downwards out; a new high of the price without one here is a "
        "warning.",
        "EMA(fastperiod) - EMA(slowperiod) of the A/D line, both starting at its first value",
        f"Chaikin, described in {ACHELIS}",
        aliases=("Chaikin A/D oscillator", "CHOSC"),
        levels=(0.0,),
    ),
    "MFI": Text(
        "Money flow index",
        "How much of the money traded came with a rising price, from 0 to 100: an RSI with volume.",
        "Above 80 and below 20 nearly all of it went one way; at odds with the price it is read as a warning.",
        "100 * P / (P + N), sums of tp * volume of bars with a higher and a lower tp, tp = (high + low + close) / 3",
        "Quong and Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of Stocks & Commodities, March 1989",
        aliases=("volume weighted RSI",),
        levels=(20.0, 80.0),
        named=True,
        category=Category.VOLUME,
    ),
    "ATR": Text(
        "Average true range",
        "How far the price usually travels in a bar, gaps included, in units of the price.",
        "For sizes of positions and distances of stops rather than for signals: two or three of it away, a stop is "
        "out "
        "of the way of ordinary noise.",
        "Wilder's average of the true range; it starts as the mean of the first timeperiod",
        WILDER,
        aliases=("true range average",),
        named=True,
    ),
    "NATR": Text(
        "Normalised average true range",
        "The average true range in percent of the close.",
        "As ATR, but comparable between stocks and over years.",
        "100 * ATR / close",
        "Forman, Cross-Market Evaluations with Normalized Average True Range, Technical Analysis of Stocks & "
        "Commodities, May 2006",
        aliases=("ATR in percent", "ATRP"),
    ),
    "TRANGE": Text(
        "True range",
        "How far the price travelled in a bar, counted from the close before it.",
        "A gap counts as travel; the building block of ATR.",
        "max(high, previous close) - min(low, previous close)",
        WILDER,
        aliases=("TR",),
    ),
    "ADR": Text(
        "Average day range",
        "The mean distance from low to high of the last bars, gaps left out.",
        "What a day trader may hope for between open and close; below ATR by the size of the usual gap.",
        "SMA of (high - low)",
        "On uses of the daily range: Crabel, Day Trading with Short Term Price Patterns, 1990",
        aliases=("average daily range",),
    ),
    "CVI": Text(
        "Chaikin volatility",
        "By how many percent the average range from low to high has changed over some bars.",
        "A quick rise near a low is read as panic near its end; a slow fall in a rising market as calm.",
        "100 * (e[t] / e[t - rocperiod] - 1), e = EMA of (high - low)",
        f"Chaikin, described in {ACHELIS}",
        aliases=("Chaikin's volatility",),
        levels=(0.0,),
        parameters={"rocperiod": "Over how many bars the change is taken."},
    ),
}
