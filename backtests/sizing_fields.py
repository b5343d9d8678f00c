"""The part of a form that says how large orders are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from backtests.amounts import MoneyField, money_text, plain
from engine.spec import SHARES, SIZING_AMOUNTS, SIZING_DETAILS, Sizing, SizingKind, Spec, SpecError


@dataclass(frozen=True, kw_only=True)
class Method:
    """A kind of sizing as it is offered: name, what it does, and its amount's field with what stands beside it."""

    label: str
    hint: str
    field: str = ""
    usual: float = 1.0
    before: str = ""
    after: str = ""

    def shown(self, amount: float) -> object:
        """Return an amount as it stands in the field."""
        return money_text(amount) if self.before else round(amount, 8)


METHODS: Final[Mapping[str, Method]] = {
    "percent": Method(
        label="Share of cash", hint="Grows and shrinks with the account", field="share", usual=95, after="%"
    ),
    "fixed": Method(label="Fixed units", hint="The same count every time", field="units", usual=100),
    "cash": Method(label="Fixed cash", hint="The same money every time", field="order_cash", usual=10_000, before="$"),
    "equity": Method(
        label="Share of account", hint="Counts what is invested too", field="equity_share", usual=50, after="%"
    ),
    "all_in": Method(label="All-in", hint="All but the cash reserve"),
    "kelly": Method(label="Kelly", hint="By the run's own trades so far", field="kelly_share", usual=25, after="%"),
    "volatility": Method(
        label="Volatility target", hint="Less when prices swing more", field="volatility", usual=15, after="%"
    ),
    "risk": Method(label="Risk per trade", hint="The same loss at every stop", field="risk_share", usual=1, after="%"),
}
# The kinds with finer settings, and what those are unless something else is typed.
DETAILS: Final = {
    kind: ", ".join(
        f"{name}:{getattr(Sizing, name):g}" for name, (_, _, known) in SIZING_DETAILS.items() if known == kind
    )
    for kind in ("kelly", "volatility", "risk")
}


def _percent(kind: SizingKind, label: str, help_text: str = "") -> forms.FloatField:
    """Return the field of a share, in percent, with the bounds that a spec sets."""
    low, high, _ = SIZING_AMOUNTS[kind]
    return forms.FloatField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=plain(round(low * 100, 8)),
        max_value=plain(round(high * 100, 8)),
    )


class SizingFields(forms.Form):
    """Which rule sizes orders that name no size, its amount, and the cash that is kept back."""

    sizing = forms.ChoiceField(
        label="Method",
        choices=[(kind, method.label) for kind, method in METHODS.items()],
        widget=forms.RadioSelect,
    )
    share = _percent("percent", "Cash per position")
    units = forms.FloatField(label="Units per order", required=False, min_value=0)
    order_cash = MoneyField(label="Cash per order", required=False, max_length=30)
    equity_share = _percent("equity", "Share of the account per order")
    kelly_share = _percent(
        "kelly",
        "Kelly: largest share of the account",
        "Half of Kelly's share, up to this; half of this until 20 trades are closed",
    )
    volatility = _percent("volatility", "Yearly volatility of a position", "Large US stocks swing by 15 to 40%")
    risk_share = _percent(
        "risk", "Share of the account lost at the stop", "A bracket's stop, or two average ranges of 14 bars"
    )
    sizing_details = forms.CharField(
        label="Finer settings",
        required=False,
        max_length=100,
        help_text=". ".join(f"{METHODS[kind].label}: {usual}" for kind, usual in DETAILS.items()),
    )
    cash_reserve = forms.FloatField(
        label="Cash reserve",
        required=False,
        min_value=0,
        max_value=90,
        help_text="Of the account, for costs and gaps; a target of 100% is refused without it",
    )

    def _method(self) -> Method | None:
        return METHODS.get(self["sizing"].value())

    def require_amount(self) -> None:
        """Ask for the amount of the chosen method."""
        method = self._method()
        if method and method.field:
            self.fields[method.field].required = True

    def sizing_options(self) -> list[tuple[Any, str]]:
        """Return every method with what it does."""
        return [(option, METHODS[option.data["value"]].hint) for option in self["sizing"]]

    def sizing_amounts(self) -> list[tuple[str, Method, forms.BoundField]]:
        """Return the field of every method that has an amount."""
        return [(kind, method, self[method.field]) for kind, method in METHODS.items() if method.field]

    def clean(self) -> dict[str, Any]:
        """Build the sizing; what is wrong with the amount of a method not chosen does not matter."""
        cleaned = super().clean() or self.cleaned_data
        kind, method = cleaned.get("sizing"), self._method()
        for other in METHODS.values():
            if other is not method:
                self.errors.pop(other.field, None)
        if kind and method and not {method.field, "sizing_details"} & self.errors.keys():
            self._build_sizing(kind, method, cleaned)
        return cleaned

    def _build_sizing(self, kind: str, method: Method, cleaned: dict[str, Any]) -> None:
        amount = f":{cleaned[method.field]!r}" if method.field else ""
        try:
            self.rule = Sizing.parse(f"{kind}{amount},{cleaned['sizing_details'] if kind in DETAILS else ''}")
        except SpecError as problem:
            self.add_error("sizing_details" if cleaned["sizing_details"] else method.field, str(problem))

    def kept_reserve(self) -> float:
        """Return the cash reserve as a fraction; an empty field asks for the usual one."""
        percent = self.cleaned_data.get("cash_reserve")
        return Spec.cash_reserve if percent is None else round(percent / 100, 10)


def usual_sizing() -> dict[str, Any]:
    """Return what stands in the fields before anybody types."""
    amounts = {method.field: method.shown(method.usual) for method in METHODS.values() if method.field}
    return {"sizing": "percent", **amounts, "sizing_details": "", "cash_reserve": plain(Spec.cash_reserve * 100)}


def sizing_of(spec: Spec) -> dict[str, Any]:
    """Return what stands in the fields to repeat a run."""
    rule = spec.sizing
    method = METHODS[rule.kind]
    amount = {method.field: method.shown(rule.amount * (100 if rule.kind in SHARES else 1))} if method.field else {}
    kept = {
        "sizing_details": rule.details.replace(",", ", "),
        "cash_reserve": plain(round(spec.cash_reserve * 100, 8)),
    }
    return usual_sizing() | {"sizing": rule.kind} | amount | kept
