import pytest
from django.urls import reverse

from engine.verdict import Verdict
from statis.sandboxes import InspectionFailed, SandboxUnavailable
from strategies import inspecting, services
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy

SMA = TEMPLATES["sma_crossover"].source
HTMX = {"HX-Request": "true"}


@pytest.fixture
def strategy(alice) -> Strategy:
    return services.create_strategy(
        owner=alice, name="Crossover", source=SMA, description="Follows trends", template="sma_crossover"
    )


@pytest.fixture
def owner(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def stranger(client, bob):
    client.force_login(bob)
    return client


def address(name: str, strategy: Strategy | None = None, **more: int) -> str:
    return reverse(f"strategies:{name}", kwargs=({"pk": strategy.pk} if strategy else {}) | more)


PAGES = ["detail", "edit", "delete", "download"]


class TestEveryPageOfAStrategy:
    @pytest.mark.parametrize("name", PAGES)
    def test_is_shown_to_its_owner(self, owner, strategy, name):
        assert owner.get(address(name, strategy)).status_code == 200

    @pytest.mark.parametrize("name", PAGES)
    def test_asks_a_visitor_to_sign_in(self, client, strategy, name):
        answer = client.get(address(name, strategy))

        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_does_not_exist_for_a_stranger(self, stranger, strategy, name, method):
        wrong = (name, method) == ("download", "post")

        assert getattr(stranger, method)(address(name, strategy)).status_code == (405 if wrong else 404)
        assert Strategy.objects.filter(pk=strategy.pk, name="Crossover").exists()

    @pytest.mark.parametrize("name", PAGES)
    def test_refuses_other_methods(self, owner, strategy, name):
        assert owner.delete(address(name, strategy)).status_code == 405

    @pytest.mark.parametrize("name", ["detail", "edit", "delete"])
    def test_gives_htmx_its_fragment(self, owner, strategy, name):
        whole = owner.get(address(name, strategy)).content.decode()
        part = owner.get(address(name, strategy), headers=HTMX).content.decode()

        assert "<html" in whole
        assert "<html" not in part
        assert "<h1>" in part


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
        assert "<h1>" not in part

    def test_pages_long_lists(self, owner, alice, django_assert_max_num_queries):
        for number in range(30):
            services.create_strategy(owner=alice, name=f"Number {number:02}", source=SMA)

        with django_assert_max_num_queries(6):
            first = owner.get(address("list")).content.decode()
        second = owner.get(address("list"), {"page": 2}).content.decode()

        assert "Number 29" in first
        assert "Number 00" not in first
        assert "Number 00" in second

    def test_asks_a_visitor_to_sign_in(self, client, db):
        assert client.get(address("list")).status_code == 302

    def test_refuses_other_methods(self, owner):
        assert owner.post(address("list")).status_code == 405


class TestNew:
    def test_offers_every_template(self, owner):
        page = owner.get(address("new")).content.decode()

        for template in TEMPLATES.values():
            assert template.title in page
            assert f"?template={template.slug}" in page
        assert "Your own code" in page

    def test_begins_from_the_chosen_template(self, owner):
        page = owner.get(address("new"), {"template": "macd"}).content.decode()

        assert 'value="MACD"' in page
        assert "class Macd(bt.Strategy)" in page

    def test_begins_from_an_empty_frame(self, owner):
        page = owner.get(address("new"), {"template": ""}).content.decode()

        assert "class MyStrategy(bt.Strategy)" in page

    def test_creates_the_strategy_and_goes_to_it(self, owner, alice):
        values = {"name": "Mine", "description": "", "template": "macd", "source": "x = 1\r\ny = 2\r\n"}

        answer = owner.post(address("new"), values)

        created = Strategy.objects.get(owner=alice)
        assert answer.url == address("detail", created)
        assert (created.name, created.template) == ("Mine", "macd")
        assert created.latest_version.source == "x = 1\ny = 2\n"

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"name": ""}, "Give the strategy a name."),
            ({"name": "n" * 81}, "at most 80 characters"),
            ({"source": ""}, "Write or paste the code of the strategy."),
            ({"source": "#" * 100_001}, "the limit is 100,000"),
            ({"source": "x = '\ufeff'"}, "byte order mark"),
            ({"source": "x\x00"}, "The code contains a NUL character. Delete the invisible character"),
            ({"template": "unknown"}, "There is no such template"),
        ],
    )
    def test_keeps_what_was_typed_when_something_is_wrong(self, owner, change, message):
        values = {"name": "Mine", "description": "Kept words", "template": "", "source": "kept = 1"} | change

        page = owner.post(address("new"), values).content.decode()

        assert message in page
        assert "Kept words" in page
        assert "source" in change or "kept = 1" in page
        assert not Strategy.objects.exists()

    def test_gives_htmx_its_fragment(self, owner):
        part = owner.get(address("new"), {"template": "macd"}, headers=HTMX).content.decode()

        assert "<html" not in part
        assert "class Macd" in part

    def test_asks_a_visitor_to_sign_in(self, client, db):
        assert client.post(address("new"), {"name": "x"}).status_code == 302
        assert not Strategy.objects.exists()

    def test_refuses_other_methods(self, owner):
        assert owner.put(address("new")).status_code == 405


class TestDetail:
    def test_shows_code_parameters_and_the_way_to_a_backtest(self, owner, strategy):
        page = owner.get(address("detail", strategy)).content.decode()

        assert "class SmaCrossover(bt.Strategy):" in page
        assert '<span class="mono">fast</span><small>bars in the fast average</small>' in page
        assert "No problems found" in page
        assert f'href="/runs/new/?strategy={strategy.pk}"' in page

    def test_says_what_of_a_script_a_run_leaves_out_and_whose_parameters_are_shown(self, owner, alice):
        classes = "class A(bt.Strategy): 0\nclass B(bt.Strategy):\n    params = dict(late=1)\n"
        script = f"import os\nimport backtrader as bt\n{classes}bt.Cerebro().run(os)\n"
        strategy = services.create_strategy(owner=alice, name="x", source=script)

        page = owner.get(address("detail", strategy)).content.decode()

        assert "No problems, 2 remarks" in page
        assert "A run leaves out: line 6, the runner; line 1, imports os." in page
        assert "Parameters of B" in page
        assert '<span class="mono">late</span>' in page

    def test_keeps_the_first_empty_line_of_the_code(self, owner, alice):
        strategy = services.create_strategy(owner=alice, name="x", source="\nx = 1\n")

        page = owner.get(address("detail", strategy)).content.decode()

        # Browsers drop one line break after <textarea>, so the page writes one of its own.
        assert ">\n\nx = 1\n</textarea>" in page

    def test_escapes_the_code(self, owner, alice):
        strategy = services.create_strategy(owner=alice, name="<b>", source="x = '</textarea><script>'")

        page = owner.get(address("detail", strategy)).content.decode()

        assert "</textarea><script>" not in page
        assert "<b>" not in page.replace('<b class="strong">', "")

    def test_saves_a_version(self, owner, strategy):
        answer = owner.post(address("detail", strategy), {"source": "import os\n"})

        assert answer.url == address("detail", strategy)
        assert [one.number for one in strategy.versions.all()] == [2, 1]
        page = owner.get(answer.url).content.decode()
        assert "Version 2 saved." in page
        assert "“os” cannot be imported here." in page

    @pytest.mark.parametrize(("letter", "versions"), [("%E9", 1), ("%ED%A0%80", 1), ("%C3%A9", 2), ("%EF%BF%BD", 2)])
    def test_saves_only_what_arrived_as_utf8(self, owner, strategy, letter, versions):
        body = f"source=kept+%3D+%27{letter}%27".encode()

        page = owner.post(address("detail", strategy), body, "application/x-www-form-urlencoded", follow=True)

        assert strategy.versions.count() == versions
        assert ("did not arrive as UTF-8" in page.content.decode()) == (versions == 1)
        assert "kept = " in page.content.decode()

    def test_goes_on_to_a_backtest_after_saving_when_asked(self, owner, strategy):
        answer = owner.post(address("detail", strategy), {"source": "new = 1\n", "then": "backtest"})

        assert answer.url == f"/runs/new/?strategy={strategy.pk}"
        assert strategy.versions.count() == 2

    def test_makes_no_version_of_the_same_code(self, owner, strategy):
        answer = owner.post(address("detail", strategy), {"source": SMA.replace("\n", "\r\n")}, follow=True)

        assert strategy.versions.count() == 1
        assert "Nothing changed: version 1 has this code already." in answer.content.decode()

    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_keeps_code_that_cannot_be_saved(self, owner, strategy, headers):
        code = f"kept = 1\n# {'(' * 70}\n" + "(" * 70

        page = owner.post(address("detail", strategy), {"source": code}, headers=headers).content.decode()

        assert "This code was not saved" in page
        assert "nested more than 60 deep" in page
        assert headers or "kept = 1" in page
        assert strategy.versions.count() == 1

    def test_answers_a_save_by_htmx_with_what_changed(self, owner, strategy):
        source = "import backtrader as bt\n\n\nclass A(bt.Strategy):\n    params = dict(window=7)\n    x = eval('1')\n"

        part = owner.post(address("detail", strategy), {"source": source}, headers=HTMX).content.decode()

        assert "<html" not in part
        assert "<textarea" not in part
        assert "“eval” cannot be used here." in part
        assert 'data-editor-line="6"' in part
        assert '<span class="mono">window</span>' in part
        assert "Version 2 saved." in part
        assert part.count("hx-swap-oob") == 3

    def test_shows_an_old_version_read_only(self, owner, strategy):
        services.save_version(strategy=strategy, source="new = 1\n")

        page = owner.get(address("detail", strategy), {"version": 1}).content.decode()

        assert "SmaCrossover" in page
        assert "<textarea" not in page
        assert address("restore", strategy, number=1) in page

    @pytest.mark.parametrize("number", ["9", "0", "x", "-1", "1e3", "²", "9" * 40])
    def test_knows_no_other_versions(self, owner, strategy, number):
        assert owner.get(address("detail", strategy), {"version": number}).status_code == 404

    def test_asks_few_questions(self, owner, strategy, django_assert_max_num_queries):
        for number in range(12):
            services.save_version(strategy=strategy, source=f"x = {number}\n")

        with django_assert_max_num_queries(7):
            owner.get(address("detail", strategy))


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


class TestEdit:
    def test_saves_name_and_description(self, owner, strategy):
        owner.post(address("edit", strategy), {"name": "Other", "description": "Words"})

        strategy.refresh_from_db()
        assert (strategy.name, strategy.description) == ("Other", "Words")

    def test_keeps_what_was_typed_when_the_name_is_missing(self, owner, strategy):
        page = owner.post(address("edit", strategy), {"name": "", "description": "Words"}).content.decode()

        assert "Give the strategy a name." in page
        assert 'value="Words"' in page
        assert "Rename Crossover" in page


class TestDelete:
    def test_asks_first(self, owner, strategy):
        page = owner.get(address("delete", strategy)).content.decode()

        assert "Delete Crossover?" in page
        assert "1 version" in page
        assert Strategy.objects.filter(pk=strategy.pk).exists()

    def test_puts_the_strategy_out_of_sight(self, owner, strategy):
        answer = owner.post(address("delete", strategy))

        assert answer.url == address("list")
        assert b"Follows trends" not in owner.get(answer.url).content
        assert owner.post(address("delete", strategy)).status_code == 404


class TestDownload:
    def test_sends_the_code_as_a_file(self, owner, strategy):
        answer = owner.get(address("download", strategy))

        assert answer.content.decode() == SMA
        assert answer["Content-Disposition"] == 'attachment; filename="crossover.py"'

    def test_sends_an_old_version(self, owner, strategy):
        services.save_version(strategy=strategy, source="new = 1\n")

        assert owner.get(address("download", strategy), {"version": 1}).content.decode() == SMA


class TestWithoutASandbox:
    @pytest.fixture(autouse=True)
    def _down(self, monkeypatch):
        def fail():
            raise SandboxUnavailable("nobody listens")

        inspecting.memory.clear()
        monkeypatch.setattr(inspecting, "sandbox", fail)
        yield
        inspecting.memory.clear()

    def test_the_page_says_so_in_a_sentence(self, owner, strategy):
        page = owner.get(address("detail", strategy)).content.decode()

        assert "Not checked" in page
        assert "because the sandbox is not available now" in page
        assert "nobody listens" not in page
        assert "class SmaCrossover(bt.Strategy):" in page

    def test_code_can_be_saved(self, owner, strategy):
        answer = owner.post(address("detail", strategy), {"source": "new = 1\n"}, follow=True)

        assert strategy.versions.count() == 2
        assert "Version 2 saved." in answer.content.decode()


class TestWhenTheInspectionDies:
    @pytest.fixture(autouse=True)
    def _dying(self, monkeypatch):
        class Dying:
            def inspect(self, *_, **__):
                raise InspectionFailed(Verdict.MEMORY)

        inspecting.memory.clear()
        monkeypatch.setattr(inspecting, "sandbox", Dying)
        yield
        inspecting.memory.clear()

    def test_the_text_is_kept_beside_a_finding(self, owner, strategy):
        page = owner.post(address("detail", strategy), {"source": "kept = 1\n"}, follow=True).content.decode()

        assert "1 problem" in page
        assert "takes too much memory to be read" in page
        assert "kept = 1" in page
        assert strategy.latest_version.source == "kept = 1\n"
