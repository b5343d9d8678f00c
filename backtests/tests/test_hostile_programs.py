"""The hostile programs that aim at whoever reads a result, run for real: page, administration, files, terminal."""

import csv
import io
import json
import re
from contextlib import suppress
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from django.urls import reverse

from backtests import execution, services
from backtests.models import State
from engine.sandbox.tests import programs
from statis import jobs

INJECTED = [program for program in programs.everything() if program.family == "injection"]
each_program = pytest.mark.parametrize("program", INJECTED, ids=lambda program: program.name)
# Whatever steers a terminal or turns the reader's eye.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Page(HTMLParser):
    """What a browser would run of a page."""

    def __init__(self, text):
        super().__init__()
        self.dangers, self._tag = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self._tag = tag
        self.dangers += [f"{name} of {tag}" for name, _ in attributes if name.startswith("on")]
        self.dangers += [value for _, value in attributes if (value or "").startswith("javascript:")]

    def handle_data(self, data):
        if self._tag == "script" and "alert(1)" in data and not data.lstrip().startswith(("{", "[")):
            self.dangers.append(data)
        if self._tag in ("h1", "style") and ("Profit 900" in data or "display:none}" in data):
            self.dangers.append(data)

    def handle_endtag(self, tag):
        self._tag = ""


@pytest.fixture(autouse=True)
def unchecked(monkeypatch):
    """Let every program run: what it says must be harmless though no checker has looked at it."""
    monkeypatch.setattr(execution, "_check", lambda spec: None)
    monkeypatch.setattr(jobs.app, "send_task", lambda *given, **named: None)
    monkeypatch.setattr(execution.events, "publish", lambda topic, event: None)


@pytest.fixture
def run(alice, version_of, spec, sample_data):
    def make(program):
        version = version_of(alice, program.text)
        run = services.start_backtest(owner=alice, version=version, spec=spec(source=program.text))
        execution.execute_run(run.pk)
        run.refresh_from_db()
        assert run.verdict in program.verdicts, run.failure
        return run

    return make


def assert_harmless(response):
    text = response.content.decode()
    assert response.status_code == 200
    assert Page(text).dangers == []
    assert not STEERING.search(text.replace("\r\n", "\n"))
    assert not STEERING.search(unescape(text).replace("\r\n", "\n"))


class TestPages:
    @each_program
    def test_show_its_words_as_text(self, program, run, client, alice, carol):
        made = run(program)

        client.force_login(alice)
        assert_harmless(client.get(made.get_absolute_url()))
        assert_harmless(client.get(reverse("backtests:list")))
        client.force_login(carol)
        assert_harmless(client.get(reverse("admin:backtests_backtestrun_change", args=[made.pk])))
        assert_harmless(client.get(reverse("admin:backtests_backtestrun_changelist")))


class TestFiles:
    @each_program
    def test_hold_nothing_a_spreadsheet_runs(self, program, run, client, alice):
        made = run(program)
        if made.state != State.SUCCEEDED:
            pytest.skip("a run that failed has no files")
        client.force_login(alice)

        for name in ("trades_csv", "equity_csv"):
            answer = client.get(reverse(f"backtests:{name}", args=[made.pk]))
            text = b"".join(answer.streaming_content).decode()
            cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert cells
            assert not STEERING.search(text.replace("\r\n", "\n"))
            assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r")) or is_sum(cell)]


def is_sum(cell):
    """Return whether a cell begins as a formula does and is not a number."""
    return cell.startswith(("+", "-")) and not re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", cell)


class TestTerminal:
    @each_program
    def test_is_not_steered(self, program, tmp_path, sample_data, capsys):
        text = printed(program, tmp_path, capsys)

        assert text
        assert not STEERING.search(text)
        assert "\n2026-11-23T22:00:00Z [info] run_ended" not in text

    @each_program
    def test_gets_json_that_stays_whole(self, program, tmp_path, sample_data, capsys):
        text = printed(program, tmp_path, capsys, "--json")

        assert text.strip().isprintable()
        assert isinstance(json.loads(text.strip().splitlines()[-1]), dict)


def printed(program, folder, capsys, *options):
    file = folder / "mine.py"
    file.write_text(program.text, "utf-8")
    period = ("--symbol", "AAPL", "--start", "2001-01-01", "--end", "2001-05-01", "--warmup", "0")
    # A run that failed leaves with a code of its own.
    with suppress(SystemExit):
        call_command("backtest", str(file), *period, *options)
    caught = capsys.readouterr()
    return caught.out if options else caught.out + caught.err
