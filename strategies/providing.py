"""Which providers of strategies there are here."""

from typing import Final

OFFLINE: Final = "offline"


def names() -> tuple[str, ...]:
    """Return the names of the providers."""
    return (OFFLINE,)


def usual_name() -> str:
    """Return the provider asked where none is named."""
    return OFFLINE
