"""Which providers of strategies there are here."""

from typing import Final

from strategies.generation.provider import Provider, ProviderFailed

OFFLINE: Final = "offline"


def names() -> tuple[str, ...]:
    """Return the names of the providers."""
    return (OFFLINE,)


def usual_name() -> str:
    """Return the provider asked where none is named."""
    return OFFLINE


def provider_named(name: str) -> Provider:
    """
    Return a provider.

    :raises ProviderFailed: if it is not set up.
    """
    raise ProviderFailed(f"The provider “{name}” is not set up.")
