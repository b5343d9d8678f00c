"""What must hold for every entry of the catalogue; each test names those for which it does not."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from indicators.library import registry
from indicators.library.entry import COLUMNS, Entry

ENTRIES = tuple(registry.ENTRIES.values())
BARS = 400
INPUTS = {"open", "high", "low", "close", "volume", *COLUMNS}


def failing(is_well: Callable[[Entry], bool], entries: tuple[Entry, ...] = ENTRIES) -> list[str]:
    return [entry.name for entry in entries if not is_well(entry)]


def flat(bars: int = BARS, price: float = 50.0, volume: float = 1e6) -> dict[str, np.ndarray]:
    columns = {name: np.full(bars, price) for name in ("open", "high", "low", "close")}
    return columns | {"volume": np.full(bars, volume), "dates": registry.ordinary_prices(bars)["dates"]}


def values(entry: Entry, columns) -> Iterator[np.ndarray]:
    return iter(registry.evaluate(entry, columns).outputs.values())


def is_aligned(entry: Entry, columns, bars: int) -> bool:
    return all(
        one.shape == (bars,) and one.dtype == np.float64 and not np.isinf(one).any() for one in values(entry, columns)
    )


def fit(entry: Entry) -> dict[str, np.ndarray]:
    """Return ordinary prices; below one for those functions that are defined there only."""
    prices = registry.ordinary_prices(BARS)
    scale = 0.001 if entry.name in ("ACOS", "ASIN") else 1.0
    return {name: column if name == "dates" else scale * column for name, column in prices.items()}


def cut(columns, bars: int):
    return {name: column[:bars] for name, column in columns.items()}


class TestTexts:
    @pytest.mark.parametrize("field", ["meaning", "reading"])
    def test_are_sentences(self, field):
        assert failing(lambda entry: re.fullmatch(r"[A-Z0-9].{15,}[.)]", getattr(entry, field)) is not None) == []

    @pytest.mark.parametrize("field", ["name", "title", "formula", "source"])
    def test_are_there(self, field):
        assert failing(lambda entry: bool(getattr(entry, field).strip())) == []

    def test_give_a_source_with_a_year(self):
        assert failing(lambda entry: re.search(r"\b(1[5-9]|20)\d\d\b", entry.source) is not None) == []

    def test_explain_every_parameter(self):
        assert failing(lambda entry: all(one.meaning.endswith(".") for one in entry.parameters)) == []

    def test_are_not_shared(self):
        counts = Counter(entry.meaning for entry in ENTRIES)

        assert [text for text, count in counts.items() if count > 1] == []


class TestNames:
    def test_are_upper_case(self):
        assert failing(lambda entry: re.fullmatch(r"[A-Z][A-Z0-9_]*", entry.name) is not None) == []

    def test_find_their_own_entry(self):
        assert failing(lambda entry: registry.find(entry.name) is entry) == []

    def test_titles_and_aliases_belong_to_one_entry_each(self):
        spelt = [{registry.spelling(text) for text in (one.name, one.title, *one.aliases)} for one in ENTRIES]

        assert [text for text, count in Counter(text for texts in spelt for text in texts).items() if count > 1] == []

    def test_of_outputs_are_lower_case_and_differ(self):
        def is_well(entry: Entry) -> bool:
            names = [one.name for one in entry.outputs]
            return len(set(names)) == len(names) > 0 and all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)

        assert failing(is_well) == []


class TestParameters:
    def test_are_within_their_own_bounds(self):
        assert failing(lambda entry: entry.settings() == {one.name: one.default for one in entry.parameters}) == []

    def test_work_at_their_lowest(self):
        def is_well(entry: Entry) -> bool:
            lowest = {one.name: one.minimum for one in entry.parameters if not one.choices and one.minimum > -1e30}
            found = registry.evaluate(entry, registry.ordinary_prices(BARS), lowest)
            return all(one.shape == (BARS,) for one in found.outputs.values())

        assert failing(is_well) == []


class TestInputs:
    def test_are_columns_of_prices(self):
        assert failing(lambda entry: bool(entry.inputs) and set(entry.inputs) <= INPUTS) == []


class TestValues:
    def test_are_one_a_bar_and_there_are_some(self):
        prices = registry.ordinary_prices(BARS)

        assert failing(lambda entry: is_aligned(entry, prices, BARS)) == []
        assert failing(lambda entry: all(np.isfinite(one).any() for one in values(entry, fit(entry)))) == []

    def test_begin_when_the_measured_warm_up_is_over(self):
        def is_well(entry: Entry) -> bool:
            firsts = [int(np.isfinite(one).argmax()) for one in values(entry, fit(entry))]
            return max(firsts) == registry.warm_up(entry)

        assert failing(is_well) == []

    def test_do_not_depend_on_later_bars(self):
        long = registry.ordinary_prices(BARS)

        def is_well(entry: Entry) -> bool:
            return all(
                np.allclose(part, whole[:bars], rtol=1e-9, atol=1e-9, equal_nan=True)
                for bars in (BARS - 1, BARS - 7, BARS // 2)
                for part, whole in zip(values(entry, cut(long, bars)), values(entry, long), strict=True)
            )

        assert failing(is_well, tuple(entry for entry in ENTRIES if not entry.repaints)) == []

    def test_change_afterwards_where_the_entry_says_so(self):
        long = registry.ordinary_prices(BARS)

        def is_well(entry: Entry) -> bool:
            return any(
                not np.allclose(part, whole[:bars], equal_nan=True)
                for bars in range(BARS - 20, BARS)
                for part, whole in zip(values(entry, cut(long, bars)), values(entry, long), strict=True)
            )

        assert failing(is_well, tuple(entry for entry in ENTRIES if entry.repaints)) == []

    def test_leave_the_prices_alone(self):
        prices = {name: column.copy() for name, column in registry.ordinary_prices(BARS).items()}
        for column in prices.values():
            column.setflags(write=False)

        assert failing(lambda entry: is_aligned(entry, prices, BARS)) == []


@pytest.mark.filterwarnings("error")
class TestOddPrices:
    def test_that_are_few_give_no_value_and_no_failure(self):
        few = [cut(registry.ordinary_prices(BARS), bars) for bars in range(4)]

        assert failing(lambda entry: all(is_aligned(entry, part, len(part["close"])) for part in few)) == []

    def test_that_are_one_too_few_are_told(self):
        waiting = tuple(entry for entry in ENTRIES if registry.warm_up(entry) > 0)
        prices = registry.ordinary_prices(BARS)

        assert (
            failing(lambda entry: registry.evaluate(entry, cut(prices, registry.warm_up(entry))).is_short, waiting)
            == []
        )

    def test_that_never_move(self):
        assert failing(lambda entry: is_aligned(entry, flat(), BARS)) == []

    def test_without_volume(self):
        assert failing(lambda entry: is_aligned(entry, flat(volume=0.0), BARS)) == []
        still = registry.ordinary_prices(BARS) | {"volume": np.zeros(BARS)}
        assert failing(lambda entry: is_aligned(entry, still, BARS)) == []

    def test_below_and_at_zero(self):
        prices = registry.ordinary_prices(BARS)
        negative = prices | {name: prices[name] - 100 for name in ("open", "high", "low", "close")}

        assert failing(lambda entry: is_aligned(entry, negative, BARS)) == []
        assert failing(lambda entry: is_aligned(entry, flat(price=0.0), BARS)) == []

    def test_with_a_gap_have_no_value_in_it_and_the_same_before_it(self):
        whole = registry.ordinary_prices(BARS)
        holed = {name: column.copy() for name, column in whole.items()}
        for name in ("open", "high", "low", "close", "volume"):
            holed[name][250] = np.nan

        def is_well(entry: Entry) -> bool:
            pairs = list(zip(values(entry, holed), values(entry, cut(whole, 250)), strict=True))
            return all(
                np.isnan(one[250]) and np.array_equal(one[:250], before, equal_nan=True) for one, before in pairs
            )

        assert failing(is_well) == []
