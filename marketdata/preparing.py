"""Make a fresh clone's own database usable: tables and sample prices."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from marketdata.services import load_sample_data
from statis.errors import StatisError


class DatabaseBehind(StatisError):
    """A database of somebody's own lacks tables: not ours to change unasked."""

    code = "DATABASE_BEHIND"


def prepare_database(*, say: Callable[[str], None]) -> None:
    """
    Bring the embedded database up to date, once; look at any other only.

    :raises DatabaseBehind: if a database from DATABASE_URL lacks migrations.
    """
    if not settings.IS_EMBEDDED:
        if _is_behind():
            raise DatabaseBehind("The database is not up to date. Run: manage.py migrate")
        return
    if _is_behind():
        with _alone():
            _migrate(say)
    load_sample_data()


def _migrate(say: Callable[[str], None]) -> None:
    # Another process may have done it while this one waited.
    if _is_behind():
        say("Preparing the local database, once ...")
        call_command("migrate", verbosity=0, interactive=False)


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other commands from preparing the same database meanwhile."""
    path = Path(settings.VAR_DIR) / "preparing.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
