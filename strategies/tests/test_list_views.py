"""The list of strategies, and what is done from it."""

import pytest

from strategies import services
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy
from strategies.tests.addresses import address

SMA = TEMPLATES["sma_crossover"].source
HTMX = {"HX-Request": "true"}


class TestList:
    def test_shows_name_description_version_and_tags(self, owner, strategy):
        services.save_version(strategy=strategy, source=SMA + "# more\n")

        page = owner.get(address("list")).content.decode()

        assert "Crossover" in page
        assert "Follows trends" in page
        assert ">v2<" in page
        assert '<span class="tag">trend</span>' in page
        assert f"/runs/new/?strategy={strategy.pk}" in page

    def test_invites_a_template_when_empty(self, owner):
        page = owner.get(address("list")).content.decode()

        assert "No strategies yet" in page
        assert "/strategies/new/?template=sma_crossover" in page

    def test_hides_what_is_not_ones_own(self, stranger, strategy):
        assert b"Crossover" not in stranger.get(address("list")).content

    @pytest.mark.parametrize(
        ("words", "found"),
        [("cross", True), ("TRENDS follows", True), ("trend", True), ("crossover trend", True), ("macd", False)],
    )
    def test_searches_names_and_descriptions(self, owner, strategy, words, found):
        page = owner.get(address("list"), {"q": words}).content.decode()

        assert (">Crossover<" in page) is found
        assert ("No strategy matches" in page) is not found

    def test_shows_what_was_searched_for_escaped(self, owner, strategy):
        page = owner.get(address("list"), {"q": '"><script>'}).content.decode()

        assert "<script>&" not in page
        assert "&quot;&gt;&lt;script&gt;" in page

    def test_gives_htmx_the_results_only(self, owner, strategy):
        part = owner.get(address("list"), {"q": "cross"}, headers=HTMX).content.decode()

        assert part.strip().startswith('<div id="results">')
        assert 'id="tag-links" role="group" aria-label="Tags" hx-swap-oob="true"' in part
        assert "<h1>" not in part

    def test_pages_long_lists(self, owner, alice, django_assert_max_num_queries):
        for number in range(30):
            services.create_strategy(owner=alice, name=f"Number {number:02}", source=SMA)

        with django_assert_max_num_queries(9):
            first = owner.get(address("list")).content.decode()
        second = owner.get(address("list"), {"page": 2}).content.decode()

        assert "Number 29" in first
        assert "Number 00" not in first
        assert "Number 00" in second

    def test_asks_a_visitor_to_sign_in(self, client, db):
        assert client.get(address("list")).status_code == 302

    def test_refuses_other_methods(self, owner):
        assert owner.post(address("list")).status_code == 405

    def test_narrows_to_a_tag_and_remembers_the_rest(self, owner, alice, strategy):
        services.create_strategy(owner=alice, name="Untagged", source="")

        page = owner.get(address("list"), {"tag": "trend", "sort": "name"}).content.decode()

        assert ">Crossover<" in page
        assert ">Untagged<" not in page
        assert 'href="/strategies/?tag=trend&amp;sort=name" aria-current="true"' in page

    @pytest.mark.parametrize(("sort", "names"), [("name", ["a", "B", "c"]), ("edited", ["c", "a", "B"])])
    def test_sorts(self, owner, alice, sort, names):
        for name in ("B", "a", "c"):
            services.create_strategy(owner=alice, name=name, source="")

        page = owner.get(address("list"), {"sort": sort}).context["page"]

        assert [one.name for one in page] == names

    @pytest.mark.parametrize(
        "asked",
        [
            {"sort": "password", "show": "../", "page": "x"},
            {"tag": "\x00" * 50},
            {"tag": "t" * 60_000},
            {"undelete": "1,x,," + "9" * 40, "unarchive": "-1"},
        ],
    )
    def test_answers_whatever_is_asked(self, owner, strategy, asked):
        assert owner.get(address("list"), asked).status_code == 200

    def test_keeps_archived_ones_on_a_shelf_of_their_own(self, owner, strategy):
        act(owner, "archive", strategy)

        assert b">Crossover</a>" not in owner.get(address("list")).content
        assert b">Crossover</a>" in owner.get(address("list"), {"show": "archived"}).content


def act(browser, action: str, *strategies, **more: object):
    values = {"action": action, "pk": [one.pk for one in strategies], **more}
    return browser.post(address("bulk"), values)


class TestBulk:
    def test_deletes_several_and_offers_the_way_back(self, owner, alice, strategy):
        other = services.create_strategy(owner=alice, name="Other", source="")

        answer = act(owner, "delete", strategy, other, q="x", sort="name")

        assert answer.url == f"/strategies/?q=x&sort=name&undelete={other.pk},{strategy.pk}"
        page = owner.get(answer.url).content.decode()
        assert "2 strategies deleted." in page
        assert f'<input type="hidden" name="pk" value="{other.pk}">' in page
        act(owner, "undelete", strategy, other)
        assert b">Crossover</a>" in owner.get(address("list")).content

    def test_names_the_one(self, owner, strategy):
        page = owner.get(act(owner, "archive", strategy).url).content.decode()

        assert "Crossover archived." in page
        assert 'value="unarchive"' in page

    def test_means_one_row_whatever_is_ticked(self, owner, alice, strategy):
        other = services.create_strategy(owner=alice, name="Other", source="")

        owner.post(f"{address('bulk')}?only={other.pk}", {"action": "delete", "pk": [strategy.pk]})

        assert not Strategy.objects.get(pk=strategy.pk).deleted_at
        assert Strategy.objects.get(pk=other.pk).deleted_at

    @pytest.mark.parametrize("action", ["archive", "unarchive", "delete", "undelete", "tag"])
    def test_does_nothing_to_what_others_own(self, stranger, strategy, action):
        before = Strategy.objects.values().get()

        act(stranger, action, strategy, tags="mine")

        assert Strategy.objects.values().get() == before
        assert strategy.tag_names == ("trend",)
        assert b"Crossover" not in stranger.get(address("list"), {"undelete": strategy.pk}).content

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"action": "delete"}, "tick the strategies"),
            ({"action": "delete", "pk": ["x", "-1", "9" * 40]}, "tick the strategies"),
            ({"action": "explode", "pk": ["1"]}, "choose what to do"),
            ({"action": "tag", "pk": ["1"], "tags": " ,\x00, "}, "write the tag"),
        ],
    )
    def test_says_what_is_missing(self, owner, strategy, values, message):
        page = owner.post(address("bulk"), values, follow=True).content.decode()

        assert message in page

    def test_adds_tags(self, owner, strategy):
        page = owner.get(act(owner, "tag", strategy, tags="ETF, my idea").url).content.decode()

        assert strategy.tag_names == ("trend", "ETF", "my idea")
        assert "1 strategy tagged ETF, my idea." in page

    def test_needs_a_post_and_a_user(self, client, owner, strategy):
        assert owner.get(address("bulk")).status_code == 405
        client.logout()
        assert act(client, "delete", strategy).url.startswith("/accounts/login/")


class TestDuplicate:
    def test_goes_to_the_copy(self, owner, alice, strategy):
        answer = owner.post(address("duplicate", strategy))

        copy = alice.strategies.latest("pk")
        assert (answer.url, copy.name) == (address("detail", copy), "Crossover copy")

    def test_is_not_for_strangers(self, stranger, strategy):
        assert stranger.post(address("duplicate", strategy)).status_code == 404
