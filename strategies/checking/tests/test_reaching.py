import pytest

from strategies.checking.tests.honest import HEAD, within_next
from strategies.checking.tests.reading import check, errors

TOP = "import time, io, types, json, operator\nimport numpy as np\nimport pandas as pd\n"


def found(body: str):
    return check(TOP + within_next(body))


class TestModulesThroughModules:
    @pytest.mark.parametrize(
        "code",
        [
            "bt.os.system('ls')",
            "bt.feeds.csvgeneric.io",
            "np.f2py.os",
            "pd.io.common.os.system('ls')",
            "from backtrader import sys",
            "from numpy.f2py import os",
            "b = bt\nb.os",
            "b = bt\nc = b\nc.os",
            "common = pd.io.common\ncommon.os",
            "getattr(bt, 'os')",
            "getattr(bt, 'o' + 's')",
            "getattr(bt, f'{\"o\"}s')",
            "getattr(bt, ''.join(['o', 's']))",
            "getattr(bt, 'so'[::-1])",
            "getattr(getattr(pd.io, 'common'), 'os')",
            "vars(bt)['os']",
            "bt.__dict__['o' + 's']",
            "object.__getattribute__(bt, 'os')",
        ],
    )
    def test_are_errors_with_their_place_and_a_cure(self, code):
        [finding] = found(code)

        assert finding.is_error
        assert finding.line == 9 + code.count("\n")
        assert finding.column is not None
        assert finding.hint

    def test_are_told_once_where_they_begin(self):
        assert len(found("bt.os.path.sys.modules")) == 1


class TestHarmfulParts:
    @pytest.mark.parametrize(
        "code",
        [
            "np.memmap('x')",
            "np.fromfile(x)",
            "np.ctypeslib.as_ctypes(x)",
            "import numpy.ctypeslib",
            "from numpy.ctypeslib import as_ctypes",
            "from numpy import fromfile",
            "pd.read_pickle(x)",
            "pd.read_sql('select 1', x)",
            "io.open('x')",
            "io.FileIO('x')",
            "types.FunctionType(x, {})",
            "import logging\nlogging.FileHandler('x')",
            "import logging.handlers",
        ],
    )
    def test_are_errors_whatever_they_are_given(self, code):
        [finding] = found(code)

        assert finding.is_error
        assert "cannot be used here" in finding.message
        assert finding.hint

    @pytest.mark.parametrize("code", ["time.sleep(1)", "from time import sleep"])
    def test_that_only_wait_are_remarks(self, code):
        [finding] = found(code)

        assert not finding.is_error
        assert "Remove it" in finding.hint

    @pytest.mark.parametrize(
        "code",
        ["time.time()", "time.perf_counter()", "from time import monotonic", "np.frombuffer(b'x')", "io.StringIO()"],
    )
    def test_are_told_from_the_harmless_ones(self, code):
        assert found(code) == []


class TestFiles:
    @pytest.mark.parametrize(
        "code",
        [
            "np.load('prices.npy')",
            "np.loadtxt(f'{x}.txt')",
            "np.savetxt(self.p.out_path, x)",
            "pd.read_csv('prices.csv')",
            "pd.read_csv(filepath_or_buffer='prices.csv')",
            "pd.read_csv('https://example.com/x.csv')",
            "frame.to_csv('out.csv')",
            "frame.to_csv(path_or_buf='out.csv')",
            "frame.to_pickle('out.pkl')",
            "values.tofile('out.bin')",
        ],
    )
    def test_by_their_path_are_errors(self, code):
        [finding] = found(code)

        assert finding.is_error
        assert "with a file" in finding.message
        assert "no files" in finding.hint

    @pytest.mark.parametrize(
        "code",
        [
            "print(frame.to_csv(), frame.to_json(), frame.to_html(), frame.to_csv(sep=';'))",
            "frame.to_csv(buffer)",
            "pd.read_csv(io.StringIO('a,b\\n1,2'))",
            "pd.read_csv(text, sep=',')",
            "pd.read_json('[1, 2]')",
            "np.load(buffer)",
            "np.genfromtxt(['1,2'], delimiter=',')",
        ],
    )
    def test_are_not_texts_in_memory(self, code):
        assert found(code) == []

    def test_are_not_what_a_strategy_writes_itself(self):
        source = within_next("self.to_csv('name')") + "    def to_csv(self, name):\n        print(name)\n"

        assert check(source) == []


class TestWalks:
    @pytest.mark.parametrize(
        "code",
        [
            "getattr(x, '__glo' + 'bals__')",
            "object.__getattribute__(x, '__globals__')",
            "operator.attrgetter('__class__.__subclasses__')(x)",
            "globals()['__builtins__']",
            "'{0.__globals__}'.format(x)",
            "frame.query('@x.__globals__')",
            "error.__traceback__.tb_frame",
            "x.f_back",
        ],
    )
    def test_put_together_are_errors(self, code):
        [message] = errors(TOP + within_next(code))

        assert "cannot be used here" in message

    @pytest.mark.parametrize(
        "code",
        [
            "traceback.format_tb(error.__traceback__)",
            "super().__reduce__()",
            "object.__getattribute__(self, name)",
            "'{0.close} {x}'.format(self, x=1)",
            "frame.query('close > @level.value')",
            "getattr(self, 'on_' + name)()",
            "self.__class__.__name__, self.__dict__['x'], type(self).__doc__, cls.__module__",
        ],
    )
    def test_are_not_ordinary_ways_to_an_attribute(self, code):
        assert found(code) == []


class TestNamesLikeBuiltins:
    @pytest.mark.parametrize(
        "body",
        [
            "match x:\n    case [open, close]:\n        print(open)",
            "match x:\n    case {'a': 1, **input}:\n        print(input)",
            "match x:\n    case [first, *open]:\n        print(open)",
            "try:\n    1\nexcept ValueError as input:\n    print(input)",
            "for open, high in x:\n    print(open)",
            "print([open for open in x])",
            "if (input := len(x)):\n    print(input)",
            "self.compile(); self.eval(); self.open(); self.input = 1",
        ],
    )
    def test_are_the_persons_own(self, body):
        assert found(body) == []

    @pytest.mark.parametrize("name", ["compile", "eval", "open", "input"])
    def test_may_be_methods_and_fields(self, name):
        source = f"{HEAD}class S(bt.Strategy):\n    {name} = None\n\n    def next(self):\n        print(self.{name})\n"

        assert check(source) == []
