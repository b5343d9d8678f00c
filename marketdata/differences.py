"""A comparison of two sources -> what its page shows: how it goes, how well they agree, where they do not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.bars import Floats, Times
from marketdata.candles import INTRADAY, WORDS
from marketdata.comparing import Comparison, Side
from marketdata.models import SourceSample
from marketdata.presenting import action_in_words, day, time_in_words
from marketdata.sources.adjusting import Adjustment
from marketdata.sources.base import Basis
from marketdata.sources.reconciling import CLOSE_TOLERANCE, VOLUME_TOLERANCE, ActionPair, Cause, Day, Step
from marketdata.supported import BASES, capital
from statis.curves import kept_positions
from statis.templatetags import fmt

BOX: Final = 1000.0
# Labels closer than this to the zero line would be printed over its own.
NEAREST_LABEL: Final = 0.15
FIRST_TIMES: Final = 5
MOST_STEPS: Final = 12
# Below these shares of equal bars the sources disagree more than rounding explains.
WELL: Final = 0.99
MOSTLY: Final = 0.9
# A close this far off is no rounding: somebody has a wrong bar.
BAD_BAR: Final = 0.05
# As far apart throughout two sources are not in the same unit.
LEVEL_APART: Final = 0.05
TERMS: Final = {
    Adjustment.SPLITS: "in today's shares, dividends not taken out",
    Adjustment.ADJUSTED: "adjusted for splits and dividends",
}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the sources are asked."""

    is_live: bool
    done: int
    total: int
    text: str


@dataclass(frozen=True, kw_only=True)
class SideRow:
    """What is known of one side: which bars, in which terms, when asked, and what went wrong."""

    label: str
    bars: str
    terms: str
    volume_unit: str
    asked: str
    note: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A label on the axis of differences."""

    at: str
    text: str
    is_zero: bool


@dataclass(frozen=True, kw_only=True)
class DifferenceChart:
    """How much higher the first side is, bar by bar: one line around zero."""

    label: str
    subtitle: str
    path: str
    marks: tuple[Mark, ...]
    first_day: str
    last_day: str


@dataclass(frozen=True, kw_only=True)
class DifferencePage:
    """Everything the page shows of two sides that are both there."""

    first: str
    second: str
    tone: str
    verdict: str
    terms: str
    shared: str
    span: str
    closes: str
    volumes: str
    actions_agree: str
    close_chart: DifferenceChart | None
    volume_chart: DifferenceChart | None
    steps: tuple[tuple[str, str], ...]
    more_steps: int
    largest: tuple[tuple[str, ...], ...]
    actions: tuple[tuple[str, str, str, str, bool], ...]
    notes: tuple[str, ...]
    has_times: bool


def progress(pair: Sequence[Side]) -> Progress:
    """Return how far the sides are there."""
    awaited = [side for side in pair if side.is_awaited]
    total = sum(side.sample is not None for side in pair)
    words = []
    for side in awaited:
        is_queued = side.sample is not None and side.sample.state == SourceSample.State.QUEUED
        label = capital(name_of(side))
        words.append(f"{label} is about to be asked" if is_queued else f"{label} is being asked")
    text = ". ".join(words)
    return Progress(is_live=bool(awaited), done=total - len(awaited), total=total, text=f"{text}." if text else "")


def name_of(side: Side) -> str:
    """Return what a side is called in sentences."""
    if side.choice.series is not None and side.choice.series.instrument.owner_id:
        return "your file"
    return side.choice.source.label if side.choice.source else side.choice.label.removesuffix(", stored")


def side_rows(pair: Sequence[Side]) -> list[SideRow]:
    """Return what is known of the sides."""
    return [_side_row(side) for side in pair]


def _side_row(side: Side) -> SideRow:
    bars = ""
    if side.bars is not None:
        span = f"{day(side.bars.dates[0].item())} to {day(side.bars.dates[-1].item())}"
        bars = f"{fmt.count(len(side.bars))}, {span}"
    silent = side.bars is not None and not side.tells_actions and side.basis is not Basis.ADJUSTED
    asked = side.sample.ended_at if side.sample and side.sample.ended_at else None
    return SideRow(
        label=side.choice.source.label if side.choice.source else side.choice.label,
        bars=bars or fmt.MISSING,
        terms=BASES[side.basis] if side.basis else ("in more than one" if side.bars is not None else fmt.MISSING),
        volume_unit=side.choice.source.volume_unit if side.choice.source else "as stored",
        asked=fmt.moment(asked) if asked else ("stored" if side.choice.series is not None else fmt.MISSING),
        note="It tells no splits and dividends, so none are taken out of its prices here." if silent else "",
        problem=side.problem,
    )


def page(comparison: Comparison) -> DifferencePage:
    """Return what the page shows of a comparison."""
    first, second = (name_of(side) for side in comparison.sides)
    found = comparison.found
    interval = _interval(comparison)
    tone, verdict = _verdict(comparison, first, second)
    return DifferencePage(
        first=capital(first),
        second=capital(second),
        tone=tone,
        verdict=capital(verdict),
        terms=TERMS.get(comparison.adjustment, ""),
        shared=fmt.count(found.shared),
        span=f"{day(comparison.first_date)} to {day(comparison.last_date)}",
        closes=fmt.share(found.equal_closes),
        volumes=fmt.share(found.equal_volumes),
        actions_agree=_actions_agree(comparison),
        close_chart=_chart(
            found.times, found.close_differences, CLOSE_TOLERANCE, capital(f"{first} against {second}")
        ),
        volume_chart=_chart(
            found.times, found.volume_differences, VOLUME_TOLERANCE, capital(f"{first} against {second}")
        ),
        steps=tuple(
            (_moment(one.time, interval), step_in_words(one, first, second)) for one in found.steps[:MOST_STEPS]
        ),
        more_steps=max(0, len(found.steps) - MOST_STEPS),
        largest=tuple(_day_row(one, comparison) for one in found.largest),
        actions=tuple(_action_row(one, comparison) for one in comparison.actions),
        notes=tuple(_notes(comparison, first, second)),
        has_times=interval in INTRADAY,
    )


def _interval(comparison: Comparison) -> str:
    bars = comparison.sides[0].bars
    return bars.interval if bars is not None else "1d"


def _verdict(comparison: Comparison, first: str, second: str) -> tuple[str, str]:
    """Return the tone and the sentence by which the page begins, from fixed rules."""
    found = comparison.found
    if found.equal_closes is None:
        return "warning", f"{first} and {second} have no bar in common over these days. Choose other days."
    share = f"{fmt.share(found.equal_closes)} of {fmt.count(found.shared)} closes are equal to a tenth of a percent"
    splits = [one for one in found.steps if one.cause is Cause.SPLIT]
    if splits:
        when = _moment(splits[0].time, _interval(comparison))
        size = max(splits[0].ratio, 1 / splits[0].ratio)
        return "danger", f"Only one of the two took out a split of about {size:.3g} for 1 on {when}. {share}."
    if not found.steps and found.level and abs(found.level - 1) > LEVEL_APART:
        return "danger", (
            f"closes of {first} are {found.level:.4g} times those of {second} throughout: "
            f"another unit, currency or adjustment. {share}."
        )
    if found.largest and abs(found.largest[0].difference) > BAD_BAR:
        worst, when = found.largest[0].difference, _moment(found.largest[0].time, _interval(comparison))
        return (
            "warning",
            f"{share}, but on {when} they are {fmt.percent(worst, 1)} apart: one of the two is wrong there.",
        )
    if found.equal_closes >= WELL:
        return "success", f"{first} and {second} agree: {share}."
    mostly = "mostly agree" if found.equal_closes >= MOSTLY else "disagree"
    return "warning", f"{first} and {second} {mostly}: {share}. The largest differences are listed below."


def step_in_words(step: Step, first: str, second: str) -> str:
    """
    Return what a lasting difference looks like.

    >>> step_in_words(Step(time=np.datetime64("2020-08-31"), ratio=4.0, cause=Cause.SPLIT), "Here", "There")
    'Closes of Here stand 4 times as high against There as before: a split only one of them took out.'
    """
    if step.cause is Cause.DIVIDEND:
        change = fmt.percent(step.ratio - 1, 2)
        return f"Closes of {first} moved by {change} against {second}: a dividend only one of them took out."
    told = f"Closes of {first} stand {step.ratio:.4g} times as high against {second} as before"
    if step.cause is Cause.SPLIT:
        return f"{told}: a split only one of them took out."
    return f"{told}, which is neither a usual split nor a dividend."


def _chart(times: Times, values: Floats, least: float, label: str) -> DifferenceChart | None:
    """Return the line of some differences; an axis never shows less than what counts as equal."""
    is_known = np.isfinite(values)
    times, values = times[is_known], values[is_known]
    if len(values) < 2:
        return None
    low, high = min(float(values.min()), -least), max(float(values.max()), least)
    place: Callable[[float], float] = lambda value: (high - value) / (high - low)  # noqa: E731
    kept = kept_positions([values])
    points = (f"{at / (len(values) - 1) * BOX:.1f} {place(float(values[at])) * BOX:.1f}" for at in kept.tolist())
    zero = place(0.0)
    marks = [Mark(at=f"{zero * 100:.2f}%", text="0%", is_zero=True)]
    for value, at in ((high, 0.0), (low, 1.0)):
        if abs(at - zero) >= NEAREST_LABEL:
            marks.append(Mark(at=f"{at * 100:.2f}%", text=fmt.percent(value, _digits(high - low)), is_zero=False))
    dates = times[[0, -1]].astype("datetime64[D]").tolist()
    # What is said of the whole line is exact, whatever of it is drawn.
    if max(-float(values.min()), float(values.max())) <= least:
        span = f"never more than {least * 100:g}% apart"
    else:
        span = f"between {fmt.percent(float(values.min()), 2)} and {fmt.percent(float(values.max()), 2)}"
    return DifferenceChart(
        label=f"{label}: {span}.",
        subtitle=f"{label}, {span}.",
        path="M" + "L".join(points),
        marks=tuple(marks),
        first_day=day(dates[0]),
        last_day=day(dates[1]),
    )


def _digits(span: float) -> int:
    """
    Return with how many decimals an axis of this height is written.

    >>> _digits(0.004), _digits(0.05), _digits(3.0)
    (2, 1, 0)
    """
    return 2 if span < 0.02 else 1 if span < 0.2 else 0


def _moment(time: np.datetime64, interval: str) -> str:
    unit = "m" if interval in INTRADAY else "D"
    return time_in_words(str(time.astype(f"datetime64[{unit}]")).replace("T", " "))


def _day_row(one: Day, comparison: Comparison) -> tuple[str, ...]:
    bars = comparison.sides[0].bars
    decimals = bars.price_decimals if bars is not None else 2
    closes = [_price(value, decimals) for value in (one.first_close, one.second_close)]
    volumes = [fmt.count(value) if value else fmt.MISSING for value in (one.first_volume, one.second_volume)]
    return (_moment(one.time, _interval(comparison)), *closes, fmt.percent(one.difference, 2), *volumes)


def _price(value: float, decimals: int) -> str:
    """
    Return a price with as many decimals as show where two of them differ: prices divided by splits have more.

    >>> _price(187.15, 2), _price(0.1283, 2)
    ('187.15', '0.1283')
    """
    return fmt.price(value, decimals if value >= 1 else max(decimals, 4))


def _actions_agree(comparison: Comparison) -> str:
    equal = sum(one.are_equal for one in comparison.actions)
    return f"{equal} of {len(comparison.actions)}" if comparison.actions else "None told"


def _action_row(one: ActionPair, comparison: Comparison) -> tuple[str, str, str, str, bool]:
    told = []
    for value, side in ((one.first, comparison.sides[0]), (one.second, comparison.sides[1])):
        currency = side.bars.currency if side.bars is not None else ""
        nothing = "Nothing" if side.tells_actions else "It never tells"
        told.append(action_in_words(one.kind, value, currency).partition(", ")[2] if value else nothing)
    return day(one.date), one.kind.capitalize(), told[0], told[1], one.are_equal


def _notes(comparison: Comparison, first: str, second: str) -> list[str]:
    """Return in words how the volumes stand to each other, and which bars only one side has."""
    interval = _interval(comparison)
    told = []
    level = comparison.found.volume_level
    if level and abs(level - 1) > VOLUME_TOLERANCE:
        told.append(f"Volumes of {first} are usually {level:.3g} times those of {second}.")
    for name, times in ((first, comparison.found.only_first), (second, comparison.found.only_second)):
        if len(times):
            shown = ", ".join(_moment(one, interval) for one in times[:FIRST_TIMES])
            later = " and later" if len(times) > FIRST_TIMES else ""
            word = WORDS[interval]
            bars = "bar" if len(times) == 1 else "bars"
            told.append(f"{fmt.count(len(times))} {word} {bars} only {name} has: {shown}{later}.")
    return told
