"""Honest programs that look suspicious: the checker finds no error in any of them."""

from pathlib import Path

import pytest

from strategies.checking.inspection import inspected

FOLDER = Path(__file__).resolve().parents[3] / "engine/sandbox/tests/benign"
PROGRAMS = sorted(FOLDER.glob("*.py"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
class TestCheckOfABenignProgram:
    def test_finds_no_error(self, path):
        inspection = inspected(path.read_bytes().decode())

        assert inspection.errors == []
        assert inspection.classes


class TestBenignPrograms:
    def test_are_there(self):
        assert len(PROGRAMS) >= 70
