import threading

import pytest
from django.db import connection

from marketdata import services
from marketdata.models import BarChunk, PriceSeries


@pytest.mark.django_db(transaction=True)
class TestLoadSampleDataTwiceAtOnce:
    def test_stores_everything_once(self):
        failures: list[BaseException] = []
        written: list[int] = []
        start = threading.Barrier(2)

        def load() -> None:
            try:
                start.wait()
                written.append(services.load_sample_data())
            except Exception as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=load) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert sum(written) == 7
        assert PriceSeries.objects.count() == 7
        assert BarChunk.objects.values("series", "year").distinct().count() == BarChunk.objects.count()
