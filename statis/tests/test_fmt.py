"""The formats: their examples hold, and rounding comes before the sign."""

import doctest
from datetime import UTC, datetime

import pytest

from statis.templatetags import fmt


class TestFormats:
    def test_their_examples_hold(self):
        results = doctest.testmod(fmt)

        assert results.failed == 0
        assert results.attempted >= len(fmt.register.filters)

    @pytest.mark.parametrize("name", sorted(fmt.register.filters))
    def test_each_have_an_example(self, name):
        assert ">>>" in fmt.register.filters[name].__doc__

    @pytest.mark.parametrize("value", [None, "", float("nan"), float("inf")])
    @pytest.mark.parametrize(
        "show",
        [fmt.percent, fmt.share, fmt.drawdown, fmt.points, fmt.ratio, fmt.money, fmt.count, fmt.compact, fmt.days],
    )
    def test_show_a_dash_for_what_is_missing(self, show, value):
        assert show(value) == "–"

    @pytest.mark.parametrize("value", [-0.0004, 0.0004, -0.0])
    def test_give_no_sign_to_what_rounds_to_zero(self, value):
        assert fmt.percent(value) == "0.0%"
        assert fmt.direction(value) == "flat"

    def test_never_use_an_ascii_hyphen_as_minus(self):
        shown = [fmt.percent(-1), fmt.money(-5), fmt.signed(-1), fmt.compact(-1500), fmt.quantity(-2)]

        assert all(text.startswith("−") and "-" not in text for text in shown)

    def test_carry_into_the_next_unit(self):
        assert fmt.duration(59.96) == "1 min"
        assert fmt.duration(0.9996) == "1.0 s"
        assert fmt.duration(9.97) == "10 s"


class TestDirection:
    def test_follows_what_is_shown_not_what_is_stored(self):
        assert fmt.direction(0.4, "money") == "flat"
        assert fmt.direction(0.4, "cents") == "gain"

    def test_refuses_a_format_it_does_not_know(self):
        with pytest.raises(KeyError):
            fmt.direction(1, "furlongs")


class TestMoment:
    def test_names_the_zone(self):
        shown = fmt.moment(datetime(2025, 2, 11, 14, 36, tzinfo=UTC))

        assert "11 Feb 2025, 14:36 UTC" in shown
