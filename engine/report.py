"""What came of a backtest that ended well, and how it is stored."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self, cast

import numpy as np
from pydantic import TypeAdapter

from engine.bars import Bars, Times
from engine.events import OrderLog
from engine.ledger.account import Account, BookedFill, RoundTrip, Unfilled
from engine.lookahead.findings import LookAhead
from engine.metrics.annualising import Annualisation
from engine.metrics.metric import MetricValues, Profile
from engine.metrics.symbols import SymbolResult
from engine.metrics.tables import Tables
from engine.spec import Spec

_LOG: Final = TypeAdapter(OrderLog)
_TRADES: Final = TypeAdapter(tuple[RoundTrip, ...])
_FILLS: Final = TypeAdapter(tuple[BookedFill, ...])
_UNFILLED: Final = TypeAdapter(tuple[Unfilled, ...])
_SYMBOLS: Final = TypeAdapter(tuple[SymbolResult, ...])
_TABLES: Final = TypeAdapter(Tables | None)
_LOOK_AHEAD: Final = TypeAdapter(LookAhead | None)
_SERIES: Final = ("equity", "cash", "position_value", "gross_value")
# What dividing by a lot leaves is not part of one.
LOT_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Report:
    """
    The accounts and figures of a backtest, beside those of its benchmark.

    Of `order_log`, which the child wrote, only the strategy's name, parameters, indicator lines, printed lines and
    the count of who sized its orders may be shown; what was traded stands in the accounts. The basic profile has no
    `tables`. Without `look_ahead` nobody looked whether the run knew the future.
    """

    order_log: OrderLog
    account: Account
    benchmark: Account
    metrics: MetricValues
    benchmark_metrics: MetricValues
    facts: Mapping[str, Any]
    elapsed_ms: float
    symbols: tuple[SymbolResult, ...] = ()
    tables: Tables | None = None
    look_ahead: LookAhead | None = None

    @property
    def benchmark_name(self) -> str:
        """Return what stands beside the run: `hold`, `cash` or a symbol."""
        # A report stored without a name is of the time before there was a choice.
        name: str = self.facts.get("benchmark", {}).get("name", "hold")
        return name

    @property
    def profile(self) -> Profile:
        """Return how much was measured."""
        profile: Profile = self.facts.get("profile", "advanced")
        return profile

    @property
    def annualisation(self) -> Annualisation:
        """Return what its returns are of, and how many of them a year has."""
        return Annualisation.from_facts(self.facts)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready values: fractions, ISO dates, instants in microseconds since 1970."""
        return {
            "order_log": _LOG.dump_python(self.order_log, mode="json"),
            "account": account_to_dict(self.account),
            "benchmark": account_to_dict(self.benchmark),
            "metrics": dict(self.metrics),
            "benchmark_metrics": dict(self.benchmark_metrics),
            "facts": dict(self.facts),
            "elapsed_ms": self.elapsed_ms,
            "symbols": _SYMBOLS.dump_python(self.symbols, mode="json"),
            "tables": _TABLES.dump_python(self.tables, mode="json"),
            "look_ahead": _LOOK_AHEAD.dump_python(self.look_ahead, mode="json"),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the report that `to_dict` wrote, now or before it had tables, symbols and a look-ahead check."""
        return cls(
            order_log=_LOG.validate_python(values["order_log"]),
            account=account_from_dict(values["account"]),
            benchmark=account_from_dict(values["benchmark"]),
            metrics=values["metrics"],
            benchmark_metrics=values["benchmark_metrics"],
            facts=values["facts"],
            elapsed_ms=values["elapsed_ms"],
            symbols=_SYMBOLS.validate_python(values.get("symbols", ())),
            tables=_TABLES.validate_python(values.get("tables")),
            look_ahead=_LOOK_AHEAD.validate_python(values.get("look_ahead")),
        )


def account_to_dict(account: Account) -> dict[str, Any]:
    """Return an account as JSON-ready values."""
    return {
        "times": _microseconds(account.times),
        **{name: getattr(account, name).tolist() for name in _SERIES},
        "trades": _TRADES.dump_python(account.trades, mode="json"),
        "fills": _FILLS.dump_python(account.fills, mode="json"),
        "unfilled": _UNFILLED.dump_python(account.unfilled, mode="json"),
        "initial_cash": account.initial_cash,
        "ruined_bar": account.ruined_bar,
        "borrow_cost": account.borrow_cost,
        "interest": account.interest,
    }


def account_from_dict(values: Mapping[str, Any]) -> Account:
    """Return the account that `account_to_dict` wrote."""
    return Account(
        times=_instants(values["times"]),
        **{name: np.array(values[name], dtype=np.float64) for name in _SERIES},
        trades=_TRADES.validate_python(values["trades"]),
        fills=_FILLS.validate_python(values["fills"]),
        unfilled=_UNFILLED.validate_python(values["unfilled"]),
        initial_cash=values["initial_cash"],
        ruined_bar=values["ruined_bar"],
        # Reports stored before these were known had neither.
        borrow_cost=values.get("borrow_cost", 0.0),
        interest=values.get("interest", 0.0),
    )


def _microseconds(times: Times) -> list[int]:
    """
    Return instants as whole microseconds since 1970.

    >>> _microseconds(np.array(["1970-01-01T00:00:01"], dtype="datetime64[us]"))
    [1000000]
    """
    return cast(list[int], times.astype(np.int64).tolist())


def _instants(values: Sequence[int]) -> Times:
    """
    Return the instants that `_microseconds` wrote.

    >>> str(_instants([1000000])[0])
    '1970-01-01T00:00:01.000000'
    """
    return np.array(values, dtype=np.int64).astype("datetime64[us]")


def facts(*, feeds: Sequence[Bars], log: OrderLog, account: Account, annualisation: Annualisation) -> dict[str, Any]:
    """Return what a result rests on, for the list of assumptions."""
    return {
        "bars": len(account.times),
        "first_date": str(account.times[0].astype("datetime64[D]")),
        "last_date": str(account.times[-1].astype("datetime64[D]")),
        "data": [facts_of_feed(bars) for bars in feeds],
        "data_hash": data_hash(feeds),
        "periods_per_year": annualisation.periods_per_year,
        "annualisation": annualisation.to_facts(),
        "fills_by_type": dict(Counter(str(fill.order_type) for fill in account.fills)),
        "clipped_fills": sum(fill.is_clipped for fill in account.fills),
        "orders_filled_in_parts": sum(parts > 1 for parts in Counter(fill.order for fill in account.fills).values()),
        "largest_volume_share": max((fill.volume_share or 0.0 for fill in account.fills), default=0.0),
        "symbols_without_volume": [bars.symbol for bars in feeds if not (bars.volume > 0).any()],
        "engine_path": log.engine_path,
        "path_reason": log.path_reason,
        "bars_run": log.bars_run,
        "warmup_bars": log.warmup_bars,
        "sizes": asdict(log.sizes),
        "fractional_fills": fractional_fills(feeds=feeds, account=account),
    }


def fractional_fills(*, feeds: Sequence[Bars], account: Account) -> int:
    """Return how many fills are not in whole lots: Backtrader takes any size a strategy names."""
    lots = {bars.symbol: bars.lot_size for bars in feeds}
    counts = (fill.size / lots[fill.symbol] for fill in account.fills)
    return sum(abs(count - round(count)) > LOT_TOLERANCE * max(count, 1.0) for count in counts)


def facts_of_feed(bars: Bars) -> dict[str, Any]:
    """Return what one symbol's prices are and where they come from."""
    return {
        "symbol": bars.symbol,
        "interval": bars.interval,
        "bars": len(bars) - bars.warmup,
        "first_date": str(bars.dates[bars.warmup]),
        "last_date": str(bars.dates[-1]),
        "first_time": bars.times[bars.warmup].item().isoformat(),
        "last_time": bars.times[-1].item().isoformat(),
        "calendar": bars.calendar,
        "time_zone": bars.time_zone,
        "session_end": bars.session_end and bars.session_end.isoformat(),
        "source": bars.source,
        "adjustment": bars.adjustment,
        "currency": bars.currency,
        "is_simulated": bars.is_simulated,
        "warmup_bars": bars.warmup,
        "warmup_from": str(bars.dates[0]) if bars.warmup else None,
        "content_hash": bars.content_hash,
        "edition": bars.edition,
    }


def benchmark_facts(*, spec: Spec, account: Account, bars: Bars | None) -> dict[str, Any]:
    """
    Return what a run is compared with, and of another symbol its prices.

    Its last value stands on the run's bars that it is missing.
    """
    if bars is None or spec.benchmark_symbol is None:
        return {"name": spec.benchmark}
    missing = int(np.isin(account.times, bars.times, invert=True).sum())
    return {"name": spec.benchmark, **facts_of_feed(bars), "missing_bars": missing}


def data_hash(feeds: Sequence[Bars]) -> str:
    """Return one hash for all bars of a run; for a single symbol it is the hash of its bars."""
    if len(feeds) == 1:
        return feeds[0].content_hash
    return hashlib.sha256("".join(bars.content_hash for bars in feeds).encode()).hexdigest()
