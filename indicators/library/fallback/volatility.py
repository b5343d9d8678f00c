"""Volatility as TA-Lib measures it, in NumPy: what the catalogue offers where TA-Lib is missing."""

from indicators.library.entry import Floats
from indicators.library.fallback.averages import moving_average
from indicators.library.smoothing import wilder
from indicators.library.windows import rolling_std, true_range


def bbands(
    real: Floats, *, timeperiod: int, nbdevup: float, nbdevdn: float, matype: str
) -> tuple[Floats, Floats, Floats]:
    """Return an average in the middle of two bands, so many standard deviations above and below it."""
    middle = moving_average(real, timeperiod, matype)
    width = rolling_std(real, timeperiod) + 0 * middle
    return middle + nbdevup * width, middle + 0 * width, middle - nbdevdn * width


