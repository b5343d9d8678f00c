"""A strategy of alice, and a browser for each of the cast."""

import pytest

from strategies import services
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy


@pytest.fixture
def strategy(alice) -> Strategy:
    return services.create_strategy(
        owner=alice,
        name="Crossover",
        source=TEMPLATES["sma_crossover"].source,
        description="Follows trends",
        template="sma_crossover",
    )


@pytest.fixture
def owner(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def stranger(client, bob):
    client.force_login(bob)
    return client
