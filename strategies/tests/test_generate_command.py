import io
import json

import pytest
from django.core.management import CommandError, call_command

from statis.sandboxes import SandboxUnavailable
from strategies import generating, providing, trying
from strategies.checking.findings import Inspection
from strategies.generation.judging.trial import Facts, Trial, TrialRun, stages_until
from strategies.generation.provider import Choice, Clause, Feedback, ProviderFailed, Question, Understanding, Usage
from strategies.management.commands import generate

CODE = "import backtrader as bt\n\n\nclass Hold(bt.Strategy):\n    def next(self):\n        self.buy()\n"
RUN = TrialRun(name="sample", title="AAPL, one year", symbols=("AAPL",), interval="1d", bars=252, fills=3)
GOOD = Trial(stages=stages_until("said", "passed"), facts=Facts(runs=(RUN,)))
NEVER = Trial(
    stages=stages_until("trade"),
    feedback=(Feedback(stage="trade", message="It never traded.", hint="Loosen it.", line=5),),
)
UNDERSTOOD = Understanding(
    title="Hold",
    clauses=(Clause(number=1, kind="entry", text="Buy at once.", said="buy"),),
    assumptions=("No stop.",),
    not_understood=("moon phase",),
)
VAGUE = Understanding(
    is_vague=True, question=Question(text="Which?", choices=(Choice(label="Dips", sentence="Buy dips."),))
)


class Compiler:
    """Understands every text that is in its dictionary, and writes one code for all."""

    name = label = "offline"

    def __init__(self, known=None):
        self.known = known or {}

    def understand(self, request):
        return self.known.get(request.text, UNDERSTOOD), Usage()

    def write(self, request, understood, *, draft="", feedback=()):
        yield CODE


@pytest.fixture(autouse=True)
def compiler(monkeypatch, db):
    compiler = Compiler(
        {"vague": VAGUE, "guarantee 10% a month": Understanding(refusal="Nothing is guaranteed; describe a rule.")}
    )

    def named(name):
        if name != "offline":
            raise ProviderFailed("There is no key.", "NO_KEY")
        return compiler

    monkeypatch.setattr(providing, "names", lambda: ("openai", "offline"))
    monkeypatch.setattr(providing, "provider_named", named)
    monkeypatch.setattr(generating, "inspection_of", lambda source: Inspection())
    monkeypatch.setattr(generate, "inspection_of", lambda source: Inspection())
    monkeypatch.setattr(trying, "tried", lambda **_: GOOD)
    return compiler


def run(*arguments):
    """Return what the command prints, what it complains of, and its exit code."""
    out, complaints, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("generate", *arguments, stdout=out, stderr=complaints)
    except SystemExit as end:
        code = end.code
    except CommandError as problem:
        code = problem.returncode
        complaints.write(str(problem))
    return out.getvalue(), complaints.getvalue(), code


@pytest.fixture
def made(tmp_path):
    """Return the objects and complaints for a file of lines."""

    def make(*lines, options=()):
        path = tmp_path / "ideas.jsonl"
        path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
        out, complaints, code = run("--from", str(path), "--json", *options)
        return [json.loads(line) for line in out.splitlines()], complaints, code

    return make


class TestOneIdea:
    def test_is_printed_for_people(self):
        out, complaints, code = run("hold on")

        assert (complaints, code) == ("", 0)
        for text in ("1. Buy at once.", "- No stop.", "- moon phase", CODE.rstrip(), "252 bars"):
            assert text in out

    def test_as_json_has_every_field(self):
        out, _, code = run("hold on", "--json")

        values = json.loads(out)
        assert (values["id"], values["status"], values["success"], values["provider"]) == (None, "ok", True, "offline")
        assert values["code"] == CODE
        assert values["clauses"] == [{"number": 1, "kind": "entry", "text": "Buy at once.", "said": "buy"}]
        assert (values["assumptions"], values["not_understood"]) == (["No stop."], ["moon phase"])
        assert values["attempts"][0]["outcome"] == "OK"
        assert (values["findings"], values["trial"]["runs"][0]["fills"], code) == ([], 3, 0)

    def test_that_is_refused_says_why_and_fails(self):
        out, complaints, code = run("guarantee 10% a month", "--json")

        values = json.loads(out)
        assert (values["status"], values["success"], values["code"], code) == ("refused", False, "", 1)
        assert values["refusal"] in complaints

    def test_that_is_vague_asks_and_builds_the_first_choice(self):
        values = json.loads(run("vague", "--json")[0])

        assert (values["status"], values["success"]) == ("clarify", True)
        assert values["question"]["choices"] == [{"label": "Dips", "sentence": "Buy dips."}]

    def test_that_never_trades_fails_with_the_reason(self, monkeypatch):
        monkeypatch.setattr(trying, "tried", lambda **_: NEVER)

        out, complaints, code = run("hold on", "--json")

        values = json.loads(out)
        assert (values["success"], values["code"], code) == (False, CODE, 1)
        assert "It never traded. (line 5) Loosen it." in complaints
        assert values["attempts"][0]["feedback"][0]["hint"] == "Loosen it."

    def test_of_a_provider_without_a_key_is_built_offline_and_says_so(self):
        values = json.loads(run("hold on", "--json", "--provider", "openai")[0])

        assert (values["provider"], values["notice"], values["success"]) == ("offline", "There is no key.", True)

    def test_of_nothing_is_refused(self):
        assert run(" ")[2] == 1

    def test_without_a_sandbox_says_so(self, monkeypatch):
        def none(**_):
            raise SandboxUnavailable("No sandbox answers.")

        monkeypatch.setattr(trying, "tried", none)

        assert run("hold on")[1:] == ("No sandbox answers.", 1)


class TestFile:
    def test_is_one_object_a_line_in_its_order(self, made):
        values, _, code = made({"id": "a", "text": "hold"}, {"id": 7, "text": "vague"}, {"text": "hold"})

        assert [one["id"] for one in values] == ["a", 7, 3]
        assert code == 0

    def test_goes_on_after_a_line_that_cannot_be_read(self, made):
        values, complaints, code = made("{nonsense", '["text"]', {"id": 1}, "", {"id": 2, "text": "hold"})

        assert [one["id"] for one in values] == [2]
        assert code == 1
        for text in ("Line 1 is not JSON", "Line 2 has no text", "Line 3 has no text"):
            assert text in complaints

    @pytest.mark.parametrize("text", ["", "x" * 20_001, "a\0b", "\ud800"])
    def test_refuses_a_text_that_is_no_idea_under_its_id(self, made, text):
        values, complaints, code = made({"id": 9, "text": text})

        assert [(one["id"], one["status"], one["success"]) for one in values] == [(9, "refused", False)]
        assert complaints.startswith("9: ")
        assert code == 1

    def test_may_name_symbols(self, made):
        assert made({"text": "hold", "symbols": ["spy"]})[0][0]["success"]
        assert made({"text": "hold", "symbols": 5})[0][0]["success"]

    @pytest.mark.parametrize("arguments", [(), ("hold", "--from", "x"), ("--from", "/nowhere/ideas.jsonl")])
    def test_or_an_idea_must_be_there(self, arguments):
        assert run(*arguments)[2] == 2

    def test_that_is_no_text_is_refused(self, tmp_path):
        path = tmp_path / "ideas.jsonl"
        path.write_bytes(b'{"text": "\xff"}')

        out, complaints, code = run("--from", str(path))

        assert (out, code) == ("", 2)
        assert "UTF-8" in complaints

    def test_goes_on_after_an_idea_that_breaks_us(self, made, compiler, monkeypatch):
        monkeypatch.setitem(compiler.known, "breaks", None)

        values, complaints, code = made({"text": "breaks"}, {"text": "hold"})

        assert [(one["verdict"], one["success"]) for one in values] == [("OUR_FAULT", False), ("OK", True)]
        assert "on our side" in complaints
        assert code == 1


class TestTimings:
    def test_are_told_on_standard_error(self):
        complaints = run("hold on", "--timings")[1]

        assert complaints.startswith("1 ideas, median: understand ")
        assert "trial" in complaints
