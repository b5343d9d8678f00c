"""Numbers for people and JSON: those that are none or endless are None."""

import numpy as np

from engine.bars import Floats

Number = float | None


def finite_or_none(values: Floats) -> list[Number]:
    """
    Return numbers as a list, None for those that are none or endless.

    >>> finite_or_none(np.array([0.5, np.nan, np.inf]))
    [0.5, None, None]
    """
    numbers: list[Number] = values.tolist()
    is_finite = np.isfinite(values)
    if is_finite.all():
        return numbers
    return [number if finite else None for number, finite in zip(numbers, is_finite.tolist(), strict=True)]
