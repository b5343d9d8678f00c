"""What can be traded here: asset classes, intervals and sources, read from the sources themselves."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings

from marketdata import gates
from marketdata.sources.base import AssetClass, Basis, Failure, Interval, SourceFacts
from marketdata.sources.intervals import CLASSES, WORDS
from marketdata.upstreams import KEYS, has_key, known_sources

# A well-known symbol of each class, as it is typed.
EXAMPLES: Final = {
    AssetClass.STOCK: ("AAPL", "BRK.B", "VOD.L"),
    AssetClass.ETF: ("SPY", "QQQ"),
    AssetClass.INDEX: ("^GSPC", "^FTSE"),
    AssetClass.CRYPTO: ("BTC-USD", "ETH-EUR"),
    AssetClass.FOREX: ("EURUSD=X", "GBP/JPY"),
    AssetClass.FUTURE: ("ES=F", "GC=F"),
}
BASES: Final = {
    Basis.AS_TRADED: "as traded",
    Basis.SPLIT_ADJUSTED: "adjusted for splits",
    Basis.ADJUSTED: "adjusted for splits and dividends",
}


class Standing(StrEnum):
    """Whether a source may be asked here and now."""

    READY = "READY"
    RESTING = "RESTING"  # it failed, or was asked as often as it allows
    NO_KEY = "NO_KEY"
    KEY_REJECTED = "KEY_REJECTED"
    OFF = "OFF"  # not named in MARKET_SOURCES


@dataclass(frozen=True, kw_only=True)
class SupportedSource:
    """A source: what it offers, and how it stands; `history` are the days back of each interval, None for all."""

    name: str
    label: str
    standing: Standing
    told: str
    history: dict[str, int | None]
    asset_classes: tuple[str, ...]
    basis: str
    volume_unit: str
    time_zone: str
    needs_key: bool
    requests_a_minute: int
    requests_a_day: int | None
    notes: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Return whether it would be asked now."""
        return self.standing is Standing.READY


@dataclass(frozen=True, kw_only=True)
class SupportedClass:
    """A kind of instrument, and which sources have it."""

    name: str
    label: str
    examples: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SupportedInterval:
    """How long a bar may be, and how far back each source has it."""

    name: str
    label: str
    history: dict[str, int | None]


@dataclass(frozen=True, kw_only=True)
class Supported:
    """All that can be asked for."""

    asset_classes: tuple[SupportedClass, ...]
    intervals: tuple[SupportedInterval, ...]
    sources: tuple[SupportedSource, ...]


def supported() -> Supported:
    """Return what can be asked for here, and whether each source may be asked now; nobody is asked for it."""
    sources = tuple(_source(one.facts) for one in known_sources().values())
    return Supported(
        asset_classes=tuple(
            SupportedClass(
                name=one.value,
                label=CLASSES[one],
                examples=EXAMPLES[one],
                sources=tuple(source.name for source in sources if one.value in source.asset_classes),
            )
            for one in AssetClass
        ),
        intervals=tuple(
            SupportedInterval(
                name=one.value,
                label=WORDS[one],
                history={source.name: source.history[one.value] for source in sources if one.value in source.history},
            )
            for one in Interval
        ),
        sources=sources,
    )


def _source(facts: SourceFacts) -> SupportedSource:
    standing, told = standing_of(facts)
    return SupportedSource(
        name=facts.name,
        label=facts.label,
        standing=standing,
        told=told,
        history={one.value: days for one, days in facts.intervals.items()},
        asset_classes=tuple(one.value for one in AssetClass if one in facts.asset_classes),
        basis=BASES[facts.basis],
        volume_unit=facts.volume_unit,
        time_zone=facts.time_zone,
        needs_key=facts.needs_key,
        requests_a_minute=facts.requests_a_minute,
        requests_a_day=facts.requests_a_day,
        notes=tuple(note for note in (facts.note, facts.url_note) if note),
    )


def standing_of(facts: SourceFacts) -> tuple[Standing, str]:
    """Return whether a source may be asked now, and a sentence on why not or what may be asked."""
    if facts.name not in settings.MARKET_SOURCES:
        return Standing.OFF, f"{facts.label} is not among MARKET_SOURCES here, so it is never asked."
    if not has_key(facts.name):
        return Standing.NO_KEY, f"No key is set. Whoever runs this site can put one into {KEYS[facts.name]}."
    rest = gates.shared_gate().rest(facts)
    if rest is None:
        return Standing.READY, ""
    return (Standing.KEY_REJECTED if rest.kind is Failure.KEY_REJECTED else Standing.RESTING), rest.text


def capital(text: str) -> str:
    """
    Return a text with its first letter large and the others as they are.

    >>> capital("ETFs"), capital("currency pairs")
    ('ETFs', 'Currency pairs')
    """
    return text[:1].upper() + text[1:]
