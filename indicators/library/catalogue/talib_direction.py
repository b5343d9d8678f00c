"""What the catalogue says of TA-Lib's directional movement, Aroon and cycle functions."""

from collections.abc import Mapping
from typing import Final

from indicators.library.catalogue.texts import EHLERS, WILDER, Text
from indicators.library.entry import Category

AROON: Final = "Chande, A Time Price Oscillator, Technical Analysis of Stocks & Commodities, September 1995"

TEXTS: Final[Mapping[str, Text]] = {
    "ADX": Text(
        "Average directional movement index",
        "How strong a trend is, whichever way it goes, from 0 to 100.",
        "Below 20 there is hardly a trend; rising above 25 one is under way. It says nothing of the direction: for "
        "that "
        "look at +DI and -DI. It is averaged twice, so it comes late.",
        "Wilder's average of DX; it starts as the mean of the first timeperiod values of DX",
        WILDER,
        aliases=("average directional index", "trend strength", "directional movement system", "DMI"),
        levels=(20.0, 25.0),
        named=True,
    ),
    "ADXR": Text(
        "Average directional movement rating",
        "The mean of today's ADX and that of some bars ago.",
        "A calmer ADX, meant for ranking markets by how well they trend.",
        "(ADX[t] + ADX[t - (timeperiod - 1)]) / 2",
        WILDER,
        aliases=("directional movement rating",),
        levels=(20.0, 25.0),
    ),
    "DX": Text(
        "Directional movement index",
        "The difference of rising and falling directional movement in percent of their sum.",
        "Near 100 all movement out of the last bar's range went one way; usually averaged to the ADX.",
        "100 * |+DI - -DI| / (+DI + -DI)",
        WILDER,
        aliases=("directional index",),
        levels=(25.0,),
    ),
    "PLUS_DI": Text(
        "Plus directional indicator",
        "How much of the true range was movement above the high of the bar before, in percent.",
        "Above -DI the upward movement prevails; their crossing is Wilder's signal while the ADX is high.",
        "100 * Wilder's sum of +DM / Wilder's sum of true range",
        WILDER,
        aliases=("positive directional indicator",),
    ),
    "MINUS_DI": Text(
        "Minus directional indicator",
        "How much of the true range was movement below the low of the bar before, in percent.",
        "Above +DI the downward movement prevails.",
        "100 * Wilder's sum of -DM / Wilder's sum of true range",
        WILDER,
        aliases=("negative directional indicator",),
    ),
    "PLUS_DM": Text(
        "Plus directional movement",
        "How far bars reached above the high of the bar before, where that was more than they reached below, summed.",
        "In units of the price; read it beside -DM, or as +DI, which is a share of the range.",
        "Wilder's sum of high[t] - high[t-1] where it is above zero and above low[t-1] - low[t], else 0",
        WILDER,
        aliases=("positive directional movement",),
    ),
    "MINUS_DM": Text(
        "Minus directional movement",
        "How far bars reached below the low of the bar before, where that was more than they reached above, summed.",
        "In units of the price; read it beside +DM, or as -DI, which is a share of the range.",
        "Wilder's sum of low[t-1] - low[t] where it is above zero and above high[t] - high[t-1], else 0",
        WILDER,
        aliases=("negative directional movement",),
    ),
    "AROON": Text(
        "Aroon",
        "How long ago the highest high and the lowest low of the period were: 100 this bar, 0 at its far end.",
        "Aroon up near 100 with Aroon down near 0 is a strong uptrend; both low, the market goes sideways.",
        "up, down = 100 * (timeperiod - bars since the highest high, the lowest low) / timeperiod, over timeperiod "
        "+ 1 "
        "bars",
        AROON,
        aliases=("Aroon up", "Aroon down"),
        levels=(30.0, 70.0),
    ),
    "AROONOSC": Text(
        "Aroon oscillator",
        "Aroon up less Aroon down, from -100 to 100.",
        "Above zero the latest high is younger than the latest low; near 100 the market makes high after high.",
        "Aroon up - Aroon down",
        AROON,
        levels=(0.0,),
    ),
    "HT_DCPERIOD": Text(
        "Dominant cycle period",
        "The length in bars of the strongest swing the price goes through just now, from 6 to 50.",
        "Half of it suits an oscillator's period, the whole an average that is to cancel the swing. In a trend "
        "there is "
        "no cycle, and the number means little.",
        "360 degrees / change of phase a bar, from the Hilbert transform of the smoothed price, itself smoothed",
        EHLERS,
        aliases=("Hilbert transform dominant cycle period", "cycle length"),
    ),
    "HT_DCPHASE": Text(
        "Dominant cycle phase",
        "Where in its dominant cycle the price stands, in degrees.",
        "Rising evenly the market cycles; hardly moving, it trends.",
        "arctangent of the sums of price * sine and price * cosine over one dominant cycle, in degrees",
        EHLERS,
        aliases=("Hilbert transform dominant cycle phase", "cycle phase"),
    ),
    "HT_PHASOR": Text(
        "Phasor components",
        "The price's cycle as two lines a quarter of it apart.",
        "Drawn against each other they go round once a cycle; a trend takes them off the circle.",
        "inphase = detrended smoothed price three bars ago, quadrature = its Hilbert transform",
        EHLERS,
        aliases=("Hilbert transform phasor", "in phase", "quadrature"),
        levels=(0.0,),
    ),
    "HT_SINE": Text(
        "Sine wave",
        "The sine of the phase of the dominant cycle, and the same 45 degrees ahead.",
        "The leading line crosses the other before the cycle turns; in a trend the two run side by side and do not "
        "cross.",
        "sine = sin(phase), leadsine = sin(phase + 45 degrees), phase as HT_DCPHASE",
        EHLERS,
        aliases=("Hilbert transform sine wave", "lead sine"),
        levels=(0.0,),
    ),
    "HT_TRENDMODE": Text(
        "Trend or cycle mode",
        "1 while the price trends, 0 while it swings about its trendline.",
        "Follow the trend at 1, trade the swings at 0; the change is told some bars late.",
        "0 for half a cycle behind each crossing of sine and lead sine, and while the phase moves at the cycle's "
        "pace; 1 "
        "otherwise, and whenever the price is 1.5 percent away from the trendline",
        EHLERS,
        aliases=("Hilbert transform trend mode", "trend vs cycle"),
        category=Category.TREND,
    ),
}
