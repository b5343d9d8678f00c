"""What every test may ask for: the cast, and a real server for Redis's protocol."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

CAST_PASSWORD = "open sesame 42"

# A busy machine is no fault of the code: how long one example takes is measured by the benchmark, not by tests.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")


_OPENS_THE_DATABASE = frozenset(
    {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to leave out what has nothing to do with the database, for a second run on another one."""
    parser.addoption("--database-only", action="store_true", help="only the tests that open the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep only the tests that open the database, if so asked."""
    if config.getoption("--database-only"):
        left_out = [item for item in items if not _opens_the_database(item)]
        items[:] = [item for item in items if _opens_the_database(item)]
        config.hook.pytest_deselected(items=left_out)


def _opens_the_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not _OPENS_THE_DATABASE.isdisjoint(fixtures)


def _person(name: str, *, is_staff: bool = False):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_user(
        username=name,
        email=f"{name}@example.com",
        password=CAST_PASSWORD,
        is_staff=is_staff,
        is_superuser=is_staff,
    )


@pytest.fixture
def alice(db):
    """Owns what the test is about."""
    return _person("alice")


@pytest.fixture
def bob(db):
    """May not see what is alice's."""
    return _person("bob")


@pytest.fixture
def carol(db):
    """Is staff."""
    return _person("carol", is_staff=True)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the address in settings.REDIS_URL with a real Valkey, unless REDIS_URL names a server that runs."""
    from django.conf import settings

    from statis.supervision import valkey
    from statis.supervision.supervisor import Supervisor

    var_dir = Path(settings.VAR_DIR)
    if valkey.redis_url(var_dir) != settings.REDIS_URL:
        yield settings.REDIS_URL
        return
    with Supervisor(cwd=var_dir, log_dir=tmp_path_factory.mktemp("valkey-log")) as supervisor:
        supervisor.start(valkey.program(var_dir))
        supervisor.wait_until(lambda: valkey.answers(settings.REDIS_URL), name="valkey", seconds=20)
        yield settings.REDIS_URL


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """Give an empty database of the Redis server."""
    import redis

    with redis.Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server


@pytest.fixture
def eventually():
    """Wait for a condition that another process or thread brings about."""

    def wait(condition, *, seconds: float = 10.0, what: str = "the condition"):
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < deadline, f"{what} did not come true in {seconds:.0f} s"
            time.sleep(0.02)
        return found

    return wait
