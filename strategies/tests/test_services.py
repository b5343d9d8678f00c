import hashlib

import pytest

from engine.spec import Spec
from strategies import selectors, services
from strategies.models import Strategy, StrategyVersion, VersionIsFinal


@pytest.fixture
def strategy(alice) -> Strategy:
    return services.create_strategy(owner=alice, name="Mine", source="x = 1\n")


class TestCreateStrategy:
    def test_makes_the_first_version(self, strategy):
        version = strategy.latest_version

        assert (version.number, version.source) == (1, "x = 1\n")
        assert version.source_sha256 == hashlib.sha256(b"x = 1\n").hexdigest()

    def test_hashes_the_source_as_a_run_does(self, strategy):
        spec = Spec(source=strategy.latest_version.source, symbols=("AAPL",))

        assert spec.source_sha256 == strategy.latest_version.source_sha256

    @pytest.mark.parametrize("source", ["x\x00", "\ufeffx", "'\ud800'", "#" * 100_001, "(" * 61])
    def test_refuses_text_that_cannot_be_kept(self, alice, source):
        with pytest.raises(services.UnfitSource):
            services.create_strategy(owner=alice, name="Mine", source=source)

        assert not Strategy.objects.exists()


class TestSaveVersion:
    def test_numbers_versions_one_after_another(self, strategy):
        second = services.save_version(strategy=strategy, source="x = 2\n")
        third = services.save_version(strategy=strategy, source="x = 1\n")

        assert (second.number, third.number) == (2, 3)
        assert strategy.latest_version == third

    @pytest.mark.parametrize("source", ["x = 1\n", "x = 1\r\n", "x = 1\r"])
    def test_returns_the_latest_when_nothing_changed(self, strategy, source):
        assert services.save_version(strategy=strategy, source=source).number == 1

    def test_moves_the_strategy_to_the_top(self, alice, strategy):
        services.create_strategy(owner=alice, name="Newer", source="y = 1\n")

        services.save_version(strategy=strategy, source="x = 2\n")

        assert [one.name for one in selectors.strategies_of(alice)] == ["Mine", "Newer"]


class TestStrategyVersion:
    def test_never_changes(self, strategy):
        version = strategy.latest_version
        version.source = "y = 2\n"

        with pytest.raises(VersionIsFinal, match="Save the change as a new version"):
            version.save()

        assert StrategyVersion.objects.get().source == "x = 1\n"


class TestStrategiesOf:
    def test_counts_versions(self, alice, strategy):
        services.save_version(strategy=strategy, source="x = 2\n")

        [found] = selectors.strategies_of(alice)

        assert (found.latest_number, found.version_count) == (2, 2)

    def test_leaves_out_what_others_own(self, bob, strategy):
        assert not selectors.strategies_of(bob).exists()
