"""Indicators as programs, pages and terminals read them."""

from typing import Any

import numpy as np

from indicators.computing import Computed
from indicators.library.entry import Entry, Floats
from indicators.library.registry import warm_up


def described(entry: Entry) -> dict[str, Any]:
    """Return all that the catalogue says of an indicator."""
    return {
        "name": entry.name,
        "title": entry.title,
        "category": entry.category.value,
        "meaning": entry.meaning,
        "reading": entry.reading,
        "formula": entry.formula,
        "source": entry.source,
        "aliases": list(entry.aliases),
        "parameters": [
            {
                "name": one.name,
                "default": one.default,
                "minimum": None if one.choices else one.minimum,
                "maximum": None if one.choices else one.maximum,
                "choices": list(one.choices),
                "meaning": one.meaning,
            }
            for one in entry.parameters
        ],
        "inputs": list(entry.columns),
        "outputs": [{"name": one.name, "plot": one.plot.value, "label": one.label} for one in entry.outputs],
        "overlay": entry.overlay,
        "repaints": entry.repaints,
        "warm_up": warm_up(entry),
    }


def series(found: Computed) -> dict[str, Any]:
    """Return an indicator's values with their dates, null where there is none."""
    return {
        "name": found.values.name,
        "params": found.values.params,
        "dates": found.bars.dates[found.first :].astype(str).tolist(),
        "outputs": {name: numbers(values[found.first :]) for name, values in found.values.outputs.items()},
    }


def numbers(values: Floats) -> list[float | None]:
    """
    Return values as JSON knows them.

    >>> numbers(np.array([np.nan, 1.5]))
    [None, 1.5]
    """
    listed = values.astype(object)
    listed[np.isnan(values)] = None
    return listed.tolist()  # type: ignore[no-any-return]
