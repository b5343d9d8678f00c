import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from marketdata import services
from marketdata.models import BarChunk, PriceSeries

MANAGE = Path(settings.BASE_DIR) / "manage.py"
LOAD = "from marketdata.services import load_sample_data; print('written', load_sample_data())"


def start(*arguments: str, var_dir: Path) -> subprocess.Popen[str]:
    environment = os.environ | {
        "VAR_DIR": str(var_dir),
        "DATABASE_URL": f"sqlite:///{var_dir / 'shared.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "statis.settings_test"),
    }
    return subprocess.Popen(
        [sys.executable, str(MANAGE), *arguments], env=environment, text=True, stdout=subprocess.PIPE
    )


class TestLoadSampleDataByTwoProcesses:
    def test_stores_everything_once(self, tmp_path):
        with start("migrate", "-v0", var_dir=tmp_path) as migrating:
            assert migrating.wait(60) == 0

        loaders = [start("shell", "-v0", "-c", LOAD, var_dir=tmp_path) for _ in range(2)]
        printed = [loader.communicate(timeout=60)[0] for loader in loaders]

        assert [loader.returncode for loader in loaders] == [0, 0]
        assert sum(int(text.split()[-1]) for text in printed) == 7


@pytest.mark.django_db(transaction=True)
class TestLoadSampleDataByTwoConnections:
    @pytest.mark.skipif(
        connection.vendor == "sqlite", reason="threads share one in-memory SQLite; the process test covers it"
    )
    def test_stores_everything_once(self):
        together = threading.Barrier(2)
        written: list[int] = []

        def load() -> None:
            together.wait()
            written.append(services.load_sample_data())
            connection.close()

        threads = [threading.Thread(target=load) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sum(written) == 7
        assert PriceSeries.objects.count() == 7
        assert BarChunk.objects.values("series", "year").distinct().count() == BarChunk.objects.count()
