"""The quality of a series of prices: what is wrong with it, what is odd, and what to do."""

import numpy as np

from marketdata.sources.faults import faults
from marketdata.sources.findings import Columns, Finding
from marketdata.sources.suspicions import suspicions


def examine(columns: Columns) -> tuple[Finding, ...]:
    """
    Return what is wrong or odd in some bars, the gravest first; in a sound series nothing.

    Oddities are looked for only where there are no errors: a wrong price makes its neighbours look odd, too.
    """
    # Prices of any size, and none, are columns: their logarithms and differences may overflow and warn of nothing.
    with np.errstate(all="ignore"):
        return tuple(faults(columns)) or tuple(suspicions(columns))
