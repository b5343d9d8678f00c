"""Ask for backtests: start, cancel, run again."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from backtests import queueing, selectors
from backtests.models import BacktestRun, State
from engine.spec import Spec
from engine.verdict import Verdict
from marketdata.models import SeriesEdition
from statis import events
from statis.errors import StatisError
from strategies.models import StrategyVersion

CANCELLED: Final = {
    "message": "You cancelled this run before it started.",
    "hint": "Its settings are kept, so you can run it again.",
}


class TooManyRuns(StatisError):
    """The owner has as many runs waiting or running as they may."""

    code = "TOO_MANY_RUNS"


def start_backtest(
    *, owner: User, version: StrategyVersion, spec: Spec, editions: Iterable[SeriesEdition] = ()
) -> BacktestRun:
    """
    Queue a backtest of this version and return its run; with `editions`, over exactly those prices.

    :raises TooManyRuns: if the owner's limit is reached.
    """
    # Limits are the operator's, never the spec's: a repeated run gets those of today.
    spec = replace(spec, source=version.source, limits=settings.RUN_LIMITS)
    with transaction.atomic():
        # Two requests at once must not both see room for one more.
        get_user_model().objects.select_for_update().get(pk=owner.pk)
        check_runs_in_flight(owner)
        run = BacktestRun.objects.create(
            owner=owner, version=version, spec=spec.to_dict(), symbols=", ".join(spec.symbols)
        )
        run.editions.set(editions)
        # The worker must not hear of a row that could still be rolled back.
        transaction.on_commit(partial(queueing.enqueue, run.pk))
    return run


def check_runs_in_flight(owner: User) -> None:
    """
    Check that the owner may start one more run.

    :raises TooManyRuns: if not.
    """
    limit = settings.MAX_RUNS_IN_FLIGHT
    if selectors.runs_in_flight(owner).count() >= limit:
        raise TooManyRuns(
            f"{limit} of your backtests are still waiting or running, which is the limit. "
            "Wait for one to finish, or cancel one."
        )


def cancel_run(*, run: BacktestRun) -> BacktestRun:
    """Cancel a queued run at once, ask the worker of a running one to stop, and return the run as it is now."""
    row = BacktestRun.objects.filter(pk=run.pk)
    now = timezone.now()
    ending = {"verdict": Verdict.CANCELLED.value, "failure": CANCELLED, "finished_at": now, "cancel_requested_at": now}
    if row.move(State.QUEUED, State.CANCELLED, **ending):
        events.publish(run.topic, {"type": "done", "state": State.CANCELLED, "verdict": Verdict.CANCELLED})
    elif row.filter(state=State.RUNNING, cancel_requested_at=None).update(cancel_requested_at=now):
        events.publish(run.topic, {"type": "state", "state": State.RUNNING, "is_cancelling": True})
    run.refresh_from_db()
    return run


def rerun(*, run: BacktestRun) -> BacktestRun:
    """
    Queue the same version with the same settings over the same prices once more and return the new run.

    :raises TooManyRuns: if the owner's limit is reached.
    """
    spec = Spec.from_dict(run.spec)
    return start_backtest(owner=run.owner, version=run.version, spec=spec, editions=run.editions.all())
