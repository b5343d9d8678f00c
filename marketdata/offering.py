"""What is supported -> the page of assets, intervals and sources."""

from dataclasses import dataclass
from typing import Final

from marketdata.supported import Standing, Supported, SupportedSource, capital
from statis.templatetags import fmt

LOOKS: Final = {
    Standing.READY: ("Ready", "success", "circle-check"),
    Standing.RESTING: ("Resting", "warning", "pause"),
    Standing.KEY_REJECTED: ("Key not accepted", "danger", "circle-x"),
    Standing.NO_KEY: ("No key", "neutral", "lock"),
    Standing.OFF: ("Off here", "neutral", "ban"),
}


@dataclass(frozen=True, kw_only=True)
class SourceCard:
    """A source: whether it can be asked now, and its facts as labels and texts."""

    name: str
    label: str
    badge: str
    tone: str
    icon: str
    told: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OfferingPage:
    """The sources, and per asset class and interval what each of them has."""

    verdict: str
    sources: tuple[SourceCard, ...]
    classes: tuple[tuple[str, str, tuple[bool, ...]], ...]
    intervals: tuple[tuple[str, str, tuple[str, ...]], ...]


def page(found: Supported) -> OfferingPage:
    """Return what the page shows."""
    return OfferingPage(
        verdict=_verdict(found.sources),
        sources=tuple(_card(source) for source in found.sources),
        classes=tuple(
            (
                capital(one.label),
                ", ".join(one.examples),
                tuple(source.name in one.sources for source in found.sources),
            )
            for one in found.asset_classes
        ),
        intervals=tuple(
            (capital(one.label), one.name, tuple(_reach(source, one.name) for source in found.sources))
            for one in found.intervals
        ),
    )


def _verdict(sources: tuple[SupportedSource, ...]) -> str:
    ready = [source.label for source in sources if source.is_usable]
    if ready:
        return f"Missing prices are fetched here. Asked in this order: {', then '.join(ready)}."
    if all(source.standing is Standing.OFF for source in sources):
        return "No source is ever asked here: only prices that are stored, bundled or uploaded can be used."
    return "No source can be asked right now; prices that are stored can be used. Each source below says why."


def _card(source: SupportedSource) -> SourceCard:
    badge, tone, icon = LOOKS[source.standing]
    a_day = f", {fmt.count(source.requests_a_day)} a day" if source.requests_a_day else ""
    facts = (
        ("Daily prices", source.basis),
        ("Volume", source.volume_unit),
        ("Times", source.time_zone),
        ("Asked at most", f"{fmt.count(source.requests_a_minute)} times a minute{a_day}"),
        ("Key", "needed" if source.needs_key else "not needed"),
    )
    return SourceCard(
        name=source.name,
        label=source.label,
        badge=badge,
        tone=tone,
        icon=icon,
        told=source.told,
        facts=facts,
        notes=source.notes,
    )


def _reach(source: SupportedSource, interval: str) -> str:
    """Return how far back a source has an interval, nothing where it has none."""
    if interval not in source.history:
        return ""
    days = source.history[interval]
    return f"{fmt.count(days)} days" if days else "All"
