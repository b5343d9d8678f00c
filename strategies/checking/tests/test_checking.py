import sys
import time

import pytest

from strategies.checking.inspection import inspected
from strategies.checking.parsing import caret
from strategies.checking.tests.honest import HEAD, HONEST, PASS, program, within_init, within_next
from strategies.checking.tests.reading import check, errors


class TestHonestPrograms:
    @pytest.mark.parametrize("name", HONEST)
    def test_have_no_findings(self, name):
        assert check(HONEST[name]) == []

    def test_are_many(self):
        assert len(HONEST) >= 60


class TestImports:
    @pytest.mark.parametrize(
        ("statement", "module", "hint"),
        [
            ("import os", "os", "no files, network"),
            ("import os.path as p", "os.path", "no files, network"),
            ("from subprocess import run", "subprocess", "no files, network"),
            ("import yfinance as yf", "yfinance", "choose the symbol"),
            ("import matplotlib.pyplot as plt", "matplotlib.pyplot", "draws the charts"),
            ("import sklearn", "sklearn", "not installed"),
            ("import numpi", "numpi", "Did you mean numpy?"),
            ("from . import mine", ".", "one file"),
            ("import zzz", "zzz", "These can be: abc, argparse, array, backtrader"),
        ],
    )
    def test_off_the_list_are_named_with_their_line(self, statement, module, hint):
        [finding] = check(within_next(statement))

        assert finding.is_error
        assert (finding.line, finding.column) == (6, 8)
        assert finding.message == f"“{module}” cannot be imported here."
        assert hint in finding.hint

    @pytest.mark.parametrize("statement", ["import os, sys", "import yfinance as yf", "from . import mine"])
    def test_that_no_strategy_uses_are_left_out(self, statement):
        [finding] = check(f"{HEAD}{statement}\n{PASS}")

        assert not finding.is_error
        assert finding.line == 2
        assert finding.message.startswith("A run leaves out: line 2, imports ")

    @pytest.mark.parametrize("caught", ["ImportError", "(ModuleNotFoundError, OSError)", "Exception", ""])
    def test_whose_failure_is_expected_are_remarks(self, caught):
        tried = f"try:\n    import scipy\nexcept {caught}:\n    scipy = None\n"

        [finding] = check(HEAD + tried + within_next("print(scipy)").removeprefix(HEAD))

        assert (finding.is_error, finding.line) == (False, 3)
        assert finding.message == "“scipy” is not there in a run."

    @pytest.mark.parametrize(("module", "caught"), [("os", "ImportError"), ("scipy", "KeyError")])
    def test_that_would_work_or_whose_failure_is_not_expected_are_errors(self, module, caught):
        tried = f"try:\n    import {module}\nexcept {caught}:\n    {module} = None\n"

        assert errors(HEAD + tried + within_next(f"print({module})").removeprefix(HEAD))

    def test_at_the_top_that_a_strategy_uses_are_errors(self):
        [finding] = check(HEAD + "import os\n" + within_next("os.getcwd()").removeprefix(HEAD))

        assert (finding.is_error, finding.line) == (True, 2)


class TestScripts:
    RUNNER = "\n\nif __name__ == '__main__':\n    import sys\n    cerebro = bt.Cerebro()\n    cerebro.run()\n"

    def test_have_no_error_for_what_is_left_out(self):
        [finding] = check(within_next("self.buy()") + self.RUNNER)

        assert not finding.is_error
        assert finding.message == "A run leaves out: lines 9, 11-12, the runner (main); line 10, imports sys."
        assert finding.line == 9

    def test_tell_what_the_strategy_lacks_without_its_runner(self):
        source = within_next("print(frame)") + "frame = bt.feeds.PandasData(dataname=1)\n"

        findings = check(source)

        assert [finding.message for finding in findings if finding.line == 6] == [
            "“frame” is made in line 7, which is left out."
        ]
        assert not any(finding.is_error for finding in findings)

    def test_out_of_a_notebook_are_read(self):
        source = "%matplotlib inline\n!pip install backtrader\n" + within_next("self.buy()")

        [finding] = check(source)

        assert finding.message == "A run leaves out: lines 1-2, notebook commands."


class TestReaches:
    @pytest.mark.parametrize(
        "line",
        [
            "bt.os.system('ls')",
            "bt.sys.exit()",
            "bt.feeds.csvgeneric.io",
            "getattr(bt, 'os')",
            "from backtrader import sys",
        ],
    )
    def test_through_a_module_are_errors(self, line):
        [finding] = check(within_next(line))

        assert finding.is_error
        assert "cannot be used through" in finding.message
        assert finding.line == 6

    @pytest.mark.parametrize(
        "line", ["import io; io.open('x')", "from io import FileIO", "import io as i; i.open_code('x')"]
    )
    def test_to_files_through_io_are_errors(self, line):
        [finding] = check(within_next(line))

        assert finding.message.startswith("“io.")
        assert "A strategy has no files" in finding.hint

    def test_to_text_in_memory_are_fine(self):
        assert check(within_next("from io import BytesIO, StringIO\nimport io\nio.StringIO('a,b')")) == []


class TestCalls:
    @pytest.mark.parametrize("name", ["eval", "exec", "compile", "__import__", "open", "input", "breakpoint"])
    def test_of_dangerous_builtins_are_errors(self, name):
        [finding] = check(within_next(f"x = {name}('1')"))

        assert finding.is_error
        assert finding.message == f"“{name}” cannot be used here."
        assert finding.hint

    def test_by_another_name_are_errors(self):
        assert errors(within_next("f = eval\nf('1')")) == ["“eval” cannot be used here."]


class TestWalks:
    @pytest.mark.parametrize(
        "expression",
        [
            "().__class__.__base__",
            "type(self).__subclasses__()",
            "self.next.__func__.__globals__",
            "getattr(self, '__reduce_ex__')",
            "(x for x in ()).gi_frame",
            "print.__self__",
        ],
    )
    def test_into_the_workings_are_errors(self, expression):
        assert errors(within_next(f"x = {expression}"))

    def test_by_the_name_of_the_builtins_are_errors(self):
        assert errors(within_next("__builtins__['x']")) == ["“__builtins__” cannot be used here."]


class TestClasses:
    def test_without_a_strategy_are_an_error(self):
        [finding] = check("import backtrader as bt\n\n\nclass A:\n    pass\n")

        assert finding.is_error
        assert "no strategy class" in finding.message

    @pytest.mark.parametrize("source", ["", "\n\n", "# only a comment"])
    def test_in_an_empty_file_are_missing(self, source):
        assert errors(source) == ["There is no strategy class in this code."]

    def test_that_are_two_give_a_remark_naming_both_and_the_one_that_runs(self):
        [finding] = check(program("class A(bt.Strategy):\n    pass"))

        assert not finding.is_error
        assert "A, S" in finding.message
        assert "The last one, S, runs unless" in finding.hint

    def test_that_are_two_are_fine_once_one_is_chosen(self):
        assert check(program("class A(bt.Strategy):\n    pass"), "A") == []

    def test_that_are_not_there_cannot_be_chosen(self):
        [finding] = check(program(""), "Missing")

        assert finding.is_error
        assert finding.hint == "There is S."

    def test_are_listed_without_those_others_build_on(self):
        source = HEAD + "class A(bt.Strategy): pass\nclass B(A): pass\nclass C(bt.Strategy): pass\nclass D: pass\n"

        assert inspected(source).classes == ("B", "C")

    def test_inside_a_function_do_not_count_beside_others(self):
        source = (
            HEAD
            + "def make():\n    class A(bt.Strategy): pass\n    return A\nif True:\n    class B(bt.Strategy): pass\n"
        )

        assert inspected(source).classes == ("B",)

    def test_inside_a_function_count_when_there_are_no_others(self):
        source = HEAD + "def run():\n    class A(bt.Strategy): pass\n    bt.Cerebro().addstrategy(A)\n"

        assert inspected(source).classes == ("A",)
        assert errors(source) == []

    def test_that_a_call_makes_count(self):
        source = (
            HEAD + "A = type('A', (bt.Strategy,), {})\ndef make():\n    class B(A): pass\n    return B\nC = make()\n"
        )

        assert inspected(source).classes[0] == "A"
        assert errors(source) == []

    def test_that_others_build_on_can_be_chosen(self):
        assert check(HEAD + "class A(bt.Strategy): pass\nclass B(A): pass\n", "A") == []

    def test_of_broken_code_are_none(self):
        assert inspected("class (").classes == ()


class TestLookahead:
    @pytest.mark.parametrize(
        "expression",
        [
            "self.data.close[1]",
            "self.data.close[+1]",
            "self.datas[0].high[2]",
            "self.data1.lines.low[3]",
            "self.data[1]",
            "self.data.close(1)",
        ],
    )
    def test_in_prices_is_a_warning_with_its_line(self, expression):
        [finding] = check(within_next(f"x = {expression}"))

        assert not finding.is_error
        assert (finding.line, finding.column) == (6, 12)
        assert finding.message == f"{expression} reads a bar that has not happened yet."

    @pytest.mark.parametrize("read", ["self.x[1]", "self.x.top[1]", "self.x.lines.top[1]"])
    def test_in_an_indicator_kept_on_self_is_a_warning(self, read):
        source = within_init(f"self.x = bt.ind.BollingerBands()\nprint({read})")

        [finding] = check(source)

        assert finding.line == 7

    def test_in_a_price_kept_on_self_is_a_warning(self):
        assert len(check(within_init("self.c = self.datas[0].close\nprint(self.c[1])"))) == 1


class TestText:
    def test_over_the_limit_is_refused_with_the_number(self):
        [finding] = check("#" * 100_001)

        assert finding.is_error
        assert "the limit is 100,000 bytes" in finding.message

    def test_is_measured_in_bytes(self):
        assert len(errors(program("# " + "ü" * 50_000))) == 1

    @pytest.mark.parametrize(
        ("character", "named"), [("\x00", "NUL"), ("\ufeff", "byte order mark"), ("\ud800", "half a character")]
    )
    def test_with_a_bad_character_names_the_line(self, character, named):
        [finding] = check(f"{HEAD}x = '{character}'\n")

        assert named in finding.message
        assert finding.line == 2

    def test_nested_too_deeply_is_refused_before_parsing(self):
        [finding] = check("\n" + "(" * 61 + ")" * 61)

        assert "more than 60 deep" in finding.message
        assert finding.line == 2

    @pytest.mark.parametrize(
        "source",
        [
            "-" * 90_000 + "1",
            "x=" + "+".join("1" * 45_000),
            "not " * 20_000 + "1",
            "a" + ".a" * 40_000,
            "\\'''" * 25_000,
            "lambda:" * 12_000 + "1",
            "'" * 99_999,
            "if 1:\n" + "".join(" " * depth + "if 1:\n" for depth in range(1, 99)) + " " * 99 + "pass",
        ],
    )
    def test_meant_to_break_a_parser_is_answered_quickly(self, source):
        before = time.perf_counter()

        findings = check(source)

        assert findings
        assert time.perf_counter() - before < 5

    def test_leaves_the_recursion_limit_alone(self):
        before = sys.getrecursionlimit()

        check("-" * 90_000 + "1")

        assert sys.getrecursionlimit() == before


class TestSyntax:
    def test_errors_show_the_line_and_a_caret(self):
        [finding] = check("import backtrader as bt\nclass S(bt.Strategy):\n    def next(self)\n        pass\n")

        assert finding.message == "This is not valid Python: expected ':'."
        assert finding.line == 3
        assert finding.excerpt == "def next(self)\n              ^"

    @pytest.mark.parametrize(
        ("source", "hint"),
        [
            ("if 1:\nprint(1)", "four spaces"),
            ("if 1:\n\tx\n        y", "spaces only"),
            ("print 'x'", "Python 2"),
            ("x = (1,", "marked place"),
        ],
    )
    def test_errors_say_what_to_look_at(self, source, hint):
        [finding] = check(source)

        assert finding.is_error
        assert hint in finding.hint

    def test_errors_of_long_lines_show_the_place_only(self):
        [finding] = check("x = '" + "a" * 5_000 + "' ' $")

        shown, mark = finding.excerpt.split("\n")
        assert len(shown) <= 100
        assert len(mark) <= 101


class TestCaret:
    def test_stands_under_the_column(self):
        assert caret("\tx = ]", 5) == "x = ]\n    ^"

    def test_stays_inside_the_line(self):
        assert caret("ab", 9) == "ab\n  ^"


class TestFindings:
    def test_come_in_the_order_of_the_lines(self):
        source = "import os\n" + within_next("self.data.close[1]\nbt.sys")

        assert [finding.line for finding in check(source)] == [1, 7, 8]

    def test_are_never_too_many(self):
        assert len(check("import os\n" * 500)) == 50


class TestCompiling:
    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("return 1", "'return' outside function"),
            ("break", "'break' outside loop"),
            ("x: int = await f()", "await"),
        ],
    )
    def test_errors_are_findings_beside_the_others(self, body, message):
        found = check(f"{HEAD}{body}\n" + within_next("eval").removeprefix(HEAD))

        assert message in found[0].message
        assert (found[0].line, found[1].message) == (2, "“eval” cannot be used here.")

    def test_is_not_tried_where_finally_makes_it_explode(self):
        body = "".join(f"{' ' * n}try:\n{' ' * n} pass\n{' ' * n}finally:\n" for n in range(90)) + " " * 90 + "pass\n"
        before = time.perf_counter()

        [finding] = [one for one in check(HEAD + body + PASS) if "finally" in one.message]

        assert finding.is_error
        assert finding.line == 29
        assert time.perf_counter() - before < 5


class TestSuspects:
    @pytest.mark.parametrize(
        ("code", "cause"),
        [
            ("self.data.close[1]", "A positive index"),
            ("self.data.close(2)", "into the future"),
            ("self.data.close.array[9]", "every bar of the run"),
            ("self.data.buflen()", "all bars of the run"),
            ("self.data.close.get(ago=3, size=2)", "A positive ago"),
            ("frame.shift(-1)", "later rows"),
            ("frame.pct_change(periods=-2)", "later rows"),
            ("np.roll(values, -1)", "later places"),
            ("frame.bfill()", "backwards"),
            ("frame.fillna(method='bfill')", "backwards"),
            ("frame.rolling(5, center=True).mean()", "centred window"),
        ],
    )
    def test_are_told_with_their_line(self, code, cause):
        source = within_next(f"import numpy as np\nx = {code}")

        [suspect] = inspected(source).suspects

        assert suspect.line == 7
        assert suspect.code in code
        assert cause in suspect.text

    @pytest.mark.parametrize(
        "code", ["self.data.close[-1]", "np.array([1])", "frame.shift(1)", "frame.rolling(5).mean()"]
    )
    def test_are_not_what_looks_back(self, code):
        assert inspected(within_next(f"import numpy as np\nx = {code}")).suspects == ()

    def test_are_no_findings_unless_they_are_certain(self):
        assert check(within_next("if len(self) == self.data.buflen():\n    self.close()")) == []
