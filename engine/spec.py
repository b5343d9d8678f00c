"""What to run."""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, Self

ParamValue = int | float | str | bool
MAX_SYMBOLS: Final = 20
MAX_SOURCE_BYTES: Final = 100_000


class SpecError(ValueError):
    """A setting that cannot be run; `field` names it and the text is fit for users."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def _check_range(name: str, value: float, low: float, high: float, shown: str) -> None:
    if not (isinstance(value, int | float) and math.isfinite(value) and low <= value <= high):
        raise SpecError(name, f"{shown} must lie between {low:g} and {high:g}.")


def _check_symbol(name: str, symbol: str) -> None:
    if not re.fullmatch(r"[A-Z0-9.\-=^/]{1,20}", symbol):
        raise SpecError(name, f"“{symbol}” is not a symbol.")


COST_RANGES: Final[Mapping[str, tuple[float, float, str]]] = MappingProxyType(
    {
        "commission_rate": (0, 0.1, "Commission, a fraction of the value traded,"),
        "commission_per_share": (0, 100, "Commission for each share"),
        "commission_per_trade": (0, 10_000, "Commission for each order"),
        "commission_minimum": (0, 10_000, "The least commission of an order"),
        "commission_maximum_rate": (0, 1, "The most commission of an order, a fraction of its value,"),
        "slippage_rate": (0, 0.1, "Slippage, a fraction of the price,"),
        "slippage_ticks": (0, 1_000, "Slippage in ticks"),
        "slippage_volume": (0, 10, "Slippage by share of volume, a coefficient,"),
        "impact": (0, 10, "Market impact, a coefficient,"),
        "volume_cap": (1e-6, 1, "The share of a bar's volume that orders may take"),
    }
)
OPTIONAL_COSTS: Final = frozenset({"commission_maximum_rate", "volume_cap"})


@dataclass(frozen=True, kw_only=True)
class Costs:
    """
    What trading costs: components that add up, each by its class in `engine.trading`.

    Rates are fractions, amounts are money. Minimum and maximum bound the commission of an order, without fees; the
    maximum is a fraction of the order's value.

    :raises SpecError: if a value is out of range.
    """

    commission_rate: float = 0.001
    commission_per_share: float = 0.0
    commission_per_trade: float = 0.0
    commission_minimum: float = 0.0
    commission_maximum_rate: float | None = None
    us_fees: bool = False
    slippage_rate: float = 0.0005
    slippage_ticks: float = 0.0
    slippage_volume: float = 0.0
    impact: float = 0.0
    volume_cap: float | None = None

    def __post_init__(self) -> None:
        for name, (low, high, shown) in COST_RANGES.items():
            value = getattr(self, name)
            if value is not None or name not in OPTIONAL_COSTS:
                _check_range(name, value, low, high, shown)
        if not isinstance(self.us_fees, bool):
            raise SpecError("us_fees", "US fees are either charged or not.")

    @property
    def is_plain_commission(self) -> bool:
        """Return whether all that is charged is a fraction of the value traded, whatever the order."""
        bounded = self.commission_minimum or self.commission_maximum_rate is not None
        return not (self.commission_per_share or self.commission_per_trade or bounded or self.us_fees)


@dataclass(frozen=True, kw_only=True)
class Sizing:
    """
    How much an order without a size buys: `percent` of cash (a fraction), or a `fixed` number of units.

    :raises SpecError: if the amount is out of range.
    """

    kind: Literal["percent", "fixed"] = "percent"
    amount: float = 0.95

    def __post_init__(self) -> None:
        if self.kind not in ("percent", "fixed"):
            raise SpecError("sizing", "Sizing is either fixed:UNITS or percent:PERCENT.")
        if self.kind == "percent":
            _check_range("sizing", self.amount, 0.0001, 1, "The share of cash per position")
        else:
            _check_range("sizing", self.amount, 1e-8, 1e9, "The number of units per order")

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the sizing written as `fixed:100` or `percent:95`.

        >>> Sizing.parse("percent:95")
        Sizing(kind='percent', amount=0.95)

        :raises SpecError: if it is neither, or out of range.
        """
        kind, _, amount = text.partition(":")
        try:
            number = float(amount)
        except ValueError:
            raise SpecError("sizing", f"“{text}” is not a sizing. Write fixed:100 or percent:95.") from None
        if kind == "percent":
            return cls(kind="percent", amount=number / 100)
        return cls(kind=kind, amount=number)  # type: ignore[arg-type]  # checked in __post_init__


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of the machine one run may use."""

    wall_seconds: float = 60.0
    cpu_seconds: int = 60
    memory_bytes: int = 512 * 1024 * 1024
    output_bytes: int = 32 * 1024 * 1024
    orders: int = 100_000
    log_lines: int = 1_000
    log_line_chars: int = 500


@dataclass(frozen=True, kw_only=True)
class Spec:
    """
    One backtest, complete: the same spec over the same bars gives the same result.

    `benchmark` is `hold` (the run's own symbols, bought and held), `cash`, or another symbol; `profile` says how much
    is measured.

    :raises SpecError: if a value is out of range.
    """

    source: str
    symbols: tuple[str, ...]
    start_date: date | None = None
    end_date: date | None = None
    interval: str = "1d"
    cash: float = 100_000.0
    costs: Costs = field(default_factory=Costs)
    sizing: Sizing = field(default_factory=Sizing)
    params: Mapping[str, ParamValue] = field(default_factory=lambda: MappingProxyType({}))
    strategy_class: str | None = None
    seed: int = 0
    benchmark: str = "hold"
    profile: Literal["basic", "advanced"] = "advanced"
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if len(self.source.encode("utf-8", "surrogatepass")) > MAX_SOURCE_BYTES:
            raise SpecError("source", f"The code is longer than {MAX_SOURCE_BYTES:,} bytes.")
        if not 1 <= len(self.symbols) <= MAX_SYMBOLS:
            raise SpecError("symbols", f"Choose between 1 and {MAX_SYMBOLS} symbols.")
        if len(set(self.symbols)) != len(self.symbols):
            raise SpecError("symbols", "A symbol is named twice.")
        for symbol in self.symbols:
            _check_symbol("symbols", symbol)
        if self.start_date and self.end_date and self.start_date > self.end_date:
            raise SpecError("start_date", "The start date is after the end date.")
        _check_range("cash", self.cash, 1, 1e12, "Starting cash")
        self._check_measures()
        for name in self.params:
            if not name.isidentifier():
                raise SpecError("params", f"“{name}” is not a parameter name.")

    def _check_measures(self) -> None:
        if self.benchmark not in ("hold", "cash"):
            _check_symbol("benchmark", self.benchmark)
        if self.profile not in ("basic", "advanced"):
            raise SpecError("profile", "The profile is either basic or advanced.")

    @property
    def benchmark_symbol(self) -> str | None:
        """Return the symbol to compare with, None for buying and holding the run's own and for cash."""
        return None if self.benchmark in ("hold", "cash") else self.benchmark

    @property
    def source_sha256(self) -> str:
        """Return the sha256 of the source text."""
        return hashlib.sha256(self.source.encode("utf-8", "surrogatepass")).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return the spec as JSON-ready values."""
        values = asdict(replace(self, params={})) | {"symbols": list(self.symbols), "params": dict(self.params)}
        for name in ("start_date", "end_date"):
            values[name] = values[name] and values[name].isoformat()
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """
        Return the spec that `to_dict` wrote.

        :raises SpecError: if a value is out of range.
        """
        dates = {name: values[name] and date.fromisoformat(values[name]) for name in ("start_date", "end_date")}
        nested = {
            "costs": Costs(**values["costs"]),
            "sizing": Sizing(**values["sizing"]),
            "limits": Limits(**values["limits"]),
            "symbols": tuple(values["symbols"]),
            "params": MappingProxyType(dict(values["params"])),
        }
        return cls(**{**values, **dates, **nested})
