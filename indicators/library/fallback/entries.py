"""
The named functions of TA-Lib as entries without TA-Lib: what it would tell of them is written down here.

The texts are those of the entries that use TA-Lib; a test holds everything else equal to what it tells of itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from indicators.library.catalogue import talib_averages, talib_direction, talib_momentum, talib_volume
from indicators.library.catalogue.texts import MEANINGS, Text
from indicators.library.entry import LONGEST, Category, Entry, Floats, Output, Parameter, Plot, Setting
from indicators.library.fallback import averages, mama, momentum, volume
from indicators.library.smoothing import average_true_range, ema
from indicators.library.windows import first_number, led, rolling_mean, rolling_wma

Function = Callable[..., Floats | tuple[Floats, ...]]
# A parameter's name, usual value and lowest value.
Known = tuple[str, Setting, float]

TEXTS: Final = (talib_averages, talib_direction, talib_momentum, talib_volume)
_AVERAGES: Final = tuple(averages.KINDS)
_BARS: Final = ("high", "low", "close")
_HIGHEST: Final[Mapping[str, float]] = {"fastlimit": 0.99, "slowlimit": 0.99, "nbdevup": 3e37, "nbdevdn": 3e37}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What TA-Lib would tell of a function and what computes it; its output is one line called as itself."""

    compute: Function
    category: Category
    inputs: tuple[str, ...] = ("real",)
    parameters: tuple[Known, ...] = ()
    outputs: tuple[Output, ...] = ()
    overlay: bool = False


def _period(usual: int, lowest: int = 2) -> tuple[Known, ...]:
    return (("timeperiod", usual, lowest),)


_average = partial(Shape, category=Category.TREND, overlay=True, parameters=_period(30, 1))
_momentum = partial(Shape, category=Category.MOMENTUM)
_volume = partial(Shape, category=Category.VOLUME)
_volatility = partial(Shape, category=Category.VOLATILITY)

SHAPES: Final[Mapping[str, Shape]] = {
    "SMA": _average(compute=rolling_mean),
    "EMA": _average(compute=ema),
    "WMA": _average(compute=rolling_wma),
    "DEMA": _average(compute=averages.dema),
    "TEMA": _average(compute=averages.tema),
    "KAMA": _average(compute=averages.kama),
    "MAMA": _average(
        compute=mama.mama,
        parameters=(("fastlimit", 0.5, 0.01), ("slowlimit", 0.05, 0.01)),
        outputs=(Output("mama"), Output("fama")),
    ),
    "RSI": _momentum(compute=momentum.rsi, parameters=_period(14)),
    "MACD": _momentum(
        compute=momentum.macd,
        parameters=(("fastperiod", 12, 2), ("slowperiod", 26, 2), ("signalperiod", 9, 1)),
        outputs=(Output("macd"), Output("macdsignal"), Output("macdhist", Plot.HISTOGRAM)),
    ),
    "STOCH": _momentum(
        compute=momentum.stoch,
        inputs=_BARS,
        parameters=(
            ("fastk_period", 5, 1),
            ("slowk_period", 3, 1),
            ("slowk_matype", "SMA", 0),
            ("slowd_period", 3, 1),
            ("slowd_matype", "SMA", 0),
        ),
        outputs=(Output("slowk"), Output("slowd")),
    ),
    "WILLR": _momentum(compute=momentum.willr, inputs=_BARS, parameters=_period(14)),
    "CCI": _momentum(compute=momentum.cci, inputs=_BARS, parameters=_period(14)),
    "ROC": _momentum(compute=momentum.roc, parameters=_period(10, 1)),
    "ADX": _momentum(compute=momentum.adx, inputs=_BARS, parameters=_period(14)),
    "OBV": _volume(compute=volume.obv, inputs=("real", "volume")),
    "AD": _volume(compute=volume.ad, inputs=(*_BARS, "volume")),
    "MFI": _volume(compute=volume.mfi, inputs=(*_BARS, "volume"), parameters=_period(14)),
    "BBANDS": _volatility(
        compute=averages.bbands,
        parameters=(*_period(20), ("nbdevup", 2.0, -3e37), ("nbdevdn", 2.0, -3e37), ("matype", "SMA", 0)),
        outputs=(Output("upperband", Plot.BAND), Output("middleband"), Output("lowerband", Plot.BAND)),
        overlay=True,
    ),
    "ATR": _volatility(
        compute=average_true_range,
        inputs=_BARS,
        parameters=_period(14, 1),
    ),
}


def entries() -> Iterator[Entry]:
    """Yield the entry of each named function of TA-Lib."""
    for name, shape in SHAPES.items():
        yield _entry(name, next(module.TEXTS[name] for module in TEXTS if name in module.TEXTS), shape)


def _entry(name: str, text: Text, shape: Shape) -> Entry:
    return Entry(
        name=name,
        title=text.title,
        category=text.category or shape.category,
        meaning=text.meaning,
        reading=text.reading,
        formula=text.formula,
        source=text.source,
        parameters=tuple(_parameter(text, *known) for known in shape.parameters),
        inputs=shape.inputs,
        outputs=shape.outputs or (Output(name.lower()),),
        overlay=shape.overlay if text.overlay is None else text.overlay,
        compute=partial(_computed, shape),
        aliases=text.aliases,
        levels=text.levels,
        named=text.named,
    )


def _parameter(text: Text, name: str, usual: Setting, lowest: float) -> Parameter:
    meaning = text.parameters.get(name) or MEANINGS[name]
    if isinstance(usual, str):
        return Parameter(name, usual, 0, len(_AVERAGES) - 1, meaning, _AVERAGES)
    return Parameter(name, usual, lowest, _HIGHEST.get(name, LONGEST), meaning)


def _computed(shape: Shape, *inputs: Floats, **settings: Setting) -> tuple[Floats, ...]:
    """Compute from the first bar on that has every input, as TA-Lib does."""
    begin = max(map(first_number, inputs))
    in_order = (settings[name] for name, _, _ in shape.parameters)
    found = shape.compute(*(values[begin:] for values in inputs), *in_order)
    outputs = found if isinstance(found, tuple) else (found,)
    return tuple(led(values, len(inputs[0])) for values in outputs)
