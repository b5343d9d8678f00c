import threading

import pytest
from django.db import connection

from marketdata import services, storing
from marketdata.models import BarChunk, Instrument, PriceSeries, SeriesEdition
from marketdata.tests.feeding import FIRST, TODAY, given, traded
from marketdata.tests.test_load_at_once import start

STORE = """
from marketdata.sources.base import Basis
from marketdata.storing import merge_bars
from marketdata.tests.feeding import FIRST, TODAY, given, traded
for basis in (Basis.AS_TRADED, Basis.SPLIT_ADJUSTED):
    merge_bars(fetched=given(traded(), basis), first_date=FIRST, last_date=TODAY)
"""
COUNT = (
    "from marketdata.models import *; print(*[m.objects.count() for m in (Instrument, PriceSeries, SeriesEdition)])"
)


class TestMergeBarsByTwoProcesses:
    def test_makes_one_edition_of_the_same_range(self, tmp_path):
        with start("migrate", "-v0", var_dir=tmp_path) as migrating:
            assert migrating.wait(100) == 0

        storers = [start("shell", "-v0", "-c", STORE, var_dir=tmp_path) for _ in range(2)]
        for storer in storers:
            storer.communicate(timeout=100)

        counted = start("shell", "-v0", "-c", COUNT, var_dir=tmp_path).communicate(timeout=100)[0]
        assert [storer.returncode for storer in storers] == [0, 0]
        assert counted.split() == ["1", "1", "1"]


@pytest.mark.django_db(transaction=True)
class TestMergeBarsByTwoConnections:
    @pytest.mark.skipif(
        connection.vendor == "sqlite", reason="threads share one in-memory SQLite; the process test covers it"
    )
    def test_makes_one_edition_of_the_same_range(self):
        together = threading.Barrier(3)
        made: list[int] = []

        def merge() -> None:
            together.wait()
            made.append(storing.merge_bars(fetched=given(traded()), first_date=FIRST, last_date=TODAY).pk)
            connection.close()

        threads = [threading.Thread(target=merge) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(made) == 3
        assert len(set(made)) == 1
        assert Instrument.objects.count() == PriceSeries.objects.count() == SeriesEdition.objects.count() == 1
        assert BarChunk.objects.count() == 3
        assert services.get_bars(symbol="TST", adjustment="raw").content_hash == traded().content_hash
