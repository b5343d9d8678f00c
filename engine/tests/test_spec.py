"""A spec refuses what cannot be run, and survives JSON."""

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.spec import Costs, Sizing, Spec, SpecError

SYMBOLS = st.from_regex(r"[A-Z]{1,5}(\.[A-Z])?", fullmatch=True)


def spec(**changes):
    return Spec(**{"source": "pass", "symbols": ("AAPL",)} | changes)


class TestSpec:
    @given(
        symbols=st.lists(SYMBOLS, min_size=1, max_size=5, unique=True),
        cash=st.floats(1, 1e12),
        rate=st.floats(0, 0.1),
        share=st.floats(0.0001, 1),
        leverage=st.none() | st.floats(0.1, 100),
        start_date=st.none() | st.dates(date(1990, 1, 1), date(2000, 1, 1)),
        params=st.dictionaries(st.sampled_from(["fast", "slow"]), st.integers() | st.booleans() | st.text(max_size=5)),
    )
    def test_survives_json(self, symbols, cash, rate, share, leverage, start_date, params):
        before = spec(
            symbols=tuple(symbols),
            cash=cash,
            costs=Costs(commission_rate=rate, slippage_rate=rate),
            sizing=Sizing(kind="percent", amount=share),
            leverage=leverage,
            start_date=start_date,
            params=params,
        )

        after = Spec.from_dict(json.loads(json.dumps(before.to_dict())))

        assert after == before

    @pytest.mark.parametrize(("name", "symbol"), [("hold", None), ("cash", None), ("SPY", "SPY")])
    def test_tells_a_benchmark_that_is_a_symbol(self, name, symbol):
        assert spec(benchmark=name).benchmark_symbol == symbol

    def test_of_before_there_was_a_choice_is_compared_with_holding_and_has_the_first_seed(self):
        values = spec().to_dict()
        del values["benchmark"], values["profile"], values["seed"]

        assert Spec.from_dict(values) == spec()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"symbols": ()}, "symbols"),
            ({"symbols": ("AAPL", "AAPL")}, "symbols"),
            ({"symbols": ("aapl; drop",)}, "symbols"),
            ({"cash": float("nan")}, "cash"),
            ({"cash": -5}, "cash"),
            ({"leverage": 0}, "leverage"),
            ({"leverage": float("inf")}, "leverage"),
            ({"cash_reserve": -0.1}, "cash_reserve"),
            ({"cash_reserve": 1.0}, "cash_reserve"),
            ({"start_date": date(2020, 1, 2), "end_date": date(2020, 1, 1)}, "start_date"),
            ({"interval": "2h"}, "interval"),
            ({"source": "x" * 100_001}, "source"),
            ({"params": {"not a name": 1}}, "params"),
            ({"benchmark": "Cash"}, "benchmark"),
            ({"profile": "everything"}, "profile"),
            ({"seed": -1}, "seed"),
            ({"seed": 2**32}, "seed"),
            ({"seed": 1.5}, "seed"),
            ({"seed": True}, "seed"),
        ],
    )
    def test_names_the_field_that_cannot_be_run(self, changes, field):
        with pytest.raises(SpecError) as refusal:
            spec(**changes)

        assert refusal.value.field == field

    def test_hashes_its_source(self):
        assert spec(source="a").source_sha256 != spec(source="b").source_sha256


class TestCosts:
    @pytest.mark.parametrize("rate", [-0.001, 0.2, float("inf"), float("nan")])
    def test_refuses_a_rate_out_of_range(self, rate):
        with pytest.raises(SpecError):
            Costs(commission_rate=rate)


class TestSizing:
    def test_reads_percent_as_a_fraction(self):
        assert Sizing.parse("percent:50") == Sizing(kind="percent", amount=0.5)

    @pytest.mark.parametrize(
        ("text", "sizing"),
        [
            ("cash:10000", Sizing(kind="cash", amount=10_000)),
            ("equity:50", Sizing(kind="equity", amount=0.5)),
            ("all-in", Sizing(kind="all_in", amount=1)),
            ("kelly:25", Sizing(kind="kelly", amount=0.25)),
            ("kelly:25,fraction:0.25,trades:40", Sizing(kind="kelly", amount=0.25, fraction=0.25, trades=40)),
            ("volatility:15,bars:60", Sizing(kind="volatility", amount=0.15, bars=60)),
            ("risk: 1, atr: 20, multiple: 3", Sizing(kind="risk", amount=0.01, atr=20, multiple=3)),
        ],
    )
    def test_reads_every_kind(self, text, sizing):
        assert Sizing.parse(text) == sizing

    @pytest.mark.parametrize(
        ("text", "span"),
        [("percent:500", "0.01% and 100%"), ("risk:0", "0.001% and 100%"), ("fixed:0", "1e-08 and 1e+09")],
    )
    def test_names_the_range_as_the_amount_is_written(self, text, span):
        with pytest.raises(SpecError, match=f"must lie between {re.escape(span)}"):
            Sizing.parse(text)

    def test_tells_its_finer_settings_as_it_reads_them(self):
        sizing = Sizing.parse("risk:1,atr:20,multiple:2.5")

        assert sizing.details == "atr:20,multiple:2.5"
        assert Sizing.parse(f"risk:1,{sizing.details}") == sizing
        assert Sizing.parse("risk:1,atr:14").details == ""

    def test_of_a_spec_stored_before_there_were_more_kinds_is_read(self):
        stored = spec().to_dict()
        stored["sizing"] = {"kind": "fixed", "amount": 3.0}
        del stored["cash_reserve"]

        after = Spec.from_dict(stored)

        assert (after.sizing, after.cash_reserve) == (Sizing(kind="fixed", amount=3.0), 0.05)

    def test_refuses_a_count_that_is_not_whole(self):
        with pytest.raises(SpecError, match="whole"):
            Sizing(kind="kelly", amount=0.25, trades=20.5)

    def test_reads_fixed_as_units(self):
        assert Sizing.parse("fixed:100") == Sizing(kind="fixed", amount=100.0)

    @pytest.mark.parametrize(
        "text",
        [
            *("", "percent", "percent:", "percent:0", "percent:101", "fixed:-1", "fixed:nan", "martingale:2"),
            *("all-in:5", "cash:-1", "equity:2000", "kelly:0", "volatility:inf", "risk:101", "kelly"),
            *("risk:1,atr", "risk:1,atr:0", "risk:1,atr:2.5", "risk:1,bars:5"),
            *("percent:95,atr:14", "kelly:25,fraction:2"),
        ],
    )
    def test_refuses_anything_else(self, text):
        with pytest.raises(SpecError):
            Sizing.parse(text)
