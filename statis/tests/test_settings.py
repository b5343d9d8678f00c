"""The settings refuse nonsense at the start and keep their secret to themselves."""

import ast
import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings as current
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from engine.spec import Limits
from statis.settings import checked_rate, database, secret_key


def start(tmp_path, show="SECRET_KEY, s.DEBUG, s.COOKIES_SECURE, s.EMAIL_BACKEND", **environment):
    """Read the settings in a fresh process and print some."""
    code = f"from statis import settings as s; print(s.{show})"
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "VAR_DIR": str(tmp_path), **environment},
        cwd=current.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


class TestStart:
    def test_needs_no_setting_at_all(self, tmp_path):
        done = start(tmp_path)

        assert done.returncode == 0, done.stderr
        assert done.stdout.split()[1:] == ["False", "False", "django.core.mail.backends.filebased.EmailBackend"]

    @pytest.mark.parametrize(
        "nonsense",
        [
            {"DEBUG": "perhaps"},
            {"DATABASE_URL": "postgres://u@h/d"},
            {"DATABASE_URL": "nonsense://", "SECRET_KEY": "x" * 40},
            {"SECRET_KEY": "short"},
            {"EMAIL_VERIFICATION": "sometimes"},
            {"LOG_LEVEL": "LOUD"},
            {"LOGIN_RATE": "often"},
            {"HSTS_SECONDS": "a year"},
            {"RUN_WALL_SECONDS": "0"},
            {"RUN_CPU_SECONDS": "nan"},
            {"RUN_MEMORY_MB": "63"},
            {"RUN_OUTPUT_MB": "1025"},
            {"RUN_ORDERS": "-1"},
            {"RUN_LOG_LINES": "100001"},
            {"RUN_LOG_LINE_CHARS": "19"},
        ],
        ids=lambda setting: " ".join(setting),
    )
    def test_is_refused_with_nonsense(self, tmp_path, nonsense):
        done = start(tmp_path, **nonsense)

        assert done.returncode != 0
        name, value = next(iter(nonsense.items()))
        assert name in done.stderr or value in done.stderr

    def test_uses_secure_cookies_in_production(self, tmp_path):
        done = start(tmp_path, DATABASE_URL="postgres://u@h/d", SECRET_KEY="x" * 40)

        assert done.stdout.split()[2] == "True"


class TestLimits:
    def test_are_those_of_the_engine_without_a_setting(self):
        assert Limits() == current.RUN_LIMITS

    def test_are_read_in_seconds_and_megabytes(self, tmp_path):
        values = {"WALL_SECONDS": 90, "CPU_SECONDS": 80, "MEMORY_MB": 1024, "OUTPUT_MB": 8}
        values |= {"ORDERS": 5, "LOG_LINES": 6, "LOG_LINE_CHARS": 70}

        done = start(tmp_path, show="RUN_LIMITS", **{f"RUN_{name}": str(value) for name, value in values.items()})

        sizes = {"memory_bytes": 1024 << 20, "output_bytes": 8 << 20}
        wanted = Limits(wall_seconds=90, cpu_seconds=80, orders=5, log_lines=6, log_line_chars=70, **sizes)
        assert done.stdout.strip() == repr(wanted)

    def test_give_the_worker_time_for_a_run_and_its_repetition(self, tmp_path):
        show = "CELERY_TASK_SOFT_TIME_LIMIT, s.CELERY_TASK_TIME_LIMIT, s.CELERY_BROKER_TRANSPORT_OPTIONS"

        soft, hard, rest = start(tmp_path, show=show, RUN_WALL_SECONDS="3600").stdout.split(maxsplit=2)

        assert 2 * 3600 < int(soft) < int(hard) < ast.literal_eval(rest)["visibility_timeout"]

    def test_say_what_may_be_written(self, tmp_path):
        done = start(tmp_path, RUN_MEMORY_MB="1")

        assert "RUN_MEMORY_MB" in done.stderr
        assert "Write a whole number from 64 to 65,536." in done.stderr


class TestMiddleware:
    @pytest.mark.parametrize("name", current.MIDDLEWARE)
    def test_answers_in_async(self, name):
        # One that did not would put every event stream into a thread of its own.
        assert import_string(name).async_capable


class TestSecretKey:
    def test_is_made_once_for_its_owner_only(self, tmp_path):
        first = secret_key(given="", folder=tmp_path, is_embedded=True)
        second = secret_key(given="", folder=tmp_path, is_embedded=True)

        assert first == second
        assert len(first) >= 50
        assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]

    def test_differs_between_installations(self, tmp_path):
        keys = set()
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            keys.add(secret_key(given="", folder=tmp_path / name, is_embedded=True))

        assert len(keys) == 2

    def test_must_be_given_in_production(self, tmp_path):
        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is required"):
            secret_key(given="", folder=tmp_path, is_embedded=False)


class TestDatabase:
    def test_lets_sqlite_serve_several_processes(self):
        options = database({"ENGINE": "django.db.backends.sqlite3", "NAME": "x"})["OPTIONS"]

        assert options["transaction_mode"] == "IMMEDIATE"
        assert "journal_mode=WAL" in options["init_command"]

    def test_leaves_postgres_as_it_is(self):
        assert "OPTIONS" not in database({"ENGINE": "django.db.backends.postgresql"})


class TestRates:
    @pytest.mark.parametrize("rate", ["5/m/ip", "10/m/ip,5/300s/key"])
    def test_are_taken_as_written(self, rate):
        assert checked_rate(rate) == rate

    @pytest.mark.parametrize("rate", ["", "5", "5/m", "five/m/ip", "5/m/ip;"])
    def test_are_refused_when_unreadable(self, rate):
        with pytest.raises(ImproperlyConfigured, match="no rate limit"):
            checked_rate(rate)
