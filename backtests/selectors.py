"""What may be read about runs."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count
from django.utils import timezone

from backtests.models import LIVE, BacktestRun, RunQuerySet, State
from engine.report import Report
from engine.verdict import Verdict

# No strategy ends like this by an ordinary mistake; what the checker turned away before it ran often is one.
REFUSED: Final = (Verdict.FORBIDDEN, Verdict.BAD_RESULT)
REFUSED_DAYS: Final = 30
MOST_OWNERS: Final = 20


def runs_visible_to(user: AbstractBaseUser | AnonymousUser) -> RunQuerySet:
    """Return the runs a user may see: their own, newest first, each with its strategy."""
    return BacktestRun.objects.filter(owner=user.pk).select_related("version__strategy")


def runs_in_flight(user: AbstractBaseUser) -> RunQuerySet:
    """Return the user's runs that are waiting or running."""
    return BacktestRun.objects.filter(owner=user.pk, state__in=LIVE)


def refused_runs() -> RunQuerySet:
    """Return the latest runs whose code tried what it may not, or whose orders were forged."""
    since = timezone.now() - timedelta(days=REFUSED_DAYS)
    return BacktestRun.objects.filter(verdict__in=REFUSED, queued_at__gte=since)


def owners_of_refused_runs() -> list[tuple[int, str, int]]:
    """Return who owns those runs, by number and name, and how many; those with most first."""
    counted = refused_runs().order_by().values("owner", "owner__email", "owner__username").annotate(runs=Count("pk"))
    return [
        (row["owner"], row["owner__email"] or row["owner__username"], row["runs"])
        for row in counted.order_by("-runs", "owner")[:MOST_OWNERS]
    ]


def public_sample() -> BacktestRun | None:
    """Return the run any visitor may see: the demo account's first of an untouched template; None without one."""
    # Only the embedded set-up makes that account; elsewhere anyone could sign up with its address.
    if not settings.IS_EMBEDDED:
        return None
    runs = BacktestRun.objects.filter(owner__email=settings.DEMO_EMAIL, state=State.SUCCEEDED, version__number=1)
    return runs.exclude(version__strategy__template="").select_related("version__strategy").order_by("pk").first()


def result_of(run: BacktestRun) -> Report | None:
    """Return the whole report of a run, as the engine made it; None unless the run succeeded."""
    result = getattr(run, "result", None)
    return Report.from_dict(result.report_values) if result else None
