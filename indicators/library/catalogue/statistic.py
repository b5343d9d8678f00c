"""What the catalogue says of our own statistics."""

from typing import Final

from indicators.library import statistic
from indicators.library.entry import LONGEST, Category, Entry, Output, Parameter, Plot

ENTRIES: Final = (
    Entry(
        name="LOGRETURN",
        title="Logarithmic return",
        category=Category.STATISTIC,
        meaning="The growth rate of a price over some bars, compounded at every moment.",
        reading="Unlike returns in percent, these add up: the sum over a year's days is the year's. Small ones are "
        "the same in both terms; a fall of half is -0.69.",
        formula="ln(price[t] / price[t - timeperiod])",
        source="Campbell, Lo and MacKinlay, The Econometrics of Financial Markets, 1997, section 1.4",
        parameters=(Parameter("timeperiod", 1, 1, LONGEST, "Over how many bars the return is taken."),),
        inputs=("real",),
        outputs=(Output("logreturn", Plot.HISTOGRAM, "Log return"),),
        overlay=False,
        compute=statistic.log_return,
        aliases=("log return", "continuously compounded return"),
        levels=(0.0,),
    ),
)
