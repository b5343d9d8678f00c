"""Exported files run alone on plain Backtrader, and come back as they were."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.events import LeftOut
from strategies import exporting
from strategies.checking.findings import Inspection
from strategies.checking.inspection import inspected
from strategies.generation.catalogue import TEMPLATES

SMA = TEMPLATES["sma_crossover"].source
HOSTILE = "x, version 9\n# --- The strategy ---\nimport os\u2028# coding: utf-7"


def exported(source: str, *, name: str = "Mine", found: Inspection | None = None) -> str:
    return exporting.as_python(source=source, name=name, version=3, file_name="mine.py", found=found)


@pytest.fixture
def prices(tmp_path):
    """Write a file of prices that rise and fall in waves."""
    close = [100 + abs(number % 160 - 80) for number in range(700)]
    days = [f"{2010 + number // 336}-{number % 336 // 28 + 1:02}-{number % 28 + 1:02}" for number in range(700)]
    lines = [f"{day},{price},{price + 1},{price - 1},{price},1000" for day, price in zip(days, close, strict=True)]
    path = tmp_path / "WAVE.csv"
    path.write_text("\n".join(["date,open,high,low,close,volume", *lines]) + "\n")
    return path


def run_alone(text: str, folder, *files) -> str:
    path = folder / "exported.py"
    path.write_text(text, encoding="utf-8")
    # Isolated: neither this folder nor ours can be imported from, only what is installed.
    argv = [sys.executable, "-I", str(path), *map(str, files)]
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestAsPython:
    @pytest.mark.parametrize("is_inspected", [True, False])
    def test_runs_on_plain_backtrader(self, tmp_path, prices, is_inspected):
        found = inspected(SMA) if is_inspected else None

        said = run_alone(exported(SMA, found=found, name=HOSTILE), tmp_path, prices).splitlines()

        assert said[0].startswith("2010-")
        assert " WAVE bought " in said[0]
        assert " WAVE sold " in said[1]
        assert said[-1].startswith("Value at the end: ")

    def test_leaves_a_script_its_own_runner(self):
        source = SMA + "\nbt.Cerebro().run()\n"

        text = exported(source, found=inspected(source))

        assert "has a runner of its own" in text
        assert "_run_alone" not in text

    def test_says_when_it_needs_indicators_of_statis(self):
        assert "statis_indicators" in exported(TEMPLATES["supertrend"].source).split(exporting.CODE)[0]
        assert "statis_indicators" not in exported(SMA).split(exporting.CODE)[0]

    @pytest.mark.parametrize("name", ["class", "a b", "x;import os"])
    def test_names_no_class_that_is_none(self, name):
        assert f"strategy = {name}" not in exported(SMA, found=Inspection(classes=(name,)))

    def test_is_the_class_that_would_run(self):
        found = Inspection(classes=("A", "B"), left_out=(LeftOut(what="charts", lines=[(1, 1)]),))

        assert "    strategy = B\n" in exported(SMA, found=found)


class TestRead:
    @pytest.mark.parametrize("slug", TEMPLATES)
    def test_gives_back_a_template(self, slug):
        source = TEMPLATES[slug].source

        carried = exporting.read(exported(source, found=inspected(source)).encode(), "x.py")

        assert (carried.data.decode(), carried.name) == (source, "Mine")

    @given(
        some.lists(
            some.sampled_from([exporting.CODE, exporting.END, exporting.END_OF_OPEN_LINE, exporting.BEGIN, "x", ""])
        )
    )
    def test_gives_back_whatever_was_in_it(self, lines):
        source = "\n".join(lines)

        once = exported(source)

        assert exporting.read(once.encode(), "x.py").data.decode() == source
        # A file pasted as code is code, and comes back as such.
        assert exporting.read(exported(once).encode(), "x.py").data.decode() == once

    def test_gives_back_a_file_that_went_through_windows(self):
        data = b"\xef\xbb\xbf" + exported(SMA).replace("\n", "\r\n").encode()

        assert exporting.read(data, "x.py").data.decode() == SMA

    def test_takes_code_that_nobody_exported_as_it_is(self):
        carried = exporting.read(b"x = 1\n", "C:\\my_best_idea.py")

        assert (carried.data, carried.name) == (b"x = 1\n", "My best idea")

    def test_is_not_led_astray_by_a_name(self):
        carried = exporting.read(exported(SMA, name=HOSTILE).encode(), "x.py")

        assert carried.data.decode() == SMA
        assert "\n" not in carried.name
