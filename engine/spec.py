"""What to run."""

import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal, Self

from engine.intervals import TIMEFRAMES

ParamValue = int | float | str | bool
MAX_SYMBOLS: Final = 20
MAX_SOURCE_BYTES: Final = 100_000
MAX_WARMUP: Final = 10_000
# What NumPy's global generator takes.
MAX_SEED: Final = 2**32 - 1
# Enough for a 200-day average and its slope, and for a look back over a year of 252 days with an average on top.
AUTOMATIC_WARMUP: Final = 300
# Smallest and largest multiple of equity that positions may be limited to.
LEVERAGE_RANGE: Final = (0.1, 100)
# What a run can be compared with without the prices of another symbol.
OWN_BENCHMARKS: Final = ("hold", "cash")


SizingKind = Literal["percent", "fixed", "cash", "equity", "all_in", "kelly", "volatility", "risk"]
# Smallest and largest amount of each kind of sizing, and what it is called.
SIZING_AMOUNTS: Final[Mapping[str, tuple[float, float, str]]] = {
    "percent": (0.0001, 1, "The share of cash per position"),
    "fixed": (1e-8, 1e9, "The number of units per order"),
    "cash": (0.01, 1e12, "The cash per order"),
    "equity": (0.0001, 10, "The share of the account's value per order"),
    "all_in": (1, 1, "The amount of all-in"),
    "kelly": (0.0001, 10, "The largest share of the account's value per position"),
    "volatility": (0.001, 10, "The yearly volatility aimed at"),
    "risk": (0.00001, 1, "The share of the account's value at risk per trade"),
}
# Written in percent.
SHARES: Final = ("percent", "equity", "kelly", "volatility", "risk")
# Smallest and largest value of each finer setting, and the kind it belongs to.
SIZING_DETAILS: Final[Mapping[str, tuple[float, float, str]]] = {
    "fraction": (0.01, 1, "kelly"),
    "trades": (2, 10_000, "kelly"),
    "bars": (2, 10_000, "volatility"),
    "atr": (1, 10_000, "risk"),
    "multiple": (0.01, 1_000, "risk"),
}
WHOLE_DETAILS: Final = ("trades", "bars", "atr")
SIZING_FORMS: Final = "fixed:100, percent:95, cash:10000, equity:50, all-in, kelly:25, volatility:15 or risk:1"


class SpecError(ValueError):
    """A setting that cannot be run; `field` names it and the text is fit for users."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def _check_range(name: str, value: float, low: float, high: float, shown: str, *, in_percent: bool = False) -> None:
    if not (isinstance(value, int | float) and math.isfinite(value) and low <= value <= high):
        span = f"{low * 100:g}% and {high * 100:g}%" if in_percent else f"{low:g} and {high:g}"
        raise SpecError(name, f"{shown} must lie between {span}.")


def _check_symbol(name: str, symbol: str) -> None:
    if not re.fullmatch(r"[A-Z0-9.\-=^/]{1,20}", symbol):
        raise SpecError(name, f"“{symbol}” is not a symbol. Write one such as AAPL.")


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
        "borrow_rate": (0, 1, "The yearly borrow rate, a fraction,"),
        "cash_rate": (0, 1, "The yearly interest on cash, a fraction,"),
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
    maximum is a fraction of the order's value. `borrow_rate` and `cash_rate` are a year's, on shares sold short and
    cash owed, and on cash.

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
    borrow_rate: float = 0.0
    cash_rate: float = 0.0
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
    How much an order without a size trades; shares are fractions. `engine.trading.sizing` holds the formulas.

    | kind | amount | besides |
    |---|---|---|
    | `percent` | share of cash, as Backtrader's `PercentSizerInt` | |
    | `fixed` | units | |
    | `cash` | money per order | |
    | `equity` | share of the account's value per order | |
    | `all_in` | 1: all that the cash reserve leaves | |
    | `kelly` | largest share of the account's value | `fraction` of Kelly's, after so many `trades` |
    | `volatility` | yearly volatility aimed at | measured over so many `bars` |
    | `risk` | share of the account's value lost at the stop | `multiple` of the average range of `atr` bars |

    :raises SpecError: if a value is out of range.
    """

    kind: SizingKind = "percent"
    amount: float = 0.95
    fraction: float = 0.5
    trades: int = 20
    bars: int = 20
    atr: int = 14
    multiple: float = 2.0

    def __post_init__(self) -> None:
        if self.kind not in SIZING_AMOUNTS:
            raise SpecError("sizing", f"“{self.kind}” is not a sizing. Write {SIZING_FORMS}.")
        low, high, shown = SIZING_AMOUNTS[self.kind]
        _check_range("sizing", self.amount, low, high, shown, in_percent=self.kind in SHARES)
        for name, (lowest, highest, kind) in SIZING_DETAILS.items():
            _check_range("sizing", getattr(self, name), lowest, highest, f"“{name}” of a {kind} sizing")
        if not all(isinstance(getattr(self, name), int) for name in WHOLE_DETAILS):
            raise SpecError("sizing", f"{', '.join(WHOLE_DETAILS)} of a sizing are whole numbers.")

    @property
    def details(self) -> str:
        """Return what differs from the usual in the finer settings of this kind, as `parse` reads it."""
        own = {name: getattr(self, name) for name, (_, _, kind) in SIZING_DETAILS.items() if kind == self.kind}
        usual = {known.name: known.default for known in fields(self)}
        return ",".join(f"{name}:{value:g}" for name, value in own.items() if value != usual[name])

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Return the sizing written as `fixed:100`, `percent:95`, `all-in` or `risk:1,atr:14,multiple:2`.

        >>> sizing = Sizing.parse("percent:95")
        >>> sizing.kind, sizing.amount
        ('percent', 0.95)
        >>> Sizing.parse("risk:1,multiple:3").details
        'multiple:3'

        :raises SpecError: if it is none, or out of range.
        """
        head, *rest = text.split(",")
        kind, _, amount = head.strip().replace("-", "_").partition(":")
        if kind == "all_in" and amount:
            raise SpecError("sizing", "all-in takes no amount: the cash reserve says what is kept back.")
        details = dict(_detail(part, kind=kind) for part in rest if part.strip())
        try:
            number = 1.0 if kind == "all_in" and not amount else float(amount)
        except ValueError:
            raise SpecError("sizing", f"“{text}” is not a sizing. Write {SIZING_FORMS}.") from None
        if kind in SHARES:
            number = number / 100
        return cls(kind=kind, amount=number, **details)  # type: ignore[arg-type]  # checked in __post_init__


def _detail(text: str, *, kind: str) -> tuple[str, float]:
    name, _, value = text.strip().partition(":")
    own = [known for known, (_, _, kind_of) in SIZING_DETAILS.items() if kind_of == kind]
    if name not in own:
        known = f"It takes {' and '.join(own)}." if own else "It takes none."
        raise SpecError("sizing", f"“{name}” is not a setting of the sizing {kind}. {known}")
    try:
        return name, int(value) if name in WHOLE_DETAILS else float(value)
    except ValueError:
        raise SpecError("sizing", f"“{value}” is not a number for “{name}”.") from None


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

    `seed` is what random numbers follow from.
    `warmup` is how many bars before `start_date` are loaded for the indicators; None is 300, and more if they need it.
    `benchmark` is `hold` (the run's own symbols, bought and held), `cash`, or another symbol; `profile` says how much
    is measured. A rehearsal is run to be compared, not to be reported: what `stop()` does is forgotten, no indicator
    is drawn, and each order comes with its line of the source.

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
    leverage: float | None = 1.0
    cash_reserve: float = 0.05
    params: Mapping[str, ParamValue] = field(default_factory=lambda: MappingProxyType({}))
    strategy_class: str | None = None
    seed: int = 0
    warmup: int | None = None
    benchmark: str = "hold"
    profile: Literal["basic", "advanced"] = "advanced"
    is_rehearsal: bool = False
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
        if self.interval not in TIMEFRAMES:
            raise SpecError("interval", f"“{self.interval}” is not an interval. Choose {', '.join(TIMEFRAMES)}.")
        if self.start_date and self.end_date and self.start_date > self.end_date:
            raise SpecError("start_date", "The start date is after the end date.")
        _check_range("cash", self.cash, 1, 1e12, "Starting cash")
        if self.leverage is not None:
            _check_range("leverage", self.leverage, *LEVERAGE_RANGE, "Leverage, a multiple of equity,")
        _check_range("cash_reserve", self.cash_reserve, 0, 0.9, "The cash reserve, a share of the account's value,")
        if self.warmup is not None:
            whole = self.warmup if type(self.warmup) is int else math.nan
            _check_range("warmup", whole, 0, MAX_WARMUP, "The number of warm-up bars")
        _check_range(
            "seed", self.seed if type(self.seed) is int else math.nan, 0, MAX_SEED, "The seed, a whole number,"
        )
        self._check_measures()
        for name in self.params:
            if not name.isidentifier():
                raise SpecError("params", f"“{name}” is not a parameter name.")

    def _check_measures(self) -> None:
        if self.benchmark not in OWN_BENCHMARKS:
            _check_symbol("benchmark", self.benchmark)
        if self.profile not in ("basic", "advanced"):
            raise SpecError("profile", "The profile is either basic or advanced.")

    @property
    def benchmark_symbol(self) -> str | None:
        """Return the symbol to compare with, None for buying and holding the run's own and for cash."""
        return None if self.benchmark in OWN_BENCHMARKS else self.benchmark

    @property
    def source_sha256(self) -> str:
        """Return the sha256 of the source text."""
        return hashlib.sha256(self.source.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def warmup_bars(self) -> int:
        """Return how many bars to load before the start date, where there are as many."""
        return warmup_asked(self.warmup)

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


def warmup_asked(warmup: int | None) -> int:
    """
    Return how many warm-up bars a setting asks for.

    >>> warmup_asked(None), warmup_asked(0)
    (300, 0)
    """
    return AUTOMATIC_WARMUP if warmup is None else warmup
