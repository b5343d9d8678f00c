"""Versions: their list, two side by side, and the way back."""

import pytest

from strategies import services
from strategies.generation.catalogue import TEMPLATES
from strategies.tests.addresses import address

SMA = TEMPLATES["sma_crossover"].source


class TestRestore:
    def test_saves_the_old_code_as_a_new_version(self, owner, strategy):
        services.save_version(strategy=strategy, source="new = 1\n")

        answer = owner.post(address("restore", strategy, number=1))

        assert answer.url == address("detail", strategy)
        assert [one.source == SMA for one in strategy.versions.all()] == [True, False, True]

    def test_knows_only_versions_there_are(self, owner, strategy):
        assert owner.post(address("restore", strategy, number=7)).status_code == 404

    def test_asks_a_visitor_to_sign_in(self, client, strategy):
        assert client.post(address("restore", strategy, number=1)).status_code == 302

    def test_does_not_exist_for_a_stranger(self, stranger, strategy):
        assert stranger.post(address("restore", strategy, number=1)).status_code == 404

    def test_needs_a_post(self, owner, strategy):
        assert owner.get(address("restore", strategy, number=1)).status_code == 405


@pytest.fixture
def changed(strategy):
    services.save_version(strategy=strategy, source=SMA.replace("fast=20", "fast=10"), note="Faster <b>")
    return strategy


class TestVersions:
    def test_lists_notes_authors_and_ways_back(self, owner, changed):
        page = owner.get(address("versions", changed)).content.decode()

        assert "Faster &lt;b&gt;" in page
        assert "First version" in page
        assert address("restore", changed, number=1) in page
        assert address("restore", changed, number=2) not in page

    def test_asks_the_same_of_the_database_however_many_there_are(self, owner, changed, django_assert_max_num_queries):
        for number in range(20):
            services.save_version(strategy=changed, source=f"x = {number}\n")

        with django_assert_max_num_queries(10):
            owner.get(address("versions", changed))


class TestCompare:
    def test_shows_the_latest_beside_the_one_before(self, owner, changed):
        page = owner.get(address("compare", changed)).content.decode()

        assert "<del>        fast=20,  # bars in the fast average</del>" in page
        assert "<ins>        fast=10,  # bars in the fast average</ins>" in page

    def test_shows_those_asked_for(self, owner, changed):
        page = owner.get(address("compare", changed), {"from": 2, "to": 1}).content.decode()

        assert "<ins>        fast=20,  # bars in the fast average</ins>" in page

    def test_says_when_nothing_differs(self, owner, strategy):
        assert b"No changes" in owner.get(address("compare", strategy)).content

    @pytest.mark.parametrize("number", ["0", "3", "-1", "x", "9" * 18, "9" * 40, "\x00"])
    def test_knows_only_versions_there_are(self, owner, changed, number):
        assert owner.get(address("compare", changed), {"to": number}).status_code == 404
        assert owner.get(address("compare", changed), {"from": number}).status_code == 404
