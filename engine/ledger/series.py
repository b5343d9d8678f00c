"""Columns to JSON-ready lists and back."""

from collections.abc import Sequence
from typing import cast

import numpy as np

from engine.bars import Floats, Times


def microseconds(times: Times) -> list[int]:
    """
    Return instants as whole microseconds since 1970.

    >>> microseconds(np.array(["1970-01-01T00:00:01"], dtype="datetime64[us]"))
    [1000000]
    """
    return cast(list[int], times.astype(np.int64).tolist())


def instants(values: Sequence[int]) -> Times:
    """
    Return the instants that `microseconds` wrote.

    >>> str(instants([1000000])[0])
    '1970-01-01T00:00:01.000000'
    """
    return np.array(values, dtype=np.int64).astype("datetime64[us]")


def floats(values: Sequence[float]) -> Floats:
    """
    Return a column of numbers.

    >>> floats([1, 2.5])
    array([1. , 2.5])
    """
    return np.array(values, dtype=np.float64)
