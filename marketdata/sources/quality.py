"""The quality of a series of prices: what is wrong with it, what is odd, and what to do."""

from collections.abc import Sequence

import numpy as np

from marketdata.sources.faults import faults
from marketdata.sources.findings import Columns, Finding
from marketdata.sources.sessions import Opened
from marketdata.sources.suspicions import Stretch, suspicions


def examine(columns: Columns, *, opened: Opened | None = None, sources: Sequence[Stretch] = ()) -> tuple[Finding, ...]:
    """
    Return what is wrong or odd in some bars, the gravest first; in a sound series nothing.

    With `opened` every session without a bar is told, otherwise only gaps longer than any exchange closes. `sources`
    are the stretches of days that came from one source each.

    Oddities are looked for only where there are no errors: a wrong price makes its neighbours look odd, too.
    """
    # Prices of any size, and none, are columns: their logarithms and differences may overflow and warn of nothing.
    with np.errstate(all="ignore"):
        return tuple(faults(columns)) or tuple(suspicions(columns, opened=opened, sources=sources))
