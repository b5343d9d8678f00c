"""The names the editor offers are those there are."""

import json
import subprocess
import sys

import pytest

from indicators.library import registry
from strategies import completion
from strategies.checking.tests.reading import check

# Backtrader is loaded by a child, here as everywhere; an instance has more than its class.
LOOK = """
import json, sys, backtrader as bt
class S(bt.Strategy):
    def next(self): pass
feed = bt.feeds.PandasData
told = json.load(sys.stdin)
homes = {"bt": bt, "bt.ind": bt.ind, "bt.Order": bt.Order, "self": bt.Strategy, "self.broker": bt.brokers.BackBroker}
names = [(home, what, one["label"]) for home, what in homes.items() for one in told[home]]
missing = [f"{home}.{name}" for home, what, name in names if not hasattr(what, name)]
for one in told["bt.ind"]:
    takes = getattr(bt.ind, one["label"]).params
    for setting in filter(None, one["detail"].split(", ")):
        name, value = setting.split("=")
        if repr(getattr(takes, name, None)) != value:
            missing.append(f"{one['label']}({setting})")
lines = {"lines", *bt.feeds.GenericCSVData.lines._getlines()}
missing += [one["label"] for one in told["self.data"] if one["label"] not in lines]
missing += [one["label"] for one in told["self.position"] if not hasattr(bt.Position(), one["label"])]
print(json.dumps(missing))
"""
# What only an instance has.
OF_AN_INSTANCE = {"self.data", "self.datas", "self.p", "self.broker", "self.stats"}


@pytest.fixture(scope="module")
def told():
    return completion.names()


class TestNames:
    def test_of_backtrader_are_there_with_the_settings_it_takes(self, told):
        done = subprocess.run(
            [sys.executable, "-I", "-c", LOOK], input=json.dumps(told), capture_output=True, text=True, check=True
        )

        assert set(json.loads(done.stdout)) <= OF_AN_INSTANCE

    def test_of_the_catalogue_are_all_there(self, told):
        assert [one["label"] for one in told["statis_indicators"]] == list(registry.ENTRIES)
        assert len(told["statis_indicators"]) > 250

    def test_are_written_as_the_check_accepts_them(self, told):
        calls = [f"        statis_indicators.{one['apply']}" for one in told["statis_indicators"]]
        calls += [f"        bt.ind.{one['apply']}" for one in told["bt.ind"]]
        code = (
            "import backtrader as bt\nimport statis_indicators\n\n\nclass A(bt.Strategy):\n    def __init__(self):\n"
        )

        found = [finding for finding in check(code + "\n".join(calls) + "\n") if finding.is_error]

        assert [finding.message for finding in found if "changes values" not in finding.message] == []
