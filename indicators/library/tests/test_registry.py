import numpy as np
import pytest

from indicators.library import registry
from indicators.library.entry import BadParameter, Category, Entry, Output, Parameter


@pytest.fixture
def average() -> Entry:
    def compute(real, *, timeperiod):
        values = np.full(len(real), np.nan)
        if len(real) >= timeperiod:
            values[timeperiod - 1 :] = np.lib.stride_tricks.sliding_window_view(real, timeperiod).mean(axis=1)
        return (values,)

    return Entry(
        name="AVERAGE",
        title="Average",
        category=Category.TREND,
        meaning="The mean.",
        reading="As a mean.",
        formula="sum / n",
        source="Anybody",
        parameters=(Parameter("timeperiod", 3, 1, 100, "Bars."),),
        inputs=("real",),
        outputs=(Output("average"),),
        overlay=True,
        compute=compute,
    )


def closes(*values: float) -> dict[str, np.ndarray]:
    return {"close": np.array(values)}


class TestFind:
    @pytest.mark.parametrize("text", ["LOGRETURN", "logreturn", " Log Return ", "logarithmic return", "log-return"])
    def test_knows_name_title_and_aliases_in_any_spelling(self, text):
        assert registry.find(text).name == "LOGRETURN"

    def test_names_the_nearest_for_an_unknown_one(self):
        with pytest.raises(
            registry.UnknownIndicator, match=r"no indicator “LOGRETRUN”. Did you mean LOGRETURN"
        ) as found:
            registry.find("LOGRETRUN")

        assert found.value.nearest[0] == "LOGRETURN"

    def test_points_to_the_list_when_nothing_is_near(self):
        with pytest.raises(registry.UnknownIndicator, match="Search the list"):
            registry.find("qqqqzzzz")


class TestSearch:
    def test_finds_words_of_the_meaning(self):
        assert "LOGRETURN" in [entry.name for entry in registry.search("growth rate compounded")]

    def test_keeps_to_a_category(self):
        found = registry.search("", Category.STATISTIC)

        assert {entry.category for entry in found} == {Category.STATISTIC}

    def test_finds_everything_without_a_word(self):
        assert registry.search("") == list(registry.ENTRIES.values())


class TestEvaluate:
    def test_returns_a_value_a_bar_and_none_while_warming_up(self, average):
        found = registry.evaluate(average, closes(1, 2, 3, 4))

        np.testing.assert_array_equal(found.outputs["average"], [np.nan, np.nan, 2, 3])
        assert (found.name, found.params, found.needed, found.is_short) == ("AVERAGE", {"timeperiod": 3}, 3, False)

    def test_tells_when_there_are_too_few_bars(self, average):
        found = registry.evaluate(average, closes(1, 2))

        assert found.is_short
        assert np.isnan(found.outputs["average"]).all()

    def test_copes_with_no_bars_at_all(self, average):
        assert registry.evaluate(average, closes()).outputs["average"].shape == (0,)

    @pytest.mark.parametrize("gap", [np.nan, np.inf, -np.inf])
    def test_starts_afresh_behind_a_missing_value(self, average, gap):
        found = registry.evaluate(average, closes(1, 2, 3, gap, 5, 6, 7))

        np.testing.assert_array_equal(found.outputs["average"], [np.nan, np.nan, 2, np.nan, np.nan, np.nan, 6])

    @pytest.mark.parametrize("value", [2, 2.0, "2", "2.0", np.int64(2), np.float64(2)])
    def test_takes_a_whole_number_in_any_dress(self, average, value):
        assert registry.evaluate(average, closes(1, 3), {"timeperiod": value}).params == {"timeperiod": 2}

    @pytest.mark.parametrize("value", [0, 101, 2.5, "two", "", None, float("nan"), float("inf"), True, [3], 10**400])
    def test_refuses_what_is_out_of_bounds_and_names_them(self, average, value):
        with pytest.raises(BadParameter, match=r"^timeperiod is .* Choose a whole number from 1 to 100\.$"):
            registry.evaluate(average, closes(1, 3), {"timeperiod": value})

    def test_refuses_an_unknown_parameter_and_names_those_there_are(self, average):
        with pytest.raises(BadParameter, match=r"AVERAGE has no parameter “period”. It takes timeperiod."):
            registry.evaluate(average, closes(1, 3), {"period": 2})


class TestWarmUp:
    def test_is_the_first_bar_with_a_value(self, average):
        assert registry.warm_up(average) == 2
        assert registry.warm_up(average, {"timeperiod": 1}) == 0

    def test_of_a_slow_function_with_a_long_period_takes_no_longer(self):
        assert registry.warm_up(registry.find("CCI"), {"timeperiod": 100_000}) == 99_999

    def test_is_found_on_longer_series_for_long_periods(self):
        assert registry.warm_up(registry.find("LOGRETURN"), {"timeperiod": 5_000}) == 5_000


class TestOrdinaryPrices:
    def test_are_the_same_at_every_length(self):
        short, long = registry.ordinary_prices(50), registry.ordinary_prices(80)

        assert all(np.array_equal(short[name], long[name][:50]) for name in short)

    def test_are_possible(self):
        bars = registry.ordinary_prices(500)

        assert (bars["low"] <= np.minimum(bars["open"], bars["close"])).all()
        assert (bars["high"] >= np.maximum(bars["open"], bars["close"])).all()
        assert (bars["volume"] > 0).all()
