import numpy as np
import pytest
import talib
from talib import abstract

from indicators.library import registry, talib_entries
from indicators.library.entry import COLUMNS, BadParameter, Category, Entry, Parameter, Plot

THEIRS = tuple(talib_entries.entries())
PRICES = registry.ordinary_prices(600)
# What stands for a second series that prices do not have, and whole numbers whose lead of zeros is no value.
OURS = {"MAVP"}


def direct(entry: Entry, settings: dict) -> list[np.ndarray]:
    """Return what TA-Lib itself gives, called by its own interface over the same columns."""
    numbers = {
        key: talib_entries.AVERAGES.index(one) if isinstance(one, str) else one for key, one in settings.items()
    }
    found = abstract.Function(entry.name)(PRICES, **numbers)
    return [np.asarray(one, dtype=np.float64) for one in (found if isinstance(found, list) else [found])]


def differing(settings_of) -> list[str]:
    """Name the entries whose values are not TA-Lib's own."""
    wrong = []
    for entry in THEIRS:
        if entry.name in OURS:
            continue
        settings = settings_of(entry)
        ours = registry.evaluate(entry, PRICES, settings).outputs.values()
        for mine, theirs in zip(ours, direct(entry, settings), strict=True):
            shown = np.isfinite(mine)
            # TA-Lib's whole numbers begin with zeros, which are no values.
            hidden = np.nan_to_num(theirs[~shown], posinf=0.0, neginf=0.0)
            if not np.array_equal(mine[shown], theirs[shown]) or hidden.any():
                wrong.append(entry.name)
    return wrong


class TestEveryFunctionOfTalib:
    def test_is_found_by_its_name(self):
        known = {
            registry.spelling(name) for entry in registry.ENTRIES.values() for name in (entry.name, *entry.aliases)
        }

        assert [name for name in talib.get_functions() if registry.spelling(name) not in known] == []


class TestEntries:
    def test_are_all_shown(self):
        assert [entry.name for entry in THEIRS if registry.ENTRIES[entry.name].title != entry.title] == []

    def test_give_the_values_of_talib(self):
        assert differing(lambda entry: {one.name: one.default for one in entry.parameters}) == []

    def test_give_the_values_of_talib_with_other_periods(self):
        def others(entry: Entry) -> dict:
            return {
                one.name: "WMA" if one.choices else one.default + 3 if isinstance(one.default, int) else one.default
                for one in entry.parameters
            }

        assert differing(others) == []

    def test_have_its_inputs_parameters_and_defaults(self):
        for entry in THEIRS:
            info = abstract.Function(entry.name).info
            defaults = {
                one.name: one.choices.index(one.default) if one.choices else one.default for one in entry.parameters
            }

            assert defaults == dict(info["parameters"]), entry.name
            assert len(entry.outputs) == len(info["output_names"]), entry.name

    def test_read_the_columns_talib_reads(self):
        for entry in THEIRS:
            if entry.name in OURS:
                continue
            names = abstract.Function(entry.name).input_names
            flat = [one for part in names.values() for one in ([part] if isinstance(part, str) else part)]

            assert [COLUMNS.get(name, name) for name in entry.inputs] == flat, entry.name

    def test_give_no_pattern_and_no_value_apart(self):
        found = registry.evaluate(registry.find("CDLDOJI"), PRICES).outputs["cdldoji"]

        assert np.isnan(found[:10]).all()
        assert set(np.unique(found[10:])) == {0.0, 100.0}

    def test_draw_patterns_as_markers_and_bands_as_bands(self):
        assert registry.find("CDLHAMMER").outputs[0].plot is Plot.MARKER
        assert [one.plot for one in registry.find("BBANDS").outputs] == [Plot.BAND, Plot.LINE, Plot.BAND]
        assert [one.plot for one in registry.find("MACD").outputs][-1] is Plot.HISTOGRAM

    def test_name_a_lone_output_after_the_function(self):
        assert registry.find("RSI").outputs[0].name == "rsi"

    def test_stand_in_the_category_people_look_in(self):
        assert registry.find("MFI").category is Category.VOLUME
        assert registry.find("Bollinger").category is Category.VOLATILITY
        assert registry.find("golden cross").name == "SMA"


class TestBounds:
    @pytest.mark.parametrize(
        ("name", "parameter", "lowest", "highest"),
        [
            ("RSI", "timeperiod", 2, 100_000),
            ("EMA", "timeperiod", 1, 100_000),
            ("MAMA", "fastlimit", 0.01, 0.99),
            ("T3", "vfactor", 0.0, 1.0),
            ("PERCENTILE", "percentile", 0.0, 100.0),
            ("MAVP", "minperiod", 1, 100_000),
        ],
    )
    def test_are_those_talib_has(self, name, parameter, lowest, highest):
        [found] = [one for one in registry.find(name).parameters if one.name == parameter]

        assert (found.minimum, found.maximum) == (lowest, highest)

    def test_are_refused_just_outside_by_talib_as_well(self):
        ones = np.ones(3)

        def accepted(entry: Entry, one: Parameter, value: float) -> bool:
            try:
                getattr(talib, entry.name)(*[ones] * len(entry.inputs), **{one.name: value})
            except Exception:
                return False
            return True

        wrong = [
            (entry.name, one.name)
            for entry in THEIRS
            if entry.name not in OURS
            for one in entry.parameters
            if isinstance(one.default, int)
            and (accepted(entry, one, one.minimum - 1) or accepted(entry, one, 100_001))
        ]

        assert wrong == []

    def test_of_averages_are_their_names_or_talibs_numbers(self):
        [kind] = [one for one in registry.find("BBANDS").parameters if one.choices]

        assert (kind.checked("ema"), kind.checked(1), kind.default) == ("EMA", "EMA", "SMA")
        with pytest.raises(BadParameter, match="one of SMA, EMA"):
            kind.checked("TRIANGLE")


class TestAverageOverTheCycle:
    def test_is_an_average_of_as_many_prices_as_the_cycle_is_long(self):
        close = PRICES["close"]
        period = int(talib.HT_DCPERIOD(close)[-1])

        found = registry.evaluate(registry.find("MAVP"), PRICES).outputs["mavp"]

        assert found[-1] == pytest.approx(close[-period:].mean())

    def test_refuses_a_shortest_period_above_the_longest(self):
        with pytest.raises(BadParameter, match="minperiod is 40, more than maxperiod, 30"):
            registry.evaluate(registry.find("MAVP"), PRICES, {"minperiod": 40})
