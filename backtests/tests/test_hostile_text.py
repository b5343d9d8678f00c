"""Words a strategy chooses, wherever they are shown: pages, administration, the live log, files and the terminal."""

import json
from html import unescape
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from backtests import views
from backtests.models import BacktestRun
from backtests.tests import reports
from engine.events import LeftOut, SizesUsed

# Would add an element, leave an attribute, leave a script or a comment, or be run by the template engine.
MARKUP = """'"></script></pre><!--><img src=x onerror=hit()>{{ 7|add:"7" }}{% now "Y" %}"""
STEERING = "\x1b]0;owned\x07\x1b[2Kmine.py\r\x9b31m\u202eOK"


class Tags(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture
def version(alice, version_of):
    return version_of(alice, f"# {MARKUP}\nimport backtrader as bt\n")


@pytest.fixture
def finished(version):
    said = {
        "strategies": [MARKUP, "Scripted"],
        "left_out": [LeftOut(what=MARKUP, lines=[(1, 2)], why=MARKUP)],
        "sizes": SizesUsed(by_strategy=6, sizer=MARKUP),
    }
    run = reports.finished_run(version, log=[MARKUP], series=[reports.line(MARKUP, len(reports.bars()))], **said)
    facts = {"strategy_class": MARKUP, "params": {MARKUP: MARKUP}, "path_reason": MARKUP, "strategies": [MARKUP, "B"]}
    facts["left_out"] = [{"what": MARKUP, "lines": [(1, 2)], "why": MARKUP}]
    BacktestRun.objects.filter(pk=run.pk).update(facts=run.facts | facts)
    return run


@pytest.fixture
def failed(version):
    words = dict.fromkeys(("message", "exception", "hint", "code"), MARKUP)
    run = reports.failed_run(version, line=1, frames=[(1, MARKUP)], **words)
    BacktestRun.objects.filter(pk=run.pk).update(facts={"log": [{"bar": None, "text": MARKUP}]})
    return run


@pytest.fixture(params=["finished", "failed"])
def run(request):
    return request.getfixturevalue(request.param)


def assert_harmless(text):
    tags = Tags(text).found
    assert "onerror=hit()" in unescape(text) or "onerror=hit()" in text
    assert not [tag for tag, attributes in tags if tag == "img" or "onerror" in attributes]
    assert "<img" not in text
    assert "{{ 7|add" in unescape(text) or "7|add" in text


class TestPages:
    def test_of_a_run_show_it_as_text(self, client, alice, run):
        client.force_login(alice)

        assert_harmless(client.get(run.get_absolute_url()).content.decode())

    def test_of_administration_show_it_as_text(self, client, carol, run):
        client.force_login(carol)
        pages = [
            client.get(reverse("admin:backtests_backtestrun_change", args=[run.pk])),
            client.get(reverse("admin:strategies_strategy_change", args=[run.version.strategy_id])),
        ]

        for page in pages:
            assert_harmless(page.content.decode())

    def test_mark_what_turns_a_line_of_code(self, client, alice, carol, version_of):
        # "Trojan source": the line reads as another one than Python runs.
        version = version_of(alice, "import backtrader as bt\nif level != 'user\u202e \u2066# admin\u2069 \u2066':\n")
        run = reports.failed_run(version, message="m", line=2)
        client.force_login(carol)
        addresses = [
            reverse("admin:backtests_backtestrun_change", args=[run.pk]),
            reverse("admin:strategies_strategy_change", args=[version.strategy_id]),
        ]

        pages = [client.get(address).content.decode() for address in addresses]
        client.force_login(alice)
        pages.append(client.get(run.get_absolute_url()).content.decode())

        for page in pages:
            assert "user� �# admin� �" in page
            assert not set(page) & set("\u202e\u2066\u2069")

    def test_of_the_editor_show_it_as_text(self, client, alice, version):
        client.force_login(alice)

        assert_harmless(client.get(version.strategy.get_absolute_url()).content.decode())

    def test_keep_json_inside_its_script(self, client, alice, finished):
        client.force_login(alice)

        text = client.get(finished.get_absolute_url()).content.decode()

        for part in text.split('type="application/json">')[1:]:
            json.loads(part.partition("</script>")[0])


class TestLiveLog:
    def test_arrives_as_text(self, version):
        news = {"type": "log", "lines": [{"bar": 1, "text": MARKUP}]}

        message = views._renderer(reports.live_run(version))(news)

        assert "<" not in message.data
        assert MARKUP in unescape(message.data)


class TestTerminal:
    """The source of a strategy is shown too, and no child has cleaned it."""

    @pytest.fixture
    def printed(self, tmp_path, sample_data, capsys):
        def call(*body):
            from django.core.management import call_command

            lines = ["import backtrader as bt", "class A(bt.Strategy):", "    def next(self):", *body]
            file = tmp_path / "mine.py"
            file.write_text("\n".join(lines))
            with pytest.raises(SystemExit) as ended:
                call_command("backtest", str(file), "--symbol", "AAPL", "--start", "2012-01-03")
            assert ended.value.code == 1
            return capsys.readouterr().err

        return call

    def test_is_not_steered_by_a_message_or_a_line_of_code(self, printed):
        text = printed(f"        raise ValueError({STEERING!r})  # \x1b[2K\x9b2J\u202e")

        assert "owned" in text
        assert not set(text) & set("\x1b\x07\r\x9b\u202e")

    def test_shows_no_line_of_a_message_as_one_of_ours(self, printed):
        text = printed("        raise ValueError('no\\nother.py: 12.0% [OK]')")

        assert "\n    other.py: 12.0% [OK]" in text
        assert "\nother.py" not in text

    def test_gets_json_without_a_control_character(self, tmp_path, sample_data, capsys):
        from django.core.management import call_command

        file = tmp_path / "mine.py"
        body = f"    def next(self):\n        raise ValueError({STEERING!r})"
        file.write_text(f"import backtrader as bt\nclass A(bt.Strategy):\n{body}")

        with pytest.raises(SystemExit):
            call_command("backtest", str(file), "--symbol", "AAPL", "--start", "2012-01-03", "--json")

        text = capsys.readouterr().out
        assert text.rstrip("\n").isprintable()
        assert "owned" in json.loads(text)["error"]
