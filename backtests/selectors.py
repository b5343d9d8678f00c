"""What may be read about runs."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from backtests.models import LIVE, BacktestRun, RunQuerySet, State
from engine.report import Report


def runs_visible_to(user: AbstractBaseUser | AnonymousUser) -> RunQuerySet:
    """Return the runs a user may see: their own, newest first, each with its strategy."""
    return BacktestRun.objects.filter(owner=user.pk).select_related("version__strategy")


def runs_in_flight(user: AbstractBaseUser) -> RunQuerySet:
    """Return the user's runs that are waiting or running."""
    return BacktestRun.objects.filter(owner=user.pk, state__in=LIVE)


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
