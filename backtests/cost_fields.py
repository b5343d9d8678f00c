"""The part of a form that says what trading and holding cost, and how orders are handled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from backtests.amounts import plain
from engine.spec import COST_RANGES, LEVERAGE_RANGE, MAX_WARMUP, OPTIONAL_COSTS, Costs, Spec

# What a new backtest takes for granted besides commission and slippage. Studies of large orders find a coefficient of
# the square-root law near one (Toth and others, 2011); a tenth of a bar is what many desks allow themselves.
USUAL_IMPACT: Final = 1.0
USUAL_VOLUME_CAP: Final = 0.1
NO_LIMIT: Final = "off"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A field that is one of `Costs`: in percent where that is how people say it."""

    name: str
    scale: float = 1.0

    def shown(self, amount: float | None) -> object:
        """Return an amount as it stands in the field."""
        return "" if amount is None else plain(round(amount * self.scale, 8))

    def taken(self, typed: float | None) -> float | None:
        """Return the amount that was typed; an empty field is nothing, or no limit."""
        if typed is None:
            return None if self.name in OPTIONAL_COSTS else 0.0
        return round(typed / self.scale, 12)


PARTS: Final[Mapping[str, Part]] = {
    "commission": Part(name="commission_rate", scale=100),
    "slippage": Part(name="slippage_rate", scale=100),
    "impact": Part(name="impact"),
    "per_share": Part(name="commission_per_share"),
    "per_order": Part(name="commission_per_trade"),
    "least": Part(name="commission_minimum"),
    "most": Part(name="commission_maximum_rate", scale=100),
    "slippage_ticks": Part(name="slippage_ticks"),
    "slippage_volume": Part(name="slippage_volume"),
    "borrow_rate": Part(name="borrow_rate", scale=100),
    "cash_rate": Part(name="cash_rate", scale=100),
    "volume_cap": Part(name="volume_cap", scale=100),
}
# Those that are folded away until they are wanted.
FURTHER: Final = (
    *("per_share", "per_order", "least", "most", "us_fees"),
    *("slippage_ticks", "slippage_volume", "borrow_rate"),
)


def _amount(field: str, label: str, help_text: str = "", *, required: bool = False) -> forms.FloatField:
    """Return the field of a cost, with the bounds that a spec sets."""
    part = PARTS[field]
    low, high, _ = COST_RANGES[part.name]
    return forms.FloatField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=plain(round(low * part.scale, 10)),
        max_value=plain(round(high * part.scale, 10)),
    )


class LeverageField(forms.CharField):
    """A multiple of equity, or off."""

    def clean(self, value: Any) -> float | None:
        """Return the limit, None for none; an empty field asks for the usual one."""
        text = super().clean(value).strip().lower().removesuffix("x").removesuffix("×")
        if text == NO_LIMIT:
            return None
        try:
            limit = float(text) if text else Spec.leverage
        except ValueError:
            raise forms.ValidationError(f"“{text}” is not a multiple. Write 1, 1.5 or 2, or {NO_LIMIT}.") from None
        low, high = LEVERAGE_RANGE
        if limit is not None and not low <= limit <= high:
            raise forms.ValidationError(f"Write a multiple between {low:g} and {high:g}, or {NO_LIMIT}.")
        return limit


class CostFields(forms.Form):
    """What an order costs, what holding costs, and how much of a bar and of the account orders may take."""

    commission = _amount("commission", "Commission, per side", "Most US brokers: 0 to 0.10%", required=True)
    slippage = _amount("slippage", "Slippage, per side", "Large US stocks: 0.01 to 0.05%", required=True)
    impact = _amount("impact", "Market impact", "Square-root law: 1 as measured, 0 for none")
    per_share = _amount("per_share", "Commission per share")
    per_order = _amount("per_order", "Commission per order")
    least = _amount("least", "Commission at least, per order")
    most = _amount("most", "Commission at most, of the value")
    us_fees = forms.BooleanField(
        label="US fees on sales",
        required=False,
        help_text="SEC section 31 and FINRA activity fee, by the rates of the day",
    )
    slippage_ticks = _amount("slippage_ticks", "Slippage in ticks", "A tick is the smallest step of the price")
    slippage_volume = _amount(
        "slippage_volume", "Slippage by volume", "Times the squared share of the bar's volume; 0.1 is common"
    )
    borrow_rate = _amount("borrow_rate", "Borrowing, yearly", "On shares sold short and on cash owed")
    cash_rate = _amount("cash_rate", "Interest on cash, yearly", "0 unless the broker pays it")
    volume_cap = _amount(
        "volume_cap", "Volume at most, of each bar", "What is left waits for the next bars. Empty: no limit"
    )
    leverage = LeverageField(
        label="Leverage at most",
        required=False,
        max_length=10,
        help_text="1: nothing is borrowed. off: as in Backtrader, short sales need no money",
    )
    warmup = forms.IntegerField(
        label="Warm-up bars",
        required=False,
        min_value=0,
        max_value=MAX_WARMUP,
        help_text="Before the first day, for indicators. Empty: as many as they need",
    )

    def costs(self, values: Mapping[str, Any]) -> Costs:
        """
        Return the costs of these cleaned values.

        :raises SpecError: if one is out of range.
        """
        amounts: dict[str, Any] = {part.name: part.taken(values[field]) for field, part in PARTS.items()}
        return Costs(**amounts, us_fees=bool(values["us_fees"]))

    def further_costs(self) -> list[forms.BoundField]:
        """Return the fields that are folded away, but for the box to tick."""
        return [self[name] for name in FURTHER if name != "us_fees"]

    @property
    def is_further_open(self) -> bool:
        """Return whether what is folded away has to be seen: it is wrong, or not as usual."""
        return any(self[name].errors for name in FURTHER) or self.has_further_costs

    @property
    def has_further_costs(self) -> bool:
        """Return whether anything that is folded away costs something."""
        return any(str(self[name].value() or "0").strip() not in ("0", "0.0", "False") for name in FURTHER)

    @property
    def has_handling_errors(self) -> bool:
        """Return whether something is wrong with how orders are to be handled."""
        return any(self[name].errors for name in ("volume_cap", "leverage"))


def field_of_cost(name: str) -> str:
    """
    Return which field of the form is a field of the spec.

    >>> field_of_cost("commission_rate"), field_of_cost("leverage")
    ('commission', 'leverage')
    """
    return next((field for field, part in PARTS.items() if part.name == name), name)


def fields_of_costs(costs: Costs) -> dict[str, Any]:
    """Return what stands in the fields for these costs."""
    return {field: part.shown(getattr(costs, part.name)) for field, part in PARTS.items()} | {"us_fees": costs.us_fees}


def usual_costs() -> dict[str, Any]:
    """Return what stands in the fields before anybody types: impact and volume cap are on."""
    costs = Costs(impact=USUAL_IMPACT, volume_cap=USUAL_VOLUME_CAP)
    return fields_of_costs(costs) | {"commission": "0.10", "slippage": "0.05", "leverage": "1", "warmup": ""}


def costs_of(spec: Spec) -> dict[str, Any]:
    """Return what stands in the fields to repeat a run."""
    leverage = NO_LIMIT if spec.leverage is None else plain(spec.leverage)
    return fields_of_costs(spec.costs) | {"leverage": leverage, "warmup": "" if spec.warmup is None else spec.warmup}


def benchmark_choices(symbols: Iterable[tuple[str, str]]) -> list[Any]:
    """Return what a run can be compared with: itself held, cash, or any symbol with prices, by name."""
    held = [(symbol, f"{symbol}, {name}" if name != symbol else symbol) for symbol, name in symbols]
    return [("hold", "Buy and hold, same symbols"), ("cash", "Cash"), ("Holding another symbol", held)]
