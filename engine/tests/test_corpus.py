"""Honest strategies in the styles people post: none is called dishonest, and each earns what stock Backtrader says."""

from datetime import date
from pathlib import Path

import pytest

from engine.spec import Sizing
from engine.tests.test_stock_agreement import bars_of, check_agreement, make_spec

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.py"))


@pytest.mark.parametrize("symbols", [("AAPL",), ("AAPL", "IBM")], ids=["one", "two"])
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
class TestHonestStrategy:
    def test_agrees_with_stock_backtrader(self, path, symbols):
        # None sells short beyond its equity: the leverage limit of a usual run changes nothing.
        spec = make_spec(path.read_text(), symbols, sizing=Sizing(kind="percent", amount=0.9), leverage=1.0)

        account = check_agreement(
            spec, [bars_of(symbol).between(date(2005, 1, 1), date(2007, 6, 30)) for symbol in symbols]
        )

        assert account.fills or account.unfilled
