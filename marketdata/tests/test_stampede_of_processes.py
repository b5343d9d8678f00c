"""Several processes with several threads each ask for the same prices at once, over a real database and Redis."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from marketdata.models import FetchAttempt, SeriesEdition

PROCESSES, THREADS = 4, 5
ASK = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from multiprocessing import get_context
from django.db import connection
from marketdata.obtaining import obtain_bars
from marketdata.sources import calendars

FIRST, LAST = date(2024, 1, 2), date(2024, 3, 28)
forking = get_context("fork")
together = forking.Barrier({processes} * {threads})


def ask(_):
    together.wait(60)
    try:
        obtained = obtain_bars(symbol="BTC-USD", start_date=FIRST, end_date=LAST)
        return len(obtained.bars), obtained.bars.content_hash, obtained.tale
    finally:
        connection.close()


def crowd():
    with ThreadPoolExecutor({threads}) as pool:
        sys.stdout.write("".join("|".join(map(str, found)) + "\\n" for found in pool.map(ask, range({threads}))))


# It takes two seconds to load: once is enough.
calendars.sessions("24/7", FIRST, LAST)
crowds = [forking.Process(target=crowd) for _ in range({processes})]
for one in crowds:
    one.start()
for one in crowds:
    one.join()
sys.exit(any(one.exitcode for one in crowds))
"""


def database_url() -> str:
    """Return the address of the database the tests use."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    user, password = quote(told["USER"], safe=""), quote(told["PASSWORD"], safe="")
    return f"postgres://{user}:{password}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


@pytest.fixture
def outside(tmp_path, redis_url, yahoo_server) -> dict[str, str]:
    """The environment of a process of its own: the settings of production, the test's database, Redis and source."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "statis.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": "only-for-tests-" + "0123456789" * 3,
        "REDIS_URL": redis_url,
        "VAR_DIR": str(tmp_path),
        "LOG_LEVEL": "ERROR",
        "MARKET_SOURCES": "yahoo",
        "YAHOO_URL": yahoo_server.url,
    }


@pytest.mark.django_db(transaction=True)
class TestStampedeOfProcesses:
    def test_makes_one_upstream_call(self, outside, yahoo_server):
        # All others have asked long before the answer comes.
        yahoo_server.stall(1.0)
        manage = str(Path(settings.BASE_DIR) / "manage.py")
        program = ASK.format(processes=PROCESSES, threads=THREADS)
        argv = [sys.executable, manage, "shell", "-v0", "-c", program]

        done = subprocess.run(argv, env=outside, text=True, capture_output=True, timeout=120, check=False)

        assert (done.returncode, done.stderr) == (0, "")
        assert yahoo_server.count("/chart/") == 1
        assert FetchAttempt.objects.count() == SeriesEdition.objects.count() == 1
        found = [line.split("|") for line in done.stdout.splitlines()]
        assert len(found) == PROCESSES * THREADS
        assert {int(count) for count, _, _ in found} == {87}
        assert len({content for _, content, _ in found}) == 1
        assert sorted(tale for _, _, tale in found) == [""] * (PROCESSES * THREADS - 1) + ["used Yahoo Finance"]
