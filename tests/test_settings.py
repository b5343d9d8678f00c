"""Every setting is documented, and nothing is documented that is not a setting."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""\benv\.\w+\(\s*["']([A-Z_]+)["']""")
# Read elsewhere: by `manage.py up`, and by docker-compose.yml.
ELSEWHERE = {"PORT", "POSTGRES_PASSWORD", "WORKERS", "SANDBOX_CHILDREN"}


def documented() -> list[str]:
    return re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


class TestEnvExample:
    def test_names_exactly_what_is_read(self):
        read = set(READ.findall((ROOT / "statis" / "settings.py").read_text()))

        assert set(documented()) == read | ELSEWHERE

    def test_names_each_setting_once(self):
        names = documented()

        assert sorted(names) == sorted(set(names))

    def test_sets_nothing_when_copied_as_it_is(self):
        lines = (ROOT / ".env.example").read_text().splitlines()

        assert all(line.startswith("#") or not line for line in lines)


class TestRefusal:
    @pytest.mark.parametrize(
        ("bad", "sentence"),
        [
            ({"RUN_LEASE_SECONDS": "abc"}, "RUN_LEASE_SECONDS"),
            ({"MARKET_SOURCES": "yahoo,bloomberg"}, "Choose from yahoo, alpha_vantage, finnhub"),
            ({"SECRET_KEY": "short"}, "too short to be a secret"),
            ({"VAR_DIR": "/dev/null/var"}, "/dev/null/var cannot be used"),
        ],
    )
    def test_is_one_sentence_on_any_command(self, bad, sentence, tmp_path):
        command = [sys.executable, ROOT / "manage.py", "bars", "AAPL"]
        environment = {**os.environ, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "statis.settings", **bad}

        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

        assert ended.returncode in (1, 2)
        assert sentence in ended.stderr
        assert len(ended.stderr.strip().splitlines()) == 1

    def test_is_not_of_a_setting_left_empty(self, tmp_path):
        command = [sys.executable, ROOT / "manage.py", "bars", "AAPL", "--start", "2013-03-01", "--json"]
        empty = {"DATABASE_URL": "", "REDIS_URL": "", "SECRET_KEY": ""}
        environment = {**os.environ, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "statis.settings", **empty}

        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

        assert (ended.returncode, len(ended.stdout.splitlines())) == (0, 1), ended.stderr
