"""What a user does with strategies as a whole: tags, copies, the archive, and deleting with a way back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from strategies import selectors, services, tasks
from strategies.models import Author, Strategy, StrategyTag


@pytest.fixture
def strategy(alice) -> Strategy:
    return services.create_strategy(owner=alice, name="Mine", source="x = 1\n", tags=["trend", "ETF"])


@pytest.fixture
def mine(alice, strategy):
    return Strategy.objects.filter(pk=strategy.pk)


def names(tags) -> list[str]:
    return [tag.name for tag in tags]


class TestSaveVersion:
    def test_keeps_what_changed_and_who_wrote_it(self, strategy):
        version = services.save_version(strategy=strategy, source="x = 2\n", note="n" * 200, author=Author.STATIS)

        assert (version.note, version.author) == ("n" * 120, "STATIS")

    def test_refuses_code_based_on_an_earlier_version(self, strategy):
        services.save_version(strategy=strategy, source="theirs = 1\n", based_on=1)

        with pytest.raises(services.EditedMeanwhile) as caught:
            services.save_version(strategy=strategy, source="mine = 1\n", based_on=1)

        assert caught.value.latest.source == "theirs = 1\n"
        assert strategy.versions.count() == 2

    def test_takes_the_same_code_twice_for_once(self, strategy):
        services.save_version(strategy=strategy, source="x = 2\n", based_on=1)

        assert services.save_version(strategy=strategy, source="x = 2\n", based_on=1).number == 2


class TestTags:
    def test_are_those_of_the_template_at_first(self, alice):
        made = services.create_strategy(owner=alice, name="x", source="", template="macd")

        assert names(made.tags.all()) == ["trend", "momentum"]

    def test_are_replaced_when_named(self, strategy):
        services.describe(strategy=strategy, name="New", description="Words", tags=["a", "A ", "b" * 40])

        assert names(strategy.tags.all()) == ["a", "b" * 30]

    def test_stay_when_only_the_name_changes(self, strategy):
        services.describe(strategy=strategy, name="New", description="")

        assert names(strategy.tags.all()) == ["trend", "ETF"]

    def test_are_added_to_several_as_far_as_there_is_room(self, alice, strategy, mine):
        services.add_tags(strategies=mine, tags=["Trend", *(f"tag {number}" for number in range(20))])

        assert names(strategy.tags.all()) == ["trend", "ETF", *(f"tag {number}" for number in range(6))]

    def test_are_listed_with_the_most_used_first(self, alice, bob, strategy):
        services.create_strategy(owner=alice, name="x", source="", tags=["ETF"])
        services.create_strategy(owner=bob, name="x", source="", tags=["secret"])

        assert selectors.tags_in_use(alice) == ["ETF", "trend"]

    @pytest.mark.parametrize(("tag", "found"), [("ETF", 1), ("etf", 0), ("ET", 0), ("\x00", 0)])
    def test_are_found_whole(self, alice, strategy, tag, found):
        assert selectors.tagged(selectors.strategies_of(alice), tag).count() == found

    def test_do_not_count_versions_twice(self, alice, strategy):
        [found] = selectors.matching(selectors.strategies_of(alice), "trend ETF")

        assert found.version_count == 1


class TestDuplicate:
    def test_copies_the_latest_code_and_all_that_is_said_of_it(self, alice, strategy):
        services.save_version(strategy=strategy, source="x = 2\n")

        copy = services.duplicate(strategy=strategy)

        assert (copy.owner, copy.name, copy.latest_version.number) == (alice, "Mine copy", 1)
        assert (copy.latest_version.source, names(copy.tags.all())) == ("x = 2\n", ["trend", "ETF"])
        assert copy.latest_version.note == "Copied from Mine, version 2"

    def test_has_room_for_a_long_name(self, alice):
        long = services.create_strategy(owner=alice, name="n" * 80, source="")

        assert len(services.duplicate(strategy=long).name) == 80


class TestArchive:
    def test_puts_out_of_the_way_and_back(self, alice, strategy, mine):
        assert services.archive(strategies=mine) == 1
        assert not selectors.active_strategies_of(alice).exists()
        assert selectors.strategies_of(alice).exists()
        assert services.unarchive(strategies=mine) == 1
        assert selectors.active_strategies_of(alice).exists()


class TestDelete:
    def test_can_be_taken_back(self, alice, strategy, mine):
        edited_at = strategy.updated_at

        assert services.delete(strategies=mine) == 1
        assert not selectors.strategies_of(alice).exists()
        assert selectors.deleted_strategies_of(alice).exists()
        assert services.undelete(strategies=mine) == 1
        assert selectors.strategies_of(alice).get().updated_at == edited_at

    def test_is_for_ever_after_some_time(self, settings, alice, mine):
        settings.STRATEGY_UNDO_DAYS = 3
        late = services.create_strategy(owner=alice, name="Late", source="")
        mine.update(deleted_at=timezone.now() - timedelta(days=3, minutes=1))
        Strategy.objects.filter(pk=late.pk).update(deleted_at=timezone.now() - timedelta(days=2, hours=23))
        services.create_strategy(owner=alice, name="Kept", source="")

        tasks.purge()

        assert sorted(Strategy.objects.values_list("name", flat=True)) == ["Kept", "Late"]
        assert not StrategyTag.objects.exists()
