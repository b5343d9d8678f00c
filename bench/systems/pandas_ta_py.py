"""Indicators by pandas-ta-classic, with the settings ours have; TA-Lib is not in its environment."""

import pandas as pd  # type: ignore[import-untyped]
import pandas_ta_classic as ta

from bench.pairs import Pair
from bench.work import Walk, columns_of


def prepared(walk: Walk) -> pd.DataFrame:
    """Return the bars as this library reads them."""
    return pd.DataFrame(columns_of(walk), index=pd.DatetimeIndex(walk.times)).drop(columns="dates")


PAIRS = (
    Pair(
        "ALMA",
        lambda p: ta.alma(p.close, length=9, sigma=6, distribution_offset=0.85),
        differs="its weights run the other way, heaviest on the oldest bars",
    ),
    Pair("AO", lambda p: ta.ao(p.high, p.low)),
    Pair("BRAR", lambda p: ta.brar(p.open, p.high, p.low, p.close, length=26)),
    Pair(
        "CG", lambda p: ta.cg(p.close, length=10), differs="it leaves out the (n + 1) / 2 that makes zero the centre"
    ),
    Pair("CHOP", lambda p: ta.chop(p.high, p.low, p.close, length=14)),
    Pair("CKSTOP", lambda p: ta.cksp(p.high, p.low, p.close, p=10, x=1, q=9)),
    Pair("CMF", lambda p: ta.cmf(p.high, p.low, p.close, p.volume, length=20)),
    Pair("COPPOCK", lambda p: ta.coppock(p.close, length=10, fast=11, slow=14)),
    Pair("CTI", lambda p: ta.cti(p.close, length=20)),
    Pair("DISPARITY", lambda p: ta.bias(p.close, length=26), differs="a fraction, ours in percent"),
    Pair("DONCHIAN", lambda p: ta.donchian(p.high, p.low, lower_length=20, upper_length=20)),
    Pair("DPO", lambda p: ta.dpo(p.close, length=20, centered=False)),
    Pair("EOM", lambda p: ta.eom(p.high, p.low, p.close, p.volume, length=14, divisor=1e8)),
    Pair("FISHER", lambda p: ta.fisher(p.high, p.low, length=9)),
    Pair("FORCE", lambda p: ta.efi(p.close, p.volume, length=13)),
    Pair("HEIKINASHI", lambda p: ta.ha(p.open, p.high, p.low, p.close)),
    Pair(
        "HILO",
        lambda p: ta.hilo(p.high, p.low, p.close, high_length=3, low_length=3),
        differs="between turns it keeps the line where it is, ours goes on with its average",
        outputs=("hilo",),
    ),
    Pair("HMA", lambda p: ta.hma(p.close, length=16)),
    Pair("ICHIMOKU", lambda p: ta.ichimoku(p.high, p.low, p.close)[0], differs="its spans stand one bar later"),
    Pair(
        "INERTIA",
        lambda p: ta.inertia(p.close, length=20, rvi_length=14),
        differs="of its relative volatility, which see",
    ),
    Pair(
        "KELTNER",
        lambda p: ta.kc(p.high, p.low, p.close, length=20, scalar=2),
        differs="the true range averaged over 20 bars, ours as Wilder does over 10",
    ),
    Pair("KST", lambda p: ta.kst(p.close), differs="a hundred times ours"),
    Pair("KURTOSIS", lambda p: ta.kurtosis(p.close, length=30)),
    Pair(
        "KVO",
        lambda p: ta.kvo(p.high, p.low, p.close, p.volume),
        differs="it averages signed volume, ours Klinger's volume force",
    ),
    Pair("LOGRETURN", lambda p: ta.log_return(p.close)),
    Pair("MASS", lambda p: ta.massi(p.high, p.low)),
    Pair("MCGINLEY", lambda p: ta.mcgd(p.close, length=14)),
    Pair(
        "NVI",
        lambda p: ta.nvi(p.close, p.volume),
        differs="it adds percentages up, ours compounds them, and averages them",
    ),
    Pair(
        "PGO", lambda p: ta.pgo(p.high, p.low, p.close, length=14), differs="it averages the average true range again"
    ),
    Pair("PSL", lambda p: ta.psl(p.close, length=12)),
    Pair("PVO", lambda p: ta.pvo(p.volume)),
    Pair(
        "QQE", lambda p: ta.qqe(p.close), differs="it carries the other side's stop along, ours sets it anew at a turn"
    ),
    Pair("RVGI", lambda p: ta.rvgi(p.open, p.high, p.low, p.close, length=10)),
    Pair(
        "RVI",
        lambda p: ta.rvi(p.close, length=14),
        differs="one period and an exponential average, ours Dorsey's ten bars and Wilder's",
    ),
    Pair("SINWMA", lambda p: ta.sinwma(p.close, length=14)),
    Pair("SKEW", lambda p: ta.skew(p.close, length=30)),
    Pair("SMMA", lambda p: ta.rma(p.close, length=14)),
    Pair("SQUEEZE", lambda p: ta.squeeze(p.high, p.low, p.close, lazybear=True)),
    Pair(
        "STC",
        lambda p: ta.stc(p.close, tclength=10, fast=23, slow=50, factor=0.5),
        differs="it holds its first stochastic while the lowest MACD is below zero",
    ),
    Pair(
        "SUPERSMOOTHER",
        lambda p: ta.ssf(p.close, length=10),
        differs="it filters the newest price, Ehlers the mean of the last two",
    ),
    Pair(
        "SUPERTREND",
        lambda p: ta.supertrend(p.high, p.low, p.close, length=10, multiplier=3),
        differs="it keeps a band in place only while the price is on its side",
    ),
    Pair(
        "THERMO",
        lambda p: ta.thermo(p.high, p.low, length=22),
        differs="a bar inside the one before has heat of its own, ours none, as Elder's",
    ),
    Pair(
        "TRIXSIGNAL",
        lambda p: ta.trix(p.close, length=15, signal=9),
        differs="its signal is a simple average, ours exponential",
    ),
    Pair("TSI", lambda p: ta.tsi(p.close, fast=13, slow=25, signal=13)),
    Pair("ULCER", lambda p: ta.ui(p.close, length=14)),
    Pair("VIDYA", lambda p: ta.vidya(p.close, length=14), settings={"cmoperiod": 14}),
    Pair("VORTEX", lambda p: ta.vortex(p.high, p.low, p.close, length=14)),
    Pair("VPT", lambda p: ta.pvt(p.close, p.volume), differs="a hundred times ours"),
    Pair("VWAP", lambda p: ta.vwap(p.high, p.low, p.close, p.volume)),
    Pair("VWMA", lambda p: ta.vwma(p.close, p.volume, length=20)),
    Pair("ZLEMA", lambda p: ta.zlma(p.close, length=20, mamode="ema")),
    Pair(
        "ZSCORE",
        lambda p: ta.zscore(p.close, length=30),
        differs="of the deviation of a sample, ours of the window itself",
    ),
)
