"""What commands say to a terminal, a pipe and a full disk."""

import subprocess
import sys
from pathlib import Path

import pytest

PRINT = """
import sys
from django.core.management.base import CommandError, OutputWrapper
from statis.terminal import write_at_once
try:
    write_at_once(OutputWrapper(sys.stdout), "line\\n" * 9)
except CommandError as problem:
    print(problem, file=sys.stderr)
"""


class TestWriteAtOnce:
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
    def test_tells_of_a_full_disk_in_one_line(self):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run([sys.executable, "-c", PRINT], stdout=full, stderr=subprocess.PIPE, text=True)

        assert done.stderr == "The answer could not be written: No space left on device.\n"
