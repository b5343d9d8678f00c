"""Runs -> what the pages of strategies show of them."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, FloatField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from backtests import listing, selectors
from backtests.models import BacktestRun, State
from strategies.models import Strategy
from strategies.results import RunLine, Standing

# What it found where nothing is to be said of the figures (engine.lookahead.findings.Finding).
LOOKED_AHEAD_AND_WELL: Final = ("clean", "length")


class RunResults:
    """Tells `strategies.results` of runs."""

    def sortable(self, strategies: QuerySet[Strategy]) -> QuerySet[Strategy]:
        """Return the strategies with `latest_return` and `latest_sharpe`, of the last run that succeeded."""
        return strategies.annotate(latest_return=_latest("total_return"), latest_sharpe=_latest("sharpe_ratio"))

    def standings(self, user: AbstractBaseUser, strategies: Iterable[int]) -> Mapping[int, Standing]:
        """Return how those of the strategies stand that have been run."""
        runs = selectors.runs_visible_to(user).filter(version__strategy__in=list(strategies))
        succeeded = Max("pk", filter=Q(state=State.SUCCEEDED))
        numbers = (
            runs.order_by().values("version__strategy").annotate(count=Count("pk"), last=Max("pk"), finished=succeeded)
        )
        known = {row["version__strategy"]: (row["count"], row["last"], row["finished"]) for row in numbers}
        wanted = {pk for _, last, result in known.values() for pk in (last, result) if pk}
        lines = _lines(runs.filter(pk__in=wanted))
        return {
            strategy: Standing(runs=count, last=lines[last], result=lines.get(result))
            for strategy, (count, last, result) in known.items()
        }

    def latest(self, user: AbstractBaseUser, strategy: int, most: int) -> list[RunLine]:
        """Return the newest runs of a strategy."""
        return list(_lines(selectors.runs_visible_to(user).filter(version__strategy=strategy)[:most]).values())

    def by_version(self, user: AbstractBaseUser, strategy: int) -> Mapping[int, RunLine]:
        """Return the last run that succeeded of each version of a strategy."""
        runs = selectors.runs_visible_to(user).filter(version__strategy=strategy, state=State.SUCCEEDED)
        latest = runs.order_by().values("version").annotate(run=Max("pk")).values("run")
        return {line.version: line for line in _lines(runs.filter(pk__in=latest)).values()}


def _latest(metric: str) -> Subquery:
    succeeded = BacktestRun.objects.filter(version__strategy=OuterRef("pk"), state=State.SUCCEEDED).order_by("-pk")
    return Subquery(succeeded.values_list(Cast(KT(f"headline__{metric}"), FloatField()))[:1])


def _lines(runs: QuerySet[BacktestRun]) -> dict[int, RunLine]:
    return {row.run.pk: _line(row) for row in listing.rows(runs)}


def _line(row: listing.RunRow) -> RunLine:
    run = row.run
    return RunLine(
        version=run.version.number,
        address=run.get_absolute_url(),
        title=f"{run.symbols}, {row.interval}",
        when=row.when,
        state=run.state,
        verdict=run.verdict,
        spark=row.spark,
        total_return=row.total_return,
        tone=row.total_return_tone,
        sharpe=row.sharpe,
        max_drawdown=row.max_drawdown,
        doubt=row.doubt,
        note=row.note,
        is_live=run.is_live,
        is_checked=run.headline.get("look_ahead") in LOOKED_AHEAD_AND_WELL,
    )
