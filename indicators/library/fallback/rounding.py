"""What TA-Lib takes for no difference at all."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.library.entry import Floats

_SHARE: Final = 1e-14


def is_rounding(difference: Floats, first: Floats, second: Floats) -> NDArray[np.bool_]:
    """
    Return where a difference of two numbers is so small beside them that only rounding may have made it.

    >>> is_rounding(np.array([1e-14, 1e-14]), np.array([9.0, 0.1]), np.array([9.0, 0.1]))
    array([ True, False])
    """
    return np.abs(difference) < _SHARE * (np.abs(first) + np.abs(second))
