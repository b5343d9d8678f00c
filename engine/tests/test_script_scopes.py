"""What a statement reads, binds and changes."""

import ast

import pytest

from engine.script.scopes import scope_of


def scope(text: str):
    return scope_of(ast.parse(text).body)


class TestReads:
    @pytest.mark.parametrize(
        ("text", "reads", "later"),
        [
            ("x = a + b.c", {"a", "b"}, set()),
            ("def f(x=a): return x + y", {"a"}, {"y"}),
            ("def f(*args, k=b, **more): return args, k, more, z", {"b"}, {"z"}),
            ("def f():\n    x = 1\n    return x", set(), set()),
            ("def f():\n    global x\n    x = y", set(), {"y"}),
            ("f = lambda x: x + y", set(), {"y"}),
            ("x = [y for y in ys if y > low]", {"ys", "low"}, set()),
            ("x = {k: v for k, v in pairs for _ in v}", {"pairs"}, set()),
            ("class A(Base):\n    x = y\n    def f(self): return z", {"Base", "y"}, {"z"}),
            ("@wrap\ndef f(x: Kind) -> Other: pass", {"wrap", "Kind", "Other"}, set()),
            ("x += 1", {"x"}, set()),
            ("def f():\n    def g(): return x\n    x = 1\n    return g", set(), set()),
            ("def f():\n    try: pass\n    except E as e: print(e)", set(), {"E", "print"}),
            ("def f(a):\n match a:\n  case [x, *rest]: return x, rest\n  case {'k': v, **more}: return v, more",
             set(), set()),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_are_now_or_later(self, text, reads, later):
        found = scope(text)

        assert (found.reads, found.later) == (reads, later)

    def test_of_a_long_sum_need_no_recursion(self):
        total: ast.expr = ast.Name("a", ast.Load())
        for _ in range(5_000):
            total = ast.BinOp(total, ast.Add(), ast.Name("b", ast.Load()))

        assert scope_of([total]).reads == {"a", "b"}


class TestBinds:
    @pytest.mark.parametrize(
        ("text", "binds"),
        [
            ("x, (y, *z) = a", {"x", "y", "z"}),
            ("for i in a: j = i", {"i", "j"}),
            ("with a as b: pass", {"b"}),
            ("import os.path, numpy as np", {"os", "np"}),
            ("from a import b as c, d", {"c", "d"}),
            ("def f(): x = 1", {"f"}),
            ("class A: x = 1", {"A"}),
            ("(n := 3)", {"n"}),
            ("x: int = 3", {"x"}),
        ],
    )
    def test_are_names_of_the_module(self, text, binds):
        assert scope(text).binds == binds


class TestChanges:
    @pytest.mark.parametrize(
        ("text", "changes", "later"),
        [
            ("a.b.c = 1", {"a"}, set()),
            ("a['k'][0] = 1", {"a"}, set()),
            ("a.append(1)", {"a"}, set()),
            ("a += [1]", {"a"}, set()),
            ("del a['k']", {"a"}, set()),
            ("setattr(a, 'k', 1)", {"a"}, set()),
            ("def f(): a.append(1)", set(), {"a"}),
            ("def f():\n    global a\n    a = 1", set(), {"a"}),
            ("def f(a): a.append(1)", set(), set()),
            ("print(a)", set(), set()),
        ],
    )
    def test_are_objects_changed_in_place(self, text, changes, later):
        found = scope(text)

        assert (found.changes, found.changes_later) == (changes, later)
