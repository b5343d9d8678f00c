"""What the child says of itself, held against what the worker knows."""

from dataclasses import replace

import pytest

from engine.events import LeftOut, SizesUsed
from engine.ledger.checks import BadResult
from engine.reported import weighed
from engine.tests.ledger_cases import make_log, make_spec, order

LOG = make_log(3, [order(1, 0, "buy", 1.0)])


def spec_with(**values):
    return replace(make_spec(), **values)


class TestStrategyClass:
    def test_is_the_last_one_defined(self):
        several = replace(LOG, strategies=["First", "S"])

        assert weighed(spec=make_spec(), log=several).strategy_class == "S"

    @pytest.mark.parametrize("names", [[], ["Other"], ["S", "Other"]])
    def test_cannot_be_another(self, names):
        with pytest.raises(BadResult, match="The class “S” is said to have run"):
            weighed(spec=make_spec(), log=replace(LOG, strategies=names))

    def test_is_the_one_asked_for(self):
        with pytest.raises(BadResult, match="in place of “First”"):
            weighed(spec=spec_with(strategy_class="First"), log=replace(LOG, strategies=["First", "S"]))

    def test_may_have_a_name_too_long_to_be_told(self):
        long = "A" * 300
        told = replace(LOG, strategy_class=long[:200], strategies=[long[:200]])

        assert weighed(spec=spec_with(strategy_class=long), log=told).strategy_class == long[:200]


class TestSizes:
    @pytest.mark.parametrize("counted", [0, 2])
    def test_are_told_of_every_order_sent(self, counted):
        with pytest.raises(BadResult, match=f"sizes of {counted} orders are told, but 1 were sent"):
            weighed(spec=make_spec(), log=replace(LOG, sizes=SizesUsed(by_rule=counted)))


class TestParams:
    def test_are_those_asked_for(self):
        said = replace(LOG, params={"period": 99, "other": 1})

        assert weighed(spec=spec_with(params={"period": 10}), log=said).params == {"period": 10, "other": 1}

    def test_are_whole_numbers_where_they_ran_as_such(self):
        told = weighed(spec=spec_with(params={"period": 10.0}), log=replace(LOG, params={"period": 10}))

        assert type(told.params["period"]) is int


class TestLeftOut:
    def test_is_what_a_reading_of_the_script_found(self):
        found = (LeftOut(what="the runner", lines=[(3, 9)]),)

        told = weighed(spec=make_spec(), log=replace(LOG, left_out=[]), left_out=found)

        assert told.left_out == list(found)

    def test_is_the_childs_word_where_nobody_read_it(self):
        said = [LeftOut(what="a loop", lines=[(1, 2)])]

        assert weighed(spec=make_spec(), log=replace(LOG, left_out=said)).left_out == said
