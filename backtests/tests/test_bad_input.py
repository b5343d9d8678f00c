"""What becomes of bad prices in the database, from reading them to the verdict: docs/bad-input.md says the same."""

from dataclasses import replace

import numpy as np
import pytest

from backtests.execution import backtest_once
from engine.tests.bad_input_page import documented
from engine.verdict import Verdict
from marketdata.models import BarChunk
from marketdata.services import BadPrices, get_bars
from marketdata.sources import columns


def put(name, value):
    """Return a change of one value of the third bar of 2001."""

    def change(values):
        column = getattr(values, name).copy()
        column[2] = value
        return replace(values, **{name: column})

    return change


def narrow(values):
    return put("low", 1.0)(put("high", 2.0)(values))


def at_times(*order):
    """Return a change of the times of the first bars of 2001."""
    return lambda values: replace(values, times=np.concatenate([values.times[list(order)], values.times[3:]]))


CHANGES = {
    "a price that is NaN": put("close", np.nan),
    "an infinite price": put("high", np.inf),
    "a price of zero": put("open", 0.0),
    "a negative price": put("low", -37.63),
    "a close above the high": narrow,
    "bars out of order": at_times(0, 2, 1),
    "a date twice": at_times(0, 1, 1),
    "a negative volume": put("volume", -1.0),
    "a volume that is NaN": put("volume", np.nan),
    "a volume of zero": put("volume", 0.0),
}


@pytest.fixture
def spoil(sample_data):
    def spoil(change):
        chunk = BarChunk.objects.get(series__instrument__symbol="AAPL", year=2001)
        chunk.columns = columns.encode(change(columns.decode(bytes(chunk.columns))))
        chunk.save()

    return spoil


class TestPrices:
    def test_have_a_test_for_every_row(self):
        assert list(documented("Prices")) == list(CHANGES)

    @pytest.mark.parametrize("name", CHANGES)
    def test_end_as_documented(self, spoil, spec, name):
        verdict, text = documented("Prices")[name]
        spoil(CHANGES[name])

        done = backtest_once(spec())

        assert done.verdict == verdict
        if done.failure:
            assert done.failure.message.startswith(text)
            assert "Choose dates in other years" in done.failure.message

    def test_in_the_warmup_are_found_as_well(self, spoil, spec):
        spoil(CHANGES["a price that is NaN"])

        done = backtest_once(spec(start_date="2001-06-01", end_date="2001-09-01", warmup=20))

        assert done.verdict is Verdict.NO_DATA

    def test_are_counted_when_several_are_wrong(self, spoil, spec):
        spoil(lambda values: put("volume", -1.0)(put("close", np.nan)(values)))

        done = backtest_once(spec())

        assert (
            "In all: 1 bar lacks a price (first 2001-01-04); 1 bar has an impossible volume (first 2001-01-04). Choose"
            in done.failure.message
        )

    def test_of_other_years_harm_nobody(self, spoil, spec):
        spoil(CHANGES["a price that is NaN"])

        assert backtest_once(spec(start_date="2003-01-01", end_date="2003-03-01")).verdict is Verdict.OK

    def test_tell_the_form_what_is_wrong(self, spoil):
        spoil(CHANGES["a negative price"])

        with pytest.raises(BadPrices, match=r"-37\.63") as raised:
            get_bars(symbol="AAPL")

        assert raised.value.code == "NO_DATA"
