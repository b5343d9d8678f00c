"""What the catalogue says of an indicator: one frozen entry each, whoever computes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Setting = int | float | str
Compute = Callable[..., tuple[Floats, ...]]

# TA-Lib's own limit on periods.
LONGEST: Final = 100_000
# Which column of prices stands for an input unless another is chosen; the two series are TA-Lib's choice.
COLUMNS: Final = {"real": "close", "real0": "high", "real1": "low"}


class Category(StrEnum):
    TREND = "trend"
    MOMENTUM = "momentum"
    VOLATILITY = "volatility"
    VOLUME = "volume"
    PATTERN = "pattern"
    STATISTIC = "statistic"
    PRICE = "price"


class Plot(StrEnum):
    """How an output is drawn."""

    LINE = "line"
    HISTOGRAM = "histogram"
    BAND = "band"
    MARKER = "marker"


# Where marks stand that say nothing by their sign.
ABOVE: Final = "above"
BELOW: Final = "below"


class BadParameter(ValueError):
    """A parameter that an indicator cannot take; the text names what it can."""


@dataclass(frozen=True)
class Parameter:
    """One number or name that changes an indicator: whole if its default is, a name if it has choices."""

    name: str
    default: Setting
    minimum: float
    maximum: float
    meaning: str
    choices: tuple[str, ...] = ()

    def checked(self, value: object) -> Setting:
        """
        Return a value as the indicator takes it.

        >>> Parameter("timeperiod", 14, 2, 100_000, "How many bars it looks back.").checked("20")
        20

        :raises BadParameter: if it is no number, not whole where it must be, or out of bounds.
        """
        if self.choices:
            return self._choice(value)
        number = self._number(value)
        if not self.minimum <= number <= self.maximum:
            raise BadParameter(f"{self.name} is {number:g}. Choose {self.bounds}.")
        return number

    @property
    def bounds(self) -> str:
        """
        Return what may be chosen, in words.

        >>> Parameter("nbdev", 2.0, 0, 3, "Width.").bounds
        'a number from 0 to 3'
        """
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        kind = "a whole number" if isinstance(self.default, int) else "a number"
        if self.maximum >= 1e30:
            return f"{kind} of {self.minimum:,.10g} or more" if self.minimum > -1e30 else kind
        return f"{kind} from {self.minimum:,.10g} to {self.maximum:,.10g}"

    def _number(self, value: object) -> int | float:
        try:
            # A yes or no is no number, whatever Python says.
            number = float("nan") if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            number = float("nan")
        is_whole = isinstance(self.default, int)
        if not np.isfinite(number) or (is_whole and not number.is_integer()):
            raise BadParameter(f"{self.name} is “{value}”. Choose {self.bounds}.")
        return int(number) if is_whole else number

    def _choice(self, value: object) -> str:
        text = str(value).strip().upper()
        if text in self.choices:
            return text
        # TA-Lib counts its kinds of averages from zero.
        if text.isdecimal() and int(text) < len(self.choices):
            return self.choices[int(text)]
        raise BadParameter(f"{self.name} is “{value}”. Choose {self.bounds}.")


@dataclass(frozen=True)
class Output:
    """One line of an indicator and how it is drawn; marks stand on a `side` of the bar, else on that of their sign."""

    name: str
    plot: Plot = Plot.LINE
    label: str = ""
    side: str = ""


@dataclass(frozen=True, eq=False)
class Entry:
    """
    One indicator: what it means, how it is computed and drawn.

    `compute` takes the inputs in their order and the parameters by name, and returns one float64 array for each
    output, NaN while it warms up. `named` entries stand first in their list. An indicator that `repaints` changes
    values it has already given; one that `needs_dates` is handed the date of every bar as `dates`.
    """

    name: str
    title: str
    category: Category
    meaning: str
    reading: str
    formula: str
    source: str
    parameters: tuple[Parameter, ...]
    inputs: tuple[str, ...]
    outputs: tuple[Output, ...]
    overlay: bool
    compute: Compute
    aliases: tuple[str, ...] = ()
    repaints: bool = False
    needs_dates: bool = False
    levels: tuple[float, ...] = ()
    named: bool = False

    def settings(self, given: Mapping[str, object] | None = None) -> dict[str, Setting]:
        """
        Return a value for every parameter: those given, checked, and the usual ones.

        :raises BadParameter: if one is unknown or out of bounds.
        """
        given = given or {}
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                takes = f"It takes {', '.join(known)}." if known else "It takes none."
                raise BadParameter(f"{self.name} has no parameter “{name}”. {takes}")
        return {name: one.checked(given.get(name, one.default)) for name, one in known.items()}

    @property
    def slug(self) -> str:
        """Return the name as it stands in addresses."""
        return self.name.lower()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of prices its inputs are read from."""
        return tuple(COLUMNS.get(name, name) for name in self.inputs)
