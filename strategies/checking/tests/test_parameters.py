import pytest

from strategies.checking.inspection import inspected
from strategies.checking.tests.reading import read_params


def strategy(params: str) -> str:
    return f"import backtrader as bt\n\n\nclass S(bt.Strategy):\n    params = {params}\n"


class TestReadParams:
    @pytest.mark.parametrize(
        "written",
        [
            "dict(fast=5, ratio=-0.5, name='x', on=True)",
            "{'fast': 5, 'ratio': -0.5, 'name': 'x', 'on': True}",
            "(('fast', 5), ('ratio', -0.5), ('name', 'x'), ('on', True))",
            "[('fast', 5), ('ratio', -0.5), ('name', 'x'), ('on', True),]",
            "dict((('fast', 5), ('ratio', -0.5)), name='x', on=True)",
        ],
    )
    def test_understands_every_way_of_writing_them(self, written):
        found = read_params(strategy(written))

        assert found == {"fast": 5, "ratio": -0.5, "name": "x", "on": True}
        assert type(found["on"]) is bool

    def test_leaves_out_what_is_not_written_out(self):
        found = read_params(strategy("dict(a=1, b=None, c=1 + x, d=[1], e=f(), **more)"))

        assert found == {"a": 1}

    @pytest.mark.parametrize("source", ["", "class (", "x = 1", strategy("make()"), strategy("(('a', 1, 2), 3)")])
    def test_is_empty_when_there_are_none(self, source):
        assert read_params(source) == {}

    def test_adds_inherited_ones_first(self):
        source = strategy("dict(a=1, b=2)") + "\n\nclass T(S):\n    params = dict(b=3, c=4)\n"

        assert read_params(source) == {"a": 1, "b": 3, "c": 4}

    def test_reads_the_chosen_class_or_the_last(self):
        source = strategy("dict(a=1)") + "\n\nclass T(bt.Strategy):\n    params = dict(b=2)\n"

        assert read_params(source, "S") == {"a": 1}
        assert read_params(source, "T") == read_params(source) == {"b": 2}
        assert read_params(source, "U") == {}


class TestDescribeParams:
    def test_tells_line_and_comment(self):
        source = strategy("dict(\n        fast=5,  # bars in the average\n        slow=10,\n    )")

        fast, slow = inspected(source).parameters_of()

        assert (fast.name, fast.line, fast.note) == ("fast", 6, "bars in the average")
        assert (slow.name, slow.line, slow.note) == ("slow", 7, "")
