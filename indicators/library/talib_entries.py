"""TA-Lib's functions as entries: inputs, parameters, bounds and outputs as TA-Lib tells them, the texts ours."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from indicators.library.catalogue import (
    talib_averages,
    talib_candles_long,
    talib_candles_short,
    talib_direction,
    talib_momentum,
    talib_prices,
    talib_statistics,
    talib_volume,
)
from indicators.library.catalogue.texts import MEANINGS, Text
from indicators.library.entry import (
    LONGEST,
    BadParameter,
    Category,
    Compute,
    Entry,
    Floats,
    Output,
    Parameter,
    Plot,
    Setting,
)

# Loaded by name: its own types lack half of what it has.
talib: Any = import_module("talib")
abstract: Any = import_module("talib.abstract")
TEXTS: Final = (
    talib_averages,
    talib_candles_long,
    talib_candles_short,
    talib_direction,
    talib_momentum,
    talib_prices,
    talib_statistics,
    talib_volume,
)
CATEGORIES: Final = {
    "Cycle Indicators": Category.MOMENTUM,
    "Math Operators": Category.STATISTIC,
    "Math Transform": Category.STATISTIC,
    "Momentum Indicators": Category.MOMENTUM,
    "Overlap Studies": Category.TREND,
    "Pattern Recognition": Category.PATTERN,
    "Price Transform": Category.PRICE,
    "Statistic Functions": Category.STATISTIC,
    "Volatility Indicators": Category.VOLATILITY,
    "Volume Indicators": Category.VOLUME,
}
PLOTS: Final = {
    "Histogram": Plot.HISTOGRAM,
    "Values represent an upper limit": Plot.BAND,
    "Values represent a lower limit": Plot.BAND,
}
# In the order in which TA-Lib counts them.
_KINDS: Final = {getattr(talib.MA_Type, name): name for name in dir(talib.MA_Type) if not name.startswith("_")}
AVERAGES: Final = tuple(_KINDS[number] for number in sorted(_KINDS))
# Bounds are not among what TA-Lib tells, so it is asked which of these it takes.
LOWEST: Final[Mapping[type, Sequence[float]]] = {int: (1, 2), float: (-3e37, 0.0, 0.01)}
HIGHEST: Final[Mapping[type, Sequence[float]]] = {int: (LONGEST,), float: (3e37, 100.0, 1.0, 0.99)}
# Types of TA-Lib rather than names of lines.
NAMELESS: Final = ("real", "integer")


def entries() -> Iterator[Entry]:
    """Yield the entry of each function of TA-Lib that we say something of."""
    for module in TEXTS:
        for name, text in module.TEXTS.items():
            yield _entry(name, text, abstract.Function(name).info)


def _entry(name: str, text: Text, info: Mapping[str, Any]) -> Entry:
    inputs = _inputs(info["input_names"])
    outputs = tuple(_output(name, output, flags) for output, flags in info["output_flags"].items())
    is_overlay = "Output scale same as input" in info["function_flags"] if text.overlay is None else text.overlay
    return Entry(
        name=name,
        title=text.title,
        category=text.category or CATEGORIES[info["group"]],
        meaning=text.meaning,
        reading=text.reading,
        formula=text.formula,
        source=text.source,
        parameters=_parameters(name, text, info["parameters"], len(inputs)),
        inputs=("real",) if name in SPECIAL else inputs,
        outputs=outputs,
        overlay=is_overlay,
        compute=SPECIAL.get(name) or partial(_computed, name),
        aliases=text.aliases,
        levels=text.levels,
        named=text.named,
    )


def _inputs(names: Mapping[str, str | list[str]]) -> tuple[str, ...]:
    """
    Return the inputs in the order in which the function takes them.

    >>> _inputs({"price": "close", "prices": ["volume"]}), _inputs({"price0": "high", "price1": "low"})
    (('real', 'volume'), ('real0', 'real1'))
    """
    found: list[str] = []
    for kind, columns in names.items():
        found += [kind.replace("price", "real")] if isinstance(columns, str) else columns
    return tuple(found)


def _output(function: str, name: str, flags: Sequence[str]) -> Output:
    plot = next((PLOTS[flag] for flag in flags if flag in PLOTS), Plot.LINE)
    is_candle = function.startswith("CDL")
    return Output(function.lower() if name in NAMELESS else name, Plot.MARKER if is_candle else plot)


def _parameters(function: str, text: Text, defaults: Mapping[str, int | float], inputs: int) -> tuple[Parameter, ...]:
    takes = partial(_takes, getattr(talib, function), inputs)
    return tuple(_parameter(name, defaults, text, takes) for name in defaults)


def _parameter(
    name: str, defaults: Mapping[str, int | float], text: Text, takes: Callable[[Mapping[str, float]], bool]
) -> Parameter:
    default, meaning = defaults[name], text.parameters.get(name) or MEANINGS[name]
    if name.endswith("matype"):
        return Parameter(name, AVERAGES[int(default)], 0, len(AVERAGES) - 1, meaning, AVERAGES)
    kind = type(default)
    lowest = next(value for value in LOWEST[kind] if takes({name: value}))
    # A shortest period may be as long as the longest, so all of them are made as long.
    alike = [one for one, usual in defaults.items() if type(usual) is kind and not one.endswith("matype")]
    highest = next(value for value in HIGHEST[kind] if takes(dict.fromkeys(alike, value)))
    return Parameter(name, default, lowest, highest, meaning)


def _takes(function: Callable[..., Any], inputs: int, settings: Mapping[str, float]) -> bool:
    try:
        function(*[np.ones(1)] * inputs, **settings)
    except Exception:
        return False
    return True


def _computed(name: str, *inputs: Floats, **settings: Setting) -> tuple[Floats, ...]:
    numbers = _numbers(settings)
    found = getattr(talib, name)(*inputs, **numbers)
    outputs = found if isinstance(found, tuple) else (found,)
    return tuple(
        output if output.dtype == np.float64 else _without_lead(output, _lookback(name, tuple(numbers.items())))
        for output in outputs
    )


def _without_lead(output: NDArray[np.int32], lookback: int) -> Floats:
    """Return whole numbers as values: while it warms up TA-Lib gives zeros, which would read as "no pattern"."""
    values = output.astype(np.float64)
    values[:lookback] = np.nan
    return values


@lru_cache(maxsize=1024)
def _lookback(name: str, settings: tuple[tuple[str, int | float], ...]) -> int:
    function = abstract.Function(name)
    function.set_parameters(dict(settings))
    return int(function.lookback)


def _over_the_cycle(real: Floats, **settings: Setting) -> tuple[Floats, ...]:
    """
    Compute the average of variable period over the length of the dominant cycle.

    :raises BadParameter: if the shortest period is longer than the longest.
    """
    if settings["minperiod"] > settings["maxperiod"]:  # type: ignore[operator]
        raise BadParameter(f"minperiod is {settings['minperiod']}, more than maxperiod, {settings['maxperiod']}.")
    return (talib.MAVP(real, talib.HT_DCPERIOD(real), **_numbers(settings)),)


def _numbers(settings: Mapping[str, Setting]) -> dict[str, int | float]:
    return {name: AVERAGES.index(value) if isinstance(value, str) else value for name, value in settings.items()}


# Functions that need more than prices, and what stands for it here.
SPECIAL: Final[Mapping[str, Compute]] = {"MAVP": _over_the_cycle}
