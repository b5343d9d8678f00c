"""What may be read about runs."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from backtests.models import LIVE, BacktestRun, RunQuerySet
from engine.report import Report


def runs_visible_to(user: AbstractBaseUser | AnonymousUser) -> RunQuerySet:
    """Return the runs a user may see: their own, newest first, each with its strategy."""
    return BacktestRun.objects.filter(owner=user.pk).select_related("version__strategy")


def runs_in_flight(user: AbstractBaseUser) -> RunQuerySet:
    """Return the user's runs that are waiting or running."""
    return BacktestRun.objects.filter(owner=user.pk, state__in=LIVE)


def result_of(run: BacktestRun) -> Report | None:
    """
    Return the whole report of a run, as the engine made it; None unless the run succeeded.

    It holds `account` and `benchmark` (equity, cash, position value, trades, fills, unfilled orders on `times`),
    `metrics` and `benchmark_metrics` (fractions), and `order_log` (indicator series, the strategy's log). What the
    run was made from stands on its row: `run.facts` has `data` (a list, one entry a symbol: symbol, interval, bars,
    first_date, last_date, source, adjustment, currency, price_decimals, is_simulated, content_hash), `data_hash`,
    `engine_path`, `path_reason`, `strategy_class`, `params`, `bars_run`, `warmup_bars`, `elapsed_ms`, `libraries`;
    `run.failure` is `engine.events.Failure` as a dictionary; `run.headline` has what lists show.
    """
    result = getattr(run, "result", None)
    return Report.from_dict(result.report_values) if result else None
