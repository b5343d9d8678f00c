"""Statistics of prices that TA-Lib lacks."""

import numpy as np

from indicators.library.entry import Floats


def log_return(real: Floats, *, timeperiod: int = 1) -> tuple[Floats]:
    """
    Return the natural logarithm of each price over the one some bars before.

    >>> log_return(np.array([1.0, np.e, np.e]))[0].tolist()
    [nan, 1.0, 0.0]
    """
    returns = np.full(len(real), np.nan)
    # Prices of both signs have a ratio, but no return.
    is_price = (real[timeperiod:] > 0) & (real[:-timeperiod] > 0)
    np.divide(real[timeperiod:], real[:-timeperiod], out=returns[timeperiod:], where=is_price)
    return (np.log(returns),)
