"""What a person fills in to start a backtest, turned into a spec."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final, cast

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict

from backtests import periods
from backtests.amounts import MoneyField, money_text
from backtests.cost_fields import PARTS, CostFields, benchmark_choices, costs_of, field_of_cost, usual_costs
from backtests.models import BacktestRun
from backtests.planning import Plan, missing_benchmark, missing_prices, out_of_reach
from backtests.sizing_fields import SizingFields, sizing_of, usual_sizing
from engine.spec import MAX_SYMBOLS, Costs, ParamValue, Spec, SpecError
from marketdata import selectors as marketdata
from marketdata.obtaining import symbol_of
from marketdata.selectors import Coverage
from statis.addresses import row_id
from strategies import selectors as strategies
from strategies import services as strategy_services
from strategies.checking.findings import Inspection
from strategies.generation.catalogue import TEMPLATES
from strategies.inspecting import inspection_for_page
from strategies.models import StrategyVersion

TEMPLATE_PREFIX: Final = "template:"
PARAM_PREFIX: Final = "param_"
UNREAD: Final = "Its parameters cannot be read, because the sandbox is not available now. Try again in a minute."
NO_SUCH_BARS: Final = "There are no such bars here. Choose a length from the list."
CLASS_MARK: Final = "#"
DEFAULT_SYMBOL: Final = "AAPL"
BENCHMARK_TEMPLATE: Final = "buy_and_hold"
LIMIT_MESSAGES: Final = {"min_value": "Write %(limit_value)s or more.", "max_value": "Write %(limit_value)s or less."}
# Which field shows an error of the spec, besides those of costs.
SPEC_FIELDS: Final = {"source": "strategy", "params": "strategy"}


def parse_symbols(text: str) -> tuple[str, ...]:
    """
    Return the symbols in a text, in order, each once.

    >>> parse_symbols(" aapl, msft AAPL")
    ('AAPL', 'MSFT')
    """
    return tuple(dict.fromkeys(re.split(r"[\s,;]+", text.strip().upper()))) if text.strip() else ()


class SymbolsField(forms.CharField):
    """One or several symbols, separated by commas or spaces."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the symbols in capitals."""
        symbols = tuple(dict.fromkeys(symbol_of(symbol) for symbol in parse_symbols(super().clean(value))))
        if len(symbols) > MAX_SYMBOLS:
            raise forms.ValidationError(f"Choose between 1 and {MAX_SYMBOLS} symbols.")
        return symbols


class BacktestForm(SizingFields, CostFields):
    """One backtest: what, when, how much, at what cost, and the parameters the code declares."""

    # As on the page: mixed-in fields would come first.
    field_order = (
        *("strategy", "symbols", "interval", "start_date", "end_date", "cash", "benchmark", "warmup", "cash_rate"),
        *SizingFields.base_fields,
    )

    strategy = forms.ChoiceField(label="Strategy")
    symbols = SymbolsField(label="Symbol", help_text="Several are traded on one account: AAPL, MSFT", max_length=300)
    interval = forms.ChoiceField(label="Bars", required=False, error_messages={"invalid_choice": NO_SUCH_BARS})
    start_date = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    end_date = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    cash = MoneyField(label="Starting cash", max_length=30)
    benchmark = forms.ChoiceField(label="Benchmark", required=False)

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        for field in self.fields.values():
            field.error_messages |= {"required": f"Fill in “{field.label}”."} | LIMIT_MESSAGES
        self.groups = strategy_choices(owner)
        cast(forms.ChoiceField, self.fields["strategy"]).choices = self.groups
        self._offer_prices(marketdata.coverages(None, owner))
        found = inspection_for_page(self.source_shown())
        self.is_unread = found is None
        found = found or Inspection()
        self._offer_classes(found.classes)
        self.defaults = {one.name: one.value for one in found.parameters_of(self.strategy_class)}
        for name, default in self.defaults.items():
            self.fields[PARAM_PREFIX + name] = _param_field(name, default)
        self.require_amount()
        if self.is_bound:
            self._complete_params()

    def _offer_prices(self, held: Sequence[Coverage]) -> None:
        """Offer the intervals that there are bars of or may be, and what is held to compare with."""
        # A run to repeat may have an interval that is no longer offered.
        intervals = periods.to_be_had(held) | {Spec.interval, str(self.initial.get("interval", ""))}
        offered = periods.interval_choices(intervals)
        cast(forms.ChoiceField, self.fields["interval"]).choices = offered
        if any(", last " in label for _, label in offered):
            self.fields["interval"].help_text = "Limits are those of fetched prices"
        symbols = {one.symbol: one.name for one in held}
        cast(forms.ChoiceField, self.fields["benchmark"]).choices = benchmark_choices(list(symbols.items()))
        self.held = held

    def _offer_classes(self, classes: Sequence[str]) -> None:
        """Add the choice of a class where the code has several; the last one runs unless another is chosen."""
        self.strategy_class: str | None = None
        if len(classes) < 2:
            return
        sent = self.data if self.is_bound else self.initial
        asked = sent.get("strategy_class")
        chosen = str(asked) if asked in classes else classes[-1]
        self.strategy_class = chosen
        field = forms.ChoiceField(label="Class", choices=[(name, name) for name in classes])
        field.help_text = f"{len(classes)} strategies are in this code. Each has parameters of its own."
        self.fields["strategy_class"] = field
        if not self.is_bound:
            self.initial = {**self.initial, "strategy_class": chosen}
        elif not asked or sent.get("params_of", self.chosen).partition(CLASS_MARK)[0] != self.chosen:
            # Nothing was chosen yet, or among the classes of another strategy.
            self.data = cast(QueryDict, self.data).copy()
            self.data["strategy_class"] = chosen

    @property
    def class_field(self) -> forms.BoundField | None:
        """Return the choice of a class, None where there is nothing to choose."""
        return self["strategy_class"] if "strategy_class" in self.fields else None

    @property
    def params_of(self) -> str:
        """Return whose parameters the form shows: those of a strategy, or of one of its classes."""
        return f"{self.chosen}{CLASS_MARK}{self.strategy_class}" if self.strategy_class else self.chosen

    @property
    def is_other_strategy(self) -> bool:
        """Return whether the parameters sent belong to another strategy or class than the one now chosen."""
        return self.is_bound and self.data.get("params_of", self.params_of) != self.params_of

    @property
    def chosen(self) -> str:
        """Return the strategy's value as chosen, valid or not."""
        return str(self["strategy"].value() or "")

    def _complete_params(self) -> None:
        """Put the code's own values where none came, and in place of those typed for another strategy."""
        data = cast(QueryDict, self.data).copy()
        for name, default in self.defaults.items():
            if self.is_other_strategy or PARAM_PREFIX + name not in data:
                data[PARAM_PREFIX + name] = str(default)
        self.data = data

    def source_shown(self) -> str:
        """Return the source of the chosen strategy; nothing for a choice that is not there."""
        if self.chosen.startswith(TEMPLATE_PREFIX):
            template = TEMPLATES.get(self.chosen.removeprefix(TEMPLATE_PREFIX))
            return template.source if template else ""
        version = self._own_version(self.chosen)
        return version.source if version else ""

    def preset(self) -> str:
        """Return the preset whose period the dates are; nothing when they are the person's own."""
        dates = (self._so_far("start_date"), self._so_far("end_date"))
        span = periods.span_of(self._so_far("symbols") or (), self.bars(), self.owner)
        if not span:
            return ""
        offered = periods.presets_of(self.bars())
        return next((one for one in offered if periods.preset_dates(one, first=span[0], last=span[1]) == dates), "")

    def bars(self) -> str:
        """Return the interval as chosen so far; days where nothing sensible is."""
        return self._so_far("interval") or Spec.interval

    def param_words(self) -> str:
        """Return the parameters with their values, short enough for one line."""
        return ", ".join(f"{bound.label} {bound.value()}" for bound in self.param_fields())

    def param_fields(self) -> list[forms.BoundField]:
        """Return the fields read from the code."""
        return [self[name] for name in self.fields if name.startswith(PARAM_PREFIX)]

    def params(self) -> dict[str, ParamValue]:
        """Return the parameters that differ from the code's own values."""
        typed = {name: self.cleaned_data.get(PARAM_PREFIX + name) for name in self.defaults}
        return {
            name: value for name, value in typed.items() if value not in (None, "") and value != self.defaults[name]
        }

    def clean(self) -> dict[str, Any]:
        """Check what only makes sense together, by building the spec."""
        cleaned = super().clean()
        if self.is_unread:
            # Started now, the run would have the code's own parameters instead of those typed before.
            self.add_error("strategy", UNREAD)
        if not self.errors:
            self._build_spec(cleaned)
        return cleaned

    def _build_spec(self, cleaned: Mapping[str, Any]) -> None:
        try:
            self.spec = Spec(
                source=self.source_shown(),
                symbols=cleaned["symbols"],
                start_date=cleaned["start_date"],
                end_date=cleaned["end_date"],
                interval=cleaned["interval"] or Spec.interval,
                cash=cleaned["cash"],
                costs=self.costs(cleaned),
                leverage=cleaned["leverage"],
                warmup=cleaned["warmup"],
                benchmark=cleaned["benchmark"] or Spec.benchmark,
                sizing=self.rule,
                cash_reserve=self.kept_reserve(),
                params=self.params(),
                strategy_class=cleaned.get("strategy_class") or None,
            )
        except SpecError as problem:
            name = SPEC_FIELDS.get(problem.field) or field_of_cost(problem.field)
            self.add_error(name if name in self.fields else None, str(problem))
        else:
            self._check_prices(self.spec)

    def _check_prices(self, spec: Spec) -> None:
        plan = self.plan()
        if problem := out_of_reach(plan):
            self.add_error("start_date", problem)
        elif problem := missing_prices(plan):
            self.add_error(self._at_fault(spec), problem)
        if problem := missing_benchmark(plan):
            self.add_error("benchmark", problem)

    def _at_fault(self, spec: Spec) -> str:
        """Return the field to change where prices are missing."""
        held = {(one.symbol, one.interval) for one in self.held}
        if not {symbol for symbol, _ in held}.issuperset(spec.symbols):
            return "symbols"
        has_interval = held.issuperset((symbol, spec.interval) for symbol in spec.symbols)
        return "start_date" if has_interval else "interval"

    def plan(self) -> Plan:
        """Return what can be said of the run before it starts, from whatever makes sense so far."""
        symbols = self._so_far("symbols") or ()
        return Plan(
            strategy=self._strategy_name(),
            symbols=symbols,
            interval=self.bars(),
            start_date=self._so_far("start_date"),
            end_date=self._so_far("end_date"),
            cash=self._so_far("cash"),
            costs=self._costs_so_far(),
            volume_cap=PARTS["volume_cap"].taken(self._limit_so_far("volume_cap")),
            leverage=self._limit_so_far("leverage"),
            warmup=self._so_far("warmup"),
            benchmark=self._so_far("benchmark") or Spec.benchmark,
            owner=self.owner,
        )

    def _strategy_name(self) -> str:
        name = dict(chain.from_iterable(choices for _, choices in self.groups)).get(self.chosen, "")
        return f"{name}, {self.strategy_class}" if self.strategy_class else name

    def _costs_so_far(self) -> Costs | None:
        """Return the costs as typed; None while one of them makes no sense."""
        try:
            return self.costs({name: self._checked(name) for name in CostFields.base_fields})
        except (forms.ValidationError, SpecError):
            return None

    def _limit_so_far(self, name: str) -> float | None:
        try:
            return cast(float | None, self._checked(name))
        except forms.ValidationError:
            return math.nan

    def _so_far(self, name: str) -> Any:
        try:
            return self._checked(name)
        except forms.ValidationError:
            return None

    def _checked(self, name: str) -> Any:
        return self.fields[name].clean(self[name].value())

    def _own_version(self, chosen: str) -> StrategyVersion | None:
        pk = row_id(chosen)
        strategy = None if pk is None else strategies.strategies_of(self.owner).filter(pk=pk).first()
        return strategy.latest_version if strategy else None

    def version(self) -> StrategyVersion:
        """Return the version to run: the strategy's latest, or that of a strategy begun from the chosen template."""
        chosen = self.cleaned_data["strategy"]
        own = self._own_version(chosen)
        if own:
            return own
        template = TEMPLATES[chosen.removeprefix(TEMPLATE_PREFIX)]
        return strategy_services.strategy_from(owner=self.owner, template=template).latest_version


def _param_field(name: str, default: ParamValue) -> forms.Field:
    label = name.replace("_", " ")
    if isinstance(default, bool):
        # Not a checkbox: an empty one would be a value of its own instead of "as in the code".
        choices = (("True", "Yes"), ("False", "No"))
        return forms.TypedChoiceField(
            label=label, initial=default, choices=choices, coerce=lambda text: text == "True"
        )
    kind = {int: forms.IntegerField, float: forms.FloatField}.get(type(default), forms.CharField)
    return kind(label=label, required=default != "", initial=default, help_text=f"{default} in the code")


def strategy_choices(owner: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the owner's strategies, those in the archive and the built-in templates, as groups of a select."""
    groups: dict[str, list[tuple[str, str]]] = {"Your strategies": [], "Archived": []}
    for one in strategies.strategies_of(owner):
        # The number is an annotation of that query.
        label = f"{one.name} (v{one.latest_number})"  # type: ignore[attr-defined]
        groups["Archived" if one.archived_at else "Your strategies"].append((str(one.pk), label))
    built_in = [(TEMPLATE_PREFIX + slug, template.title) for slug, template in TEMPLATES.items()]
    return [*((name, own) for name, own in groups.items() if own), ("Built-in templates", built_in)]


def first_values(owner: User) -> dict[str, Any]:
    """Return values that make Enter work at once."""
    period = periods.period_of((DEFAULT_SYMBOL,), periods.first_preset(Spec.interval))
    return {
        "strategy": _first_strategy(owner),
        "symbols": DEFAULT_SYMBOL,
        "interval": Spec.interval,
        "start_date": period and period[0],
        "end_date": period and period[1],
        "cash": "100,000",
        "benchmark": Spec.benchmark,
        **usual_sizing(),
        **usual_costs(),
    }


def _first_strategy(owner: User) -> str:
    """Return the strategy edited last, or the first template; never the benchmark: it is beside every run anyway."""
    own = strategies.active_strategies_of(owner).exclude(template=BENCHMARK_TEMPLATE).first()
    return str(own.pk) if own else TEMPLATE_PREFIX + next(iter(TEMPLATES))


def values_of_run(run: BacktestRun) -> dict[str, Any]:
    """Return the values that repeat a run, ready to be changed."""
    spec = Spec.from_dict(run.spec)
    return {
        "strategy": str(run.version.strategy_id),
        "symbols": ", ".join(spec.symbols),
        "interval": spec.interval,
        "start_date": spec.start_date,
        "end_date": spec.end_date,
        "cash": money_text(spec.cash),
        "benchmark": spec.benchmark,
        **sizing_of(spec),
        **costs_of(spec),
        **({"strategy_class": spec.strategy_class} if spec.strategy_class else {}),
        **{PARAM_PREFIX + name: value for name, value in spec.params.items()},
    }
