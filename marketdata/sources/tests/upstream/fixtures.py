"""Fixtures for whoever tests against the stand-ins: import them into a conftest, or into the test module itself."""

from collections.abc import Iterator

import pytest

from marketdata.sources.tests.upstream import alpha_vantage, finnhub, yahoo
from marketdata.sources.tests.upstream.server import Upstream


@pytest.fixture
def yahoo_server() -> Iterator[Upstream]:
    with yahoo.serve() as server:
        yield server


@pytest.fixture
def alpha_vantage_server() -> Iterator[Upstream]:
    with alpha_vantage.serve() as server:
        yield server


@pytest.fixture
def finnhub_server() -> Iterator[Upstream]:
    with finnhub.serve() as server:
        yield server
