"""Indicators by stockstats, with the settings ours have."""

from collections.abc import Callable

import pandas as pd  # type: ignore[import-untyped]
import stockstats

from bench.pairs import Pair
from bench.work import Walk, columns_of


def prepared(walk: Walk) -> pd.DataFrame:
    """Return the bars as a frame; asked for an indicator, this library adds it as a column."""
    return pd.DataFrame(columns_of(walk), index=pd.DatetimeIndex(walk.times, name="date")).drop(columns="dates")


def read(*names: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what asks this library for columns, which is how it is told to compute them."""
    # A shallow copy: it must not find what it has computed before.
    return lambda prices: stockstats.wrap(prices.copy(deep=False))[list(names)]


PAIRS = (
    Pair("AO", read("ao")),
    Pair("CHOP", read("chop")),
    Pair("COPPOCK", read("coppock")),
    Pair("CTI", read("close_20_cti")),
    Pair("ELDERRAY", read("eribull", "eribear")),
    Pair("HMA", read("close_16_hma")),
    Pair("ICHIMOKU", read("ichimoku"), differs="it has the gap between the spans alone"),
    Pair("INERTIA", read("inertia"), differs="of the relative vigour index, ours of relative volatility as Dorsey's"),
    Pair("KST", read("kst"), outputs=("kst",)),
    Pair("LOGRETURN", read("log-ret")),
    Pair("PGO", read("pgo")),
    Pair("PSL", read("psl")),
    Pair("PVO", read("pvo", "pvos", "pvoh")),
    Pair(
        "QQE",
        read("qqe"),
        outputs=("qqestop",),
        differs="it carries the other side's stop along, ours sets it anew at a turn",
    ),
    Pair("RVGI", read("rvgi", "rvgis"), settings={"timeperiod": 14}),
    Pair("SMMA", read("close_14_smma")),
    Pair("SUPERTREND", read("supertrend"), settings={"timeperiod": 14}, outputs=("supertrend",)),
    Pair("TRIXSIGNAL", read("close_15_trix"), outputs=("trix",)),
    Pair("VWMA", read("vwma_20"), differs="of typical prices, ours of closes"),
    Pair("WAVETREND", read("wt1", "wt2")),
    Pair("ZSCORE", read("close_30_z"), differs="of the deviation of a sample, ours of the window itself"),
)
