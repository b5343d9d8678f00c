"""The same days from two sources: which there are to choose, how one is asked in the background, how they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import structlog
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from engine.bars import PRICE_COLUMNS, Bars, BarsError
from marketdata import selectors, services
from marketdata.models import Instrument, PriceSeries, SourceSample
from marketdata.reading import OFFERED, NoData
from marketdata.sources import columns, editions
from marketdata.sources.adjusting import Adjustment
from marketdata.sources.base import Action, Basis, Interval
from marketdata.sources.reconciling import ActionPair, Reconciliation, in_terms, pairs_of, reconcile
from marketdata.sources.symbols import identify, is_plausible
from marketdata.supported import Standing, SupportedSource, supported
from marketdata.uploading import PREFIX
from marketdata.upstreams import has_key
from statis.celery import send_soon
from statis.errors import StatisError

logger = structlog.get_logger(__name__)

STORED: Final = "stored-"
SAMPLE_TASK: Final = "marketdata.tasks.sample"
ASKS_AN_HOUR: Final = 30
# A sample that is still under way after so long has lost its worker.
MOST_SECONDS: Final = 180
# So that no page has to compare a million bars.
LONGEST: Final = {
    **dict.fromkeys((Interval.M1, Interval.M5), timedelta(days=60)),
    **dict.fromkeys((Interval.M15, Interval.M30), timedelta(days=180)),
    Interval.H1: timedelta(days=730),
}


class TooManyAsked(StatisError):
    """Somebody had sources asked as often as one person may in an hour."""

    code = "TOO_MANY_COMPARISONS"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A side of a comparison there is to choose: bars that are stored, or a source that can be asked."""

    key: str
    label: str
    series: PriceSeries | None = None
    source: SupportedSource | None = None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What can be compared of an instrument, and in words why the other sources cannot be."""

    symbol: str
    choices: tuple[Choice, ...]
    missing: tuple[str, ...]

    def choice(self, key: str) -> Choice | None:
        """Return the choice of a key."""
        return next((one for one in self.choices if one.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Window:
    """Which bars are compared."""

    interval: Interval
    first_date: date
    last_date: date


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one side gave: no bars while it is being asked, and with a `problem` none at all."""

    choice: Choice
    adjustment: Adjustment
    bars: Bars | None = None
    actions: tuple[Action, ...] = ()
    tells_actions: bool = True
    basis: Basis | None = None
    sample: SourceSample | None = None
    problem: str = ""

    @property
    def is_awaited(self) -> bool:
        """Return whether it is being asked right now."""
        return self.sample is not None and is_under_way(self.sample)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two sides in the same terms, over the days both were asked for."""

    sides: tuple[Side, Side]
    adjustment: Adjustment
    found: Reconciliation
    actions: tuple[ActionPair, ...]
    first_date: date
    last_date: date


def offer(*, instrument: Instrument, interval: Interval, user: User) -> Offer:
    """Return what of an instrument can be compared: what is stored, one's own files and the sources."""
    symbol = identify(instrument.symbol.removeprefix(PREFIX)).symbol
    family = selectors.instruments_visible_to(user).filter(symbol__in=[instrument.symbol, symbol, PREFIX + symbol])
    series = [one for one in selectors.series_of(family) if one.interval == interval]
    stored = [Choice(key=f"{STORED}{one.pk}", label=_label(one), series=one) for one in series]
    if instrument.is_simulated:
        told = f"{instrument.symbol} is simulated: no market ever traded it, so no source has it."
        return Offer(symbol=symbol, choices=tuple(stored), missing=(told,))
    asked, missing = [], []
    for source in supported().sources:
        why_not = _why_not(source, symbol, interval)
        if why_not:
            missing.append(why_not if why_not.startswith(source.label) else f"{source.label}: {why_not}")
        else:
            asked.append(Choice(key=source.name, label=f"{source.label}, asked now", source=source))
    return Offer(symbol=symbol, choices=(*stored, *asked), missing=tuple(missing))


def _label(series: PriceSeries) -> str:
    whose = f"{series.instrument.symbol}, your own file" if series.instrument.owner_id else series.source
    return f"{whose}, stored"


def _why_not(source: SupportedSource, symbol: str, interval: Interval) -> str:
    """Return why a source cannot be asked for bars of a symbol; nothing where it can."""
    if not is_plausible(symbol):
        return f"“{symbol}” is no symbol it could be asked about."
    if identify(symbol).asset_class.value not in source.asset_classes:
        return "has no instruments of this class."
    if interval.value not in source.history:
        return f"has no bars of this interval ({interval.value})."
    # One that rests for a minute stays a choice: asking it says why it gives nothing.
    return source.told if source.standing is Standing.OFF or not has_key(source.name) else ""


def check_window(window: Window) -> str:
    """Return what is wrong with the days of a comparison; nothing where they can be compared."""
    if window.first_date > window.last_date:
        return "The first day is after the last one."
    longest = LONGEST.get(window.interval)
    if longest and window.last_date - window.first_date > longest:
        return f"Choose at most {longest.days} days of bars this short."
    return ""


def ask(*, found: Offer, keys: Sequence[str], window: Window, user: User) -> None:
    """
    Have the sources among the chosen sides asked for these days in the background, unless they were today.

    :raises TooManyAsked: if this person asked too often.
    """
    for key in dict.fromkeys(keys):
        choice = found.choice(key)
        if choice is not None and choice.source is not None:
            _ask(choice.source.name, found.symbol, window, user)


def _ask(source: str, symbol: str, window: Window, user: User) -> None:
    known = selectors.sample(source=source, symbol=symbol, **_days(window))
    now = timezone.now()
    is_of_today = known is not None and known.asked_at > now - SourceSample.KEPT
    if known is not None and (is_under_way(known) or (is_of_today and known.state == SourceSample.State.READY)):
        return
    hour_ago = now - timedelta(hours=1)
    if SourceSample.objects.filter(asked_by=user, asked_at__gte=hour_ago).count() >= ASKS_AN_HOUR:
        raise TooManyAsked(
            f"You had sources asked {ASKS_AN_HOUR} times in an hour, which is the limit. "
            "Compare what is stored, or come back later."
        )
    anew = {"state": SourceSample.State.QUEUED, "asked_by": user, "asked_at": now, "sentence": ""}
    with transaction.atomic():
        sample, _ = SourceSample.objects.update_or_create(source=source, symbol=symbol, **_days(window), defaults=anew)
        transaction.on_commit(partial(_send, sample.pk))


def _send(sample_id: int) -> None:
    try:
        send_soon(SAMPLE_TASK, sample_id=sample_id)
    except (OperationalError, OSError) as problem:
        logger.warning("broker_unavailable", sample_id=sample_id, problem=str(problem))
        told = "No worker could be told of it. Try again in a moment."
        SourceSample.objects.filter(pk=sample_id).update(state=SourceSample.State.FAILED, sentence=told)


def is_under_way(sample: SourceSample) -> bool:
    """Return whether a source is still being asked, as far as one can tell from here."""
    is_open = sample.state in (SourceSample.State.QUEUED, SourceSample.State.RUNNING)
    return is_open and sample.asked_at > timezone.now() - timedelta(seconds=MOST_SECONDS)


def _days(window: Window) -> dict[str, Any]:
    return {"interval": window.interval.value, "first_date": window.first_date, "last_date": window.last_date}


def _sample(choice: Choice, symbol: str, window: Window) -> SourceSample | None:
    if choice.source is None:
        return None
    return selectors.sample(source=choice.source.name, symbol=symbol, **_days(window))


def sides(*, found: Offer, keys: Sequence[str], window: Window) -> tuple[Side, ...]:
    """Return the chosen sides as far as they are there, in the terms both can be had in; nobody is asked."""
    chosen = [choice for key in keys if (choice := found.choice(key)) is not None]
    samples = [_sample(one, found.symbol, window) for one in chosen]
    offered = [_offered(one, sample) for one, sample in zip(chosen, samples, strict=True)]
    adjustment = Adjustment.SPLITS if all(Adjustment.SPLITS in one for one in offered) else Adjustment.ADJUSTED
    return tuple(_side(one, sample, window, adjustment) for one, sample in zip(chosen, samples, strict=True))


def _offered(choice: Choice, sample: SourceSample | None) -> frozenset[Adjustment]:
    """Return the terms in which a side can be had; all of them as long as nobody knows."""
    bases = [Basis(sample.basis)] if sample is not None and sample.basis else []
    if choice.series is not None and choice.series.current is not None:
        bases = [piece.basis for piece in editions.pieces_of(choice.series.current.pieces)]
    return frozenset(Adjustment).intersection(*(OFFERED[basis] for basis in bases))


def _side(choice: Choice, sample: SourceSample | None, window: Window, adjustment: Adjustment) -> Side:
    if choice.series is not None:
        return _stored(choice, choice.series, window, adjustment)
    if sample is None:
        return Side(
            choice=choice,
            adjustment=adjustment,
            problem="It has not been asked for these days today. Press Compare to ask it.",
        )
    if sample.state == SourceSample.State.READY:
        return _sampled(choice, sample, window, adjustment)
    if is_under_way(sample):
        return Side(choice=choice, adjustment=adjustment, sample=sample)
    told = sample.sentence or "It took too long, or its worker was stopped. Press Compare to ask it again."
    return Side(choice=choice, adjustment=adjustment, sample=sample, problem=told)


def _stored(choice: Choice, series: PriceSeries, window: Window, adjustment: Adjustment) -> Side:
    instrument, edition = series.instrument, series.current
    nothing = f"Nothing is stored from {window.first_date:%-d %b %Y} to {window.last_date:%-d %b %Y}."
    try:
        bars = services.get_bars(
            symbol=instrument.symbol,
            start_date=window.first_date,
            end_date=window.last_date,
            interval=series.interval,
            adjustment=adjustment.value,
            user=instrument.owner,
            pinned=[series.current_id] if series.current_id else (),
        )
    except NoData as problem:
        return Side(choice=choice, adjustment=adjustment, problem=problem.text)
    if edition is None or bars.edition != edition.pk:
        # Where an edition has none of these days, another series is read: that would be compared with itself.
        return Side(choice=choice, adjustment=adjustment, problem=nothing)
    bases = [piece.basis for piece in editions.pieces_of(edition.pieces)]
    return Side(
        choice=choice,
        adjustment=adjustment,
        bars=bars,
        actions=_within(editions.actions_of(edition.actions), window),
        tells_actions=bool(series.actions_known),
        basis=bases[0] if len(set(bases)) == 1 else None,
    )


def _sampled(choice: Choice, sample: SourceSample, window: Window, adjustment: Adjustment) -> Side:
    told, basis = editions.actions_of(sample.actions), Basis(sample.basis)
    as_of = sample.ended_at.date() if sample.ended_at else sample.last_date
    try:
        bars = in_terms(_bars(choice, sample), basis=basis, actions=told, as_of=as_of, adjustment=adjustment)
    except BarsError as problem:
        return Side(
            choice=choice, adjustment=adjustment, sample=sample, problem=f"Its prices cannot be used: {problem}."
        )
    return Side(
        choice=choice,
        adjustment=adjustment,
        bars=bars,
        actions=_within(told, window),
        tells_actions=sample.tells_actions,
        basis=basis,
        sample=sample,
    )


def _bars(choice: Choice, sample: SourceSample) -> Bars:
    values = columns.decode(bytes(sample.columns or b""))
    return Bars(
        symbol=sample.symbol,
        interval=sample.interval,
        times=values.times,
        **{name: getattr(values, name) for name in PRICE_COLUMNS},
        currency=sample.currency,
        source=choice.source.label if choice.source else sample.source,
    )


def _within(told: Sequence[Action], window: Window) -> tuple[Action, ...]:
    return tuple(one for one in told if window.first_date <= one.date <= window.last_date)


def compared(pair: Sequence[Side], window: Window) -> Comparison | None:
    """Return how two sides differ over the days both were asked for; None while either is missing."""
    if len(pair) != 2:
        return None
    first, second = pair
    if first.bars is None or second.bars is None:
        return None
    asked = [side.sample.first_asked for side in pair if side.sample and side.sample.first_asked]
    first_date = max([window.first_date, *asked])
    bars = [one.between(first_date, window.last_date) for one in (first.bars, second.bars)]
    told = [[one for one in side.actions if one.date >= first_date] for side in pair]
    return Comparison(
        sides=(first, second),
        adjustment=first.adjustment,
        found=reconcile(bars[0], bars[1]),
        actions=pairs_of(told[0], told[1]),
        first_date=first_date,
        last_date=window.last_date,
    )
