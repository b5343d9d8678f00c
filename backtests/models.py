"""A backtest run and its result."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from backtests import packing
from engine.verdict import LABELS
from marketdata.models import SeriesEdition
from statis.jobs import Job, Moves
from strategies.models import StrategyVersion


class State(models.TextChoices):
    """Where a run is; why it ended is its verdict."""

    QUEUED = "QUEUED", "Queued"
    RUNNING = "RUNNING", "Running"
    SUCCEEDED = "SUCCEEDED", "Finished"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"


# RUNNING goes back to QUEUED when its worker died.
TRANSITIONS: Final = MappingProxyType(
    {
        State.QUEUED: frozenset({State.RUNNING, State.CANCELLED}),
        State.RUNNING: frozenset({State.QUEUED, State.SUCCEEDED, State.FAILED, State.CANCELLED}),
        State.SUCCEEDED: frozenset(),
        State.FAILED: frozenset(),
        State.CANCELLED: frozenset(),
    }
)
FINAL: Final = tuple(state for state, following in TRANSITIONS.items() if not following)
LIVE: Final = tuple(state for state in State if state not in FINAL)
PHASES: Final = ("data", "compile", "simulate", "analyze", "report")
# Of its own to the worker, to a reader a part of another.
PART_OF: Final = MappingProxyType({"look-ahead": "report"})
VERDICT_CHOICES: Final = [(verdict.value, label) for verdict, label in LABELS.items()]


class RunQuerySet(Moves, models.QuerySet["BacktestRun"]):
    """Runs, which move from state to state."""


def topic_of(run_id: int) -> str:
    """Return the name under which news of a run is published."""
    return f"run:{run_id}"


class BacktestRun(Job):
    """
    One strategy version run over one set of bars.

    `facts` has `data` (a list, one entry a symbol: symbol, interval, bars, first_date, last_date, source, adjustment,
    currency, price_decimals, is_simulated, content_hash, edition), `editions` (of the benchmark too), `same_prices`
    (those of the run it repeats), `data_hash`, `engine_path`, `path_reason`, `strategy_class`, `strategies`,
    `left_out`, `params`, `bars_run`, `warmup_bars`, `elapsed_ms`, `libraries`; of a run that failed also `log`, its
    last lines.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(StrategyVersion, on_delete=models.CASCADE, related_name="runs")
    spec = models.JSONField(help_text="What to run: engine.spec.Spec.to_dict().")
    symbols = models.CharField(max_length=500, help_text="The symbols of the spec, for lists and searches.")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    verdict = models.CharField(max_length=16, choices=VERDICT_CHOICES, blank=True)
    failure = models.JSONField(default=dict, blank=True, help_text="engine.events.Failure as values.")
    progress = models.JSONField(default=dict, blank=True, help_text="phase, fraction, bar, bars, fills.")
    headline = models.JSONField(default=dict, blank=True, help_text="The metrics that lists show.")
    facts = models.JSONField(default=dict, blank=True, help_text="What was run on what: data, engine, versions.")
    # A run made by "Run again" has them from the start and reads no others; any other, once it ends.
    editions = models.ManyToManyField(SeriesEdition, related_name="runs", blank=True)
    data_hash = models.CharField(max_length=64, blank=True)
    engine_path = models.CharField(max_length=5, blank=True)
    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "backtest run"
        indexes = (
            models.Index(fields=["owner", "-id"], name="run_owner_newest"),
            models.Index(fields=["state", "lease_expires_at"], name="run_state_lease"),
        )
        constraints = (
            models.CheckConstraint(
                name="run_final_has_verdict",
                condition=Q(state__in=LIVE, verdict="") | (Q(state__in=FINAL) & ~Q(verdict="")),
            ),
            models.CheckConstraint(
                name="run_ok_if_succeeded",
                condition=Q(verdict="OK", state="SUCCEEDED") | (~Q(verdict="OK") & ~Q(state="SUCCEEDED")),
            ),
        )

    def __str__(self) -> str:
        return f"Run {self.pk}: {self.symbols}"

    def get_absolute_url(self) -> str:
        return reverse("backtests:detail", args=[self.pk])

    @classmethod
    def transitions(cls) -> Mapping[Any, Iterable[str]]:
        """Return the states, each with those it may lead to."""
        return TRANSITIONS

    @property
    def is_live(self) -> bool:
        """Return whether the run is still waiting or running."""
        return self.state in LIVE

    @property
    def is_final(self) -> bool:
        """Return whether the run has ended."""
        return self.state in FINAL

    @property
    def topic(self) -> str:
        """Return the name under which news of this run is published."""
        return topic_of(self.pk)


class RunResult(models.Model):
    """
    What a successful run earned and risked, computed by the worker from the audited order log.

    `report` is the whole `engine.report.Report`, compressed; metrics stand beside it for queries and programs.
    """

    run = models.OneToOneField(BacktestRun, on_delete=models.CASCADE, primary_key=True, related_name="result")
    metrics = models.JSONField()
    benchmark_metrics = models.JSONField()
    report = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Result of run {self.pk}"

    @staticmethod
    def packed(values: dict[str, Any]) -> bytes:
        """Return JSON-ready values as a compressed column."""
        return packing.pack(values)

    @property
    def report_values(self) -> dict[str, Any]:
        """Return the values that were packed."""
        return packing.unpack(bytes(self.report))
