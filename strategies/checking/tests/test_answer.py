import json

import pytest

from strategies.checking.answer import MAX_PARAMETERS, UnfitAnswer, read, written
from strategies.checking.findings import Finding, Inspection, Parameter
from strategies.checking.inspection import inspect, inspected
from strategies.checking.tests.honest import HEAD, HONEST

SOURCE = HEAD + (
    "import os\n\n\nclass A(bt.Strategy):\n    params = dict(fast=5, rate=0.5, on=True, how='x')  # a note\n\n"
    "    def next(self):\n        print(self.data.close[1], eval)\n\n\nbt.Cerebro().run()\n"
)


def answer(**change):
    words = {name: [] for name in ("findings", "classes", "strategies", "parameters", "left_out", "suspects")}
    return json.dumps(words | {"was_read": True} | change).encode()


class TestWritten:
    @pytest.mark.parametrize("source", [SOURCE, "class (", *HONEST.values()])
    def test_is_read_back_as_it_was(self, source):
        assert read(inspect(source, None)) == inspected(source)

    def test_leaves_out_parameters_that_no_page_could_show(self):
        params = "a=1e999, b=10 ** 3, c=99999999999999999999, d='" + "x" * 400 + "', e='\\ud800', f=1"
        source = f"{HEAD}class A(bt.Strategy):\n    params = dict({params})\n"

        found = read(inspect(source, None)).parameters_of("A")

        assert [(one.name, one.value) for one in found] == [("e", "?"), ("f", 1)]

    def test_stays_small_whatever_is_in_the_text(self):
        base = ", ".join(f"p{number}=1" for number in range(900))
        heirs = "".join(f"class B{number}(A): pass\n" for number in range(1_000))
        source = f"{HEAD}class A(bt.Strategy):\n    params = dict({base})\n{heirs}"

        told = inspect(source, None)

        assert len(told) < 300_000
        assert len(read(told).classes) == 100
        assert len(read(told).parameters_of()) == 900

    def test_keeps_the_parameters_of_the_class_that_runs(self):
        many = {name: tuple(Parameter(name=f"p{n}", value=n, line=1) for n in range(700)) for name in "AB"}

        found = read(written(Inspection(strategies=("A", "B"), parameters=many)))

        assert (len(found.parameters_of("A")), len(found.parameters_of())) == (MAX_PARAMETERS - 700, 700)


class TestRead:
    @pytest.mark.parametrize(
        "change",
        [
            {"more": 1},
            {"was_read": 1},
            {"classes": "A"},
            {"classes": ["A b"]},
            {"classes": ["<script>"]},
            {"classes": ["A"] * 101},
            {"classes": ["A" * 201]},
            {"findings": [{"message": "m"}]},
            {"findings": [1] * 10_000},
            {"parameters": [{"owner": "A", "name": "x", "value": 1, "line": 1, "note": ""}]},
            {"suspects": [{"line": 0, "code": "", "text": ""}]},
            {"suspects": [{"line": 1, "code": "c" * 301, "text": ""}]},
            {"left_out": [{"what": "", "lines": [[3, 2]], "why": ""}]},
            {"left_out": [{"what": "", "lines": [[1, 1]] * 51, "why": ""}]},
        ],
    )
    def test_refuses_what_our_code_would_not_say(self, change):
        with pytest.raises(UnfitAnswer):
            read(answer(**change))

    @pytest.mark.parametrize(
        "change",
        [{"message": 1}, {"message": "m" * 2_001}, {"line": 0}, {"line": 10**9}, {"column": -1}, {"line": "1"}],
    )
    def test_refuses_findings_of_the_wrong_kind_or_size(self, change):
        finding = {"message": "m", "hint": "", "line": 1, "column": 0, "excerpt": "", "is_error": True}

        assert read(answer(findings=[finding])).findings == (Finding(message="m", line=1, column=0),)
        with pytest.raises(UnfitAnswer):
            read(answer(findings=[finding | change]))

    @pytest.mark.parametrize(
        "change", [{"name": "a b"}, {"value": 2**60}, {"value": None}, {"value": [1]}, {"line": 0}]
    )
    def test_refuses_parameters_of_the_wrong_kind_or_size(self, change):
        row = {"owner": "A", "name": "x", "value": 1, "line": 1, "note": ""}

        assert read(answer(strategies=["A"], parameters=[row])).parameters_of() == (
            Parameter(name="x", value=1, line=1),
        )
        with pytest.raises(UnfitAnswer):
            read(answer(strategies=["A"], parameters=[row | change]))

    @pytest.mark.parametrize("garbage", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":NaN}'])
    def test_refuses_garbage(self, garbage):
        with pytest.raises(UnfitAnswer):
            read(garbage)

    def test_takes_the_teeth_out_of_texts(self):
        finding = {
            "message": "a\x1b[31m\x00\u202eb",
            "hint": "",
            "line": 1,
            "column": 0,
            "excerpt": "",
            "is_error": True,
        }

        [found] = read(answer(findings=[finding])).findings

        assert found.message == "a\ufffd[31m\ufffd\ufffdb"
