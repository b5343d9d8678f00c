"""The tables of issue 5, both ways over data that was there."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from marketdata import services, storing
from marketdata.sources import sample
from marketdata.tests.feeding import FIRST, TODAY, given, traded

OLD = [("marketdata", "0001_initial"), ("backtests", "0001_initial")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def newest(transactional_db):
    executor = MigrationExecutor(connection)
    yield executor.loader.graph.leaf_nodes()
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


class TestMigrations:
    def test_keep_the_bundled_prices_both_ways(self, newest):
        services.load_sample_data()
        storing.merge_bars(fetched=given(traded()), first_date=FIRST, last_date=TODAY)

        then = migrate(OLD)

        chunks = then.get_model("marketdata", "BarChunk").objects.filter(series__instrument__symbol="AAPL")
        assert {bytes(chunk.columns)[:4] for chunk in chunks} == {b"SBC1"}
        assert sum(chunk.bar_count for chunk in chunks) == 3270
        # What the old tables cannot hold is gone rather than wrong.
        assert not then.get_model("marketdata", "PriceSeries").objects.filter(instrument__symbol="TST").exists()

        migrate(newest)

        expected = next(iter(sample.datasets())).bars
        bars = services.get_bars(symbol="AAPL")
        assert bars.content_hash == expected.content_hash
        assert (bars.source, bars.adjustment, bars.periods_per_year) == (expected.source, expected.adjustment, 252)
        assert bars.edition is not None
        assert services.load_sample_data() == 0
