"""Ask one source for the bars of a comparison; what it gives is kept beside what is stored, for a day."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from marketdata import gates
from marketdata.fetching import record
from marketdata.models import FetchAttempt, SourceSample
from marketdata.sources import columns, editions
from marketdata.sources.adjusting import check_actions
from marketdata.sources.attempts import Asking, Attempt, ask_in_order
from marketdata.sources.base import BarRequest, Fetched, Interval
from marketdata.sources.columns import Columns
from marketdata.sources.symbols import identify
from marketdata.upstreams import known_sources

# How long to wait for a place under the source's limit: somebody watches.
PATIENCE_SECONDS: Final = 20.0


def fetch_sample(sample_id: int, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Ask for a queued sample and keep what comes, or why nothing does; one that is not queued is left alone."""
    row = SourceSample.objects.filter(pk=sample_id)
    if not row.filter(state=SourceSample.State.QUEUED).update(state=SourceSample.State.RUNNING):
        return
    attempt, fetched = _asked(row.get(), now())
    record([attempt], FetchAttempt.Reason.COMPARE)
    values: dict[str, Any] = {"state": SourceSample.State.FAILED}
    if fetched is not None:
        values = {"state": SourceSample.State.READY, "first_asked": attempt.request.first_date, **_kept(fetched)}
    row.filter(state=SourceSample.State.RUNNING).update(sentence=attempt.sentence, ended_at=now(), **values)


def _asked(sample: SourceSample, now: datetime) -> tuple[Attempt, Fetched | None]:
    identified = identify(sample.symbol)
    request = BarRequest(
        symbol=sample.symbol,
        asset_class=identified.asset_class,
        interval=Interval(sample.interval),
        first_date=sample.first_date,
        last_date=sample.last_date,
    )
    given: list[Fetched] = []

    def keep(fetched: Fetched, _: BarRequest) -> None:
        check_actions(fetched.bars, fetched.actions)
        given.append(fetched)

    asking = Asking(
        gate=gates.shared_gate(patience=PATIENCE_SECONDS),
        keep=keep,
        today=now.date(),
    )
    [attempt] = ask_in_order([known_sources()[sample.source]], request, asking)
    return attempt, next(iter(given), None)


def _kept(fetched: Fetched) -> dict[str, Any]:
    return {
        "basis": fetched.basis.value,
        "currency": fetched.bars.currency,
        "actions": editions.action_values(fetched.actions),
        "tells_actions": fetched.actions_first_date is not None,
        "bar_count": len(fetched.bars),
        "columns": columns.encode(Columns.of(fetched.bars)),
    }
