import pytest
from django.urls import reverse

from strategies import services
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy
from strategies.tests.addresses import address

SMA = TEMPLATES["sma_crossover"].source
HTMX = {"HX-Request": "true"}


PAGES = ["detail", "runs", "versions", "compare", "settings", "delete", "download"]
READ_ONLY = ("runs", "versions", "compare", "download")


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
        wrong = method == "post" and name in READ_ONLY

        assert getattr(stranger, method)(address(name, strategy)).status_code == (405 if wrong else 404)
        assert Strategy.objects.filter(pk=strategy.pk, name="Crossover").exists()

    @pytest.mark.parametrize("name", PAGES)
    def test_refuses_other_methods(self, owner, strategy, name):
        assert owner.delete(address(name, strategy)).status_code == 405

    @pytest.mark.parametrize("name", ["detail", "runs", "versions", "compare", "settings", "delete"])
    def test_gives_htmx_its_fragment(self, owner, strategy, name):
        whole = owner.get(address(name, strategy)).content.decode()
        part = owner.get(address(name, strategy), headers=HTMX).content.decode()

        assert "<html" in whole
        assert "<html" not in part
        assert "<h1>" in part


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
        assert 'for="param-fast">Bars in the fast average<small class="mono">fast</small>' in page
        assert 'name="param_fast" value="20"' in page
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
        assert 'name="param_late" value="1"' in page

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

    def test_takes_what_was_typed_beside_it_along(self, owner, strategy):
        values = {"source": "new = 1\n", "then": "backtest", "param_fast": "7", "symbol": "x"}

        answer = owner.post(address("detail", strategy), values)

        assert answer.url == f"/runs/new/?strategy={strategy.pk}&param_fast=7"

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
        assert 'name="param_window" value="7"' in part
        assert "Version 2 saved." in part
        assert 'name="based_on" value="2"' in part
        assert part.count("hx-swap-oob") == 6

    def test_shows_an_old_version_read_only(self, owner, strategy):
        services.save_version(strategy=strategy, source="new = 1\n")

        page = owner.get(address("detail", strategy), {"version": 1}).content.decode()

        assert "SmaCrossover" in page
        assert "<textarea" not in page
        assert address("restore", strategy, number=1) in page
        assert "Backtest with these" not in page

    @pytest.mark.parametrize("number", ["9", "0", "x", "-1", "1e3", "²", "9" * 40])
    def test_knows_no_other_versions(self, owner, strategy, number):
        assert owner.get(address("detail", strategy), {"version": number}).status_code == 404

    def test_asks_few_questions(self, owner, strategy, django_assert_max_num_queries):
        for number in range(12):
            services.save_version(strategy=strategy, source=f"x = {number}\n")

        with django_assert_max_num_queries(12):
            owner.get(address("detail", strategy))

    def test_offers_to_restore_a_deleted_strategy(self, owner, strategy):
        owner.post(address("delete", strategy))

        page = owner.get(address("detail", strategy)).content.decode()

        assert "This strategy was deleted on" in page
        assert "<textarea" not in page
        assert owner.post(address("detail", strategy), {"source": "x = 1\n"}).status_code == 404


class TestConflict:
    """Two tabs edit the same version; the first one saved already."""

    MINE, THEIRS = "mine = 1\n", "theirs = 1\n"

    @pytest.fixture(autouse=True)
    def _saved_elsewhere(self, strategy):
        services.save_version(strategy=strategy, source=self.THEIRS, based_on=1)

    def test_shows_both_texts_and_keeps_mine_in_the_editor(self, owner, strategy):
        answer = owner.post(address("detail", strategy), {"source": self.MINE, "based_on": 1})

        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Not saved: version 2 was saved meanwhile" in page
        assert "<del>theirs = 1</del>" in page
        assert "<ins>mine = 1</ins>" in page
        assert "data-unsaved>\nmine = 1" in page
        assert strategy.versions.count() == 2

    def test_goes_to_htmx_beside_the_findings(self, owner, strategy):
        values = {"source": self.MINE, "based_on": 1}

        part = owner.post(address("detail", strategy), values, headers=HTMX).content.decode()

        assert '<div id="conflict" hx-swap-oob="true">' in part
        assert "<ins>mine = 1</ins>" in part
        assert "<textarea" not in part

    def test_stays_until_it_is_decided(self, owner, strategy):
        for _ in range(2):
            page = owner.post(address("detail", strategy), {"source": self.MINE, "based_on": 1}).content.decode()
            assert 'name="based_on" value="1"' in page

        assert strategy.versions.count() == 2

    def test_saves_mine_after_theirs_when_pressed(self, owner, strategy):
        owner.post(address("detail", strategy), {"source": self.MINE, "based_on": 1, "after": 2})

        assert [one.source for one in strategy.versions.all()[:2]] == [self.MINE, self.THEIRS]

    def test_comes_again_when_there_is_a_third_text(self, owner, strategy):
        services.save_version(strategy=strategy, source="third = 1\n")

        answer = owner.post(address("detail", strategy), {"source": self.MINE, "based_on": 1, "after": 2})

        assert answer.status_code == 409
        assert "<del>third = 1</del>" in answer.content.decode()

    @pytest.mark.parametrize("number", ["", "x", "0", "9" * 40])
    def test_of_a_number_nobody_sends_loses_nothing(self, owner, strategy, number):
        owner.post(address("detail", strategy), {"source": self.MINE, "based_on": number})

        assert strategy.versions.filter(source=self.THEIRS).exists()

    def test_escapes_both(self, owner, strategy):
        services.save_version(strategy=strategy, source="a = '<script>'\n")

        page = owner.post(address("detail", strategy), {"source": "b = '</del><script>'", "based_on": 1})

        assert b"<script>'" not in page.content
