"""What an edition of a series says of its bars, as values that databases keep."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from marketdata.sources.adjusting import Effect, Piece
from marketdata.sources.base import Action, Basis
from marketdata.sources.ranges import Days

Values = dict[str, Any]


def effects_of(values: Sequence[Values]) -> tuple[Effect, ...]:
    """Return actions that were kept as values."""
    return tuple(Effect(**value | {"date": date.fromisoformat(value["date"])}) for value in values)


def effect_values(found: Sequence[Effect]) -> list[Values]:
    """Return actions as values."""
    return [asdict(effect) | {"date": effect.date.isoformat()} for effect in found]


def actions_of(values: Sequence[Values]) -> tuple[Action, ...]:
    """Return splits and dividends that were kept as values, with their factors or without."""
    return tuple(
        Action(date=date.fromisoformat(value["date"]), kind=value["kind"], value=value["value"]) for value in values
    )


def action_values(told: Sequence[Action]) -> list[Values]:
    """Return splits and dividends as values."""
    return [asdict(action) | {"date": action.date.isoformat()} for action in told]


def pieces_of(values: Sequence[Values]) -> tuple[Piece, ...]:
    """Return pieces that were kept as values."""
    return tuple(
        Piece(
            first_date=date.fromisoformat(value["first_date"]),
            last_date=date.fromisoformat(value["last_date"]),
            source=value["source"],
            basis=Basis(value["basis"]),
            as_of=date.fromisoformat(value["as_of"]),
        )
        for value in values
    )


def piece_values(pieces: Sequence[Piece]) -> list[Values]:
    """Return pieces as values."""
    return [{name: str(value) for name, value in asdict(piece).items()} for piece in pieces]


def days_of(values: Sequence[Sequence[str]]) -> list[Days]:
    """
    Return ranges of days that were kept as values.

    >>> days_of([["2024-01-01", "2024-01-31"]])
    [Days(first=datetime.date(2024, 1, 1), last=datetime.date(2024, 1, 31))]
    """
    return [Days(date.fromisoformat(first), date.fromisoformat(last)) for first, last in values]


def day_values(ranges: Sequence[Days]) -> list[list[str]]:
    """Return ranges of days as values."""
    return [[one.first.isoformat(), one.last.isoformat()] for one in ranges]


def edition_hash(*, chunk_hashes: Sequence[str], actions: Sequence[Values], pieces: Sequence[Values]) -> str:
    """Return the sha256 of all that decides which bars a reader gets."""
    told = json.dumps([list(chunk_hashes), list(actions), list(pieces)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
