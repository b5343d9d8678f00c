"""Strategies from files and to files."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from strategies import exporting, services
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy
from strategies.tests.addresses import address

SMA = TEMPLATES["sma_crossover"].source


class TestDownload:
    def test_sends_a_file_that_runs_alone(self, owner, strategy):
        answer = owner.get(address("download", strategy))

        assert answer["Content-Disposition"] == 'attachment; filename="crossover.py"'
        assert answer["Content-Type"] == "text/x-python; charset=utf-8"
        assert SMA in answer.content.decode()
        assert "strategy = SmaCrossover" in answer.content.decode()

    def test_sends_an_old_version(self, owner, strategy):
        services.save_version(strategy=strategy, source="new = 1\n")

        assert SMA in owner.get(address("download", strategy), {"version": 1}).content.decode()

    def test_sends_json(self, owner, strategy):
        answer = owner.get(address("download", strategy), {"as": "json"})

        values = json.loads(answer.content)
        assert answer["Content-Disposition"] == 'attachment; filename="crossover.json"'
        assert (values["name"], values["tags"], values["source"]) == ("Crossover", ["trend"], SMA)

    @pytest.mark.parametrize("asked", [{"as": "exe"}, {"version": "7"}, {"version": "x"}])
    def test_knows_only_what_there_is(self, owner, strategy, asked):
        assert owner.get(address("download", strategy), asked).status_code == 404


def send(browser, data: bytes, name: str = "my_idea.py"):
    return browser.post(address("import"), {"file": SimpleUploadedFile(name, data)})


class TestImport:
    def test_makes_a_strategy_of_code(self, owner, alice):
        answer = send(owner, b"x = 1\r\n")

        made = Strategy.objects.get(owner=alice)
        assert answer.url == address("detail", made)
        assert (made.name, made.latest_version.source) == ("My idea", "x = 1\n")
        assert made.latest_version.note == "Imported from a file"

    @pytest.mark.parametrize("kind", ["py", "json"])
    def test_makes_the_same_strategy_of_what_was_downloaded(self, owner, alice, strategy, kind):
        data = owner.get(address("download", strategy), {"as": kind}).content

        send(owner, data, f"downloaded.{kind}")

        made = alice.strategies.latest("pk")
        assert (made.name, made.latest_version.source_sha256) == ("Crossover", strategy.latest_version.source_sha256)
        assert kind == "py" or (made.description, made.tag_names) == ("Follows trends", ("trend",))

    @pytest.mark.parametrize(
        ("data", "name", "message"),
        [
            (b"#" * 100_001, "x.py", "the limit is 100,000 bytes"),
            (b"#" * 20_000_000, "x.py", "The file is too long"),
            (b"x = '\xe9'", "x.py", "Byte 6 of the file is not UTF-8 text"),
            (b"x\x00", "x.py", "NUL character"),
            (b"(" * 61, "x.py", "nested more than 60 deep"),
            (b"{", "x.json", "not JSON in UTF-8"),
            (b"\xff{}", "x.json", "not JSON in UTF-8"),
            (b"[" * 100_000, "x.json", "not JSON in UTF-8"),
            (b'{"format": 1' + b"0" * 9_000 + b"}", "x.json", "JSON"),
            (b"[]", "x.json", "no strategy exported from Statis"),
            (b'{"format": "statis.strategy", "format_version": 2}', "x.JSON", "newer Statis"),
            (b'{"format": "statis.strategy", "format_version": 1, "source": 1}', "x.json", "no text named"),
        ],
    )
    def test_refuses_other_files_in_a_sentence(self, owner, alice, data, name, message):
        page = send(owner, data, name).content.decode()

        assert message in page
        assert not alice.strategies.exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"tags": "trend"},
            {"tags": [1]},
            {"name": None},
            {"name": ["x"]},
            {"source": "\ud800"},
            {"source": "x\x00"},
            {"description": {}},
            {"note": 4},
        ],
    )
    def test_refuses_json_of_another_shape(self, owner, alice, strategy, change):
        values = json.loads(owner.get(address("download", strategy), {"as": "json"}).content) | change

        answer = send(owner, json.dumps(values).encode(), "x.json")

        assert answer.status_code == 200
        assert alice.strategies.count() == 1

    @pytest.mark.parametrize("name", ["", "\n\u202e<script>", "n" * 1_000, "\x00"])
    def test_makes_something_of_hostile_names_and_tags(self, owner, alice, strategy, name):
        values = {"name": name, "description": name, "tags": [name] * 50, "note": name, "format_version": 1}
        values |= {"format": exporting.FORMAT, "source": "x = 1\n"}

        answer = send(owner, json.dumps(values).encode(), "x.json")

        made = alice.strategies.latest("pk")
        assert answer.url == address("detail", made)
        assert made.name.isprintable()
        assert b"<script>" not in owner.get(answer.url).content.replace(b"<script ", b"")

    def test_says_when_no_file_was_chosen(self, owner):
        assert b"Choose a file first." in owner.post(address("import"), {}).content

    def test_asks_a_visitor_to_sign_in(self, client, db):
        assert send(client, b"x = 1").url.startswith("/accounts/login/")
