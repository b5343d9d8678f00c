import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from marketdata import preparing
from marketdata.preparing import DatabaseBehind, prepare_database


def bars_command(var_dir):
    return subprocess.Popen(
        [sys.executable, "manage.py", "bars", "AAPL", "--start", "2013-03-01", "--csv"],
        cwd=django_settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(var_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class TestPrepareDatabase:
    def test_makes_a_fresh_clone_usable_for_two_commands_at_once(self, tmp_path):
        commands = [bars_command(tmp_path / "var") for _ in range(2)]

        said = [command.communicate(timeout=100) for command in commands]

        assert [command.returncode for command in commands] == [0, 0], said
        assert all(out.startswith("date,open") for out, _ in said)
        assert sum("Preparing the local database" in error for _, error in said) == 1

    def test_leaves_a_database_of_somebodys_own_alone(self, db, settings, monkeypatch):
        settings.IS_EMBEDDED = False
        monkeypatch.setattr(preparing, "_is_behind", lambda: True)

        with pytest.raises(DatabaseBehind, match=r"manage\.py migrate"):
            prepare_database(say=print)
