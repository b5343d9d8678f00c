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


class TestSourceOfFile:
    @pytest.mark.parametrize(
        ("data", "source"),
        [
            (b"x = 1\r\ny = 2\r", "x = 1\ny = 2\n"),
            (b"\xef\xbb\xbfx = 1", "x = 1"),
            ("π = 3".encode(), "π = 3"),
            (b"", ""),
        ],
    )
    def test_is_the_text_as_it_would_be_kept(self, data, source):
        assert services.source_of_file(data) == source

    @pytest.mark.parametrize(
        ("data", "code", "words"),
        [
            (b"x = 1\ny = '\xe9'", "FILE_NOT_UTF8", "Byte 12 of the file is not UTF-8 text. Save it as UTF-8"),
            (b"\xef\xbb\xbf\xff", "FILE_NOT_UTF8", "Byte 4 of"),
            (b"\xff\xfex\x00", "FILE_NOT_UTF8", "Byte 1 of"),
            (b"\xed\xa0\x80", "FILE_NOT_UTF8", "Byte 1 of"),
            (b"\xc0\x80", "FILE_NOT_UTF8", "Byte 1 of"),
            (b"#" * 100_001, "SOURCE_TOO_LONG", "the limit is 100,000 bytes"),
            (b"\xff" * 200_000, "SOURCE_TOO_LONG", "the limit is 100,000 bytes"),
            (b"x\x00", "UNFIT_SOURCE", "NUL character"),
            (b"x = 1\xef\xbb\xbf", "UNFIT_SOURCE", "byte order mark"),
            (b"(" * 61, "UNFIT_SOURCE", "nested more than 60 deep"),
        ],
    )
    def test_says_why_there_is_none(self, data, code, words):
        with pytest.raises(services.UnfitSource, match=words) as caught:
            services.source_of_file(data)

        assert caught.value.code == code

    def test_has_room_for_the_limit(self):
        assert len(services.source_of_file(b"\xef\xbb\xbf" + b"#" * 100_000)) == 100_000


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
