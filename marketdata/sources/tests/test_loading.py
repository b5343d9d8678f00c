"""Nobody pays for a library that is not used: yfinance takes three seconds to load, the calendars two."""

import json
import subprocess
import sys

import pytest

HEAVY = ("pandas", "yfinance", "curl_cffi", "httpx2", "exchange_calendars", "requests", "lxml", "bs4")
PROGRAM = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps([name for name in sys.argv[2].split(",") if name in sys.modules]))
"""
LIGHT = [
    *("base", "intervals", "symbols", "exchanges", "calendars", "http"),
    *("assembling", "yahoo", "alpha_vantage", "finnhub"),
]


def loaded_by(module: str) -> list[str]:
    argv = [sys.executable, "-c", PROGRAM, f"marketdata.sources.{module}", ",".join(HEAVY)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class TestImporting:
    @pytest.mark.parametrize("module", LIGHT)
    def test_loads_no_heavy_library(self, module):
        assert loaded_by(module) == []

    def test_the_session_of_yahoo_loads_yfinance(self):
        assert "yfinance" in loaded_by("yahoo_session")
