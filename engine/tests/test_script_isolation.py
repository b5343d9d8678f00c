"""What of a script is kept, what is left out, and what the user reads about it."""

import ast

import pytest

from engine.script.isolation import read_script
from engine.script.words import said

HEAD = "import backtrader as bt\n"
MINE = "class Mine(bt.Strategy):\n    def next(self):\n        {}\n"


def kept(source: str) -> str:
    return ast.unparse(read_script(source).tree)


def script(next_line: str, rest: str, head: str = "") -> str:
    return HEAD + head + MINE.format(next_line) + rest


class TestKept:
    @pytest.mark.parametrize(
        ("next_line", "rest", "wanted"),
        [
            ("LEVEL", "LEVEL = 5\nbt.Cerebro()\n", "LEVEL = 5"),
            ("level()", "A = 1\ndef level(): return A\nbt.Cerebro()\n", "A = 1"),
            ("SEEN.append(1)", "SEEN = []\nSEEN.extend([2])\nbt.Cerebro()\nprint(SEEN)\n", "SEEN.extend([2])"),
            ("Noise()", "class Noise(bt.Indicator): pass\nbt.Cerebro()\n", "class Noise"),
            ("pass", "class Sizes(bt.Sizer): pass\nbt.Cerebro().addsizer(Sizes)\n", "class Sizes"),
            ("pass", "Mine.extra = 5\nbt.Cerebro()\n", "Mine.extra = 5"),
            ("np.random.rand()", "import numpy as np\nnp.random.seed(1)\nbt.Cerebro()\n", "np.random.seed(1)"),
            ("LEVEL", "if __name__ == '__main__':\n    LEVEL = 7\n    bt.Cerebro().run()\n", "LEVEL = 7"),
            (
                "rsi()",
                "try:\n    from talib import RSI as rsi\nexcept ImportError:\n    rsi = None\nbt.Cerebro()",
                "except",
            ),
            (
                "np",
                "try:\n    import numpy as np\nexcept ImportError:\n    import sys\n    sys.exit()\n",
                "import numpy",
            ),
        ],
    )
    def test_is_what_a_strategy_needs(self, next_line, rest, wanted):
        source = script(next_line, rest)

        assert wanted in kept(source)
        assert "Cerebro" not in kept(source)
        assert "sys" not in kept(source)

    @pytest.mark.parametrize(
        "source",
        [
            script("pass", "print('read')\n"),
            script("pass", "import math\nUNUSED = math.pi\n\n\ndef unused(): return UNUSED\n"),
            script("pass", "for name in ('a', 'b'):\n    print(name)\n"),
            "x = open('a')\nimport os\n",
            "import os\nos.getcwd()\nclass Mine: pass\n",
        ],
    )
    def test_is_everything_when_there_is_no_runner_or_no_strategy(self, source):
        assert kept(source) == ast.unparse(ast.parse(source))
        assert read_script(source).left_out == ()

    def test_stands_on_its_own_lines(self):
        source = script("1 / 0", "", head="import os\n\n\n")

        tree = read_script(source).tree

        assert [(type(node).__name__, node.lineno) for node in tree.body] == [("Import", 1), ("ClassDef", 5)]

    @pytest.mark.parametrize(
        "source",
        [
            HEAD
            + "def main():\n    rate = 3\n    class Mine(bt.Strategy):\n        r = rate\n    bt.Cerebro()\nmain()\n",
            HEAD + "if '__main__' == __name__:\n    class Mine(bt.Strategy): pass\n    bt.Cerebro()\n",
            HEAD
            + "try:\n    class Mine(bt.Strategy): pass\n    bt.Cerebro().run()\nexcept OSError as e:\n    print(e)\n",
            HEAD
            + "def make(n):\n    class Mine(bt.Strategy): pass\n    return Mine\nbt.Cerebro().addstrategy(make(3))\n",
            HEAD + "def make(n):\n    class A(bt.Strategy): pass\n    return A\nMine = make(3)\nbt.Cerebro()\n",
            HEAD + "Mine = type('Mine', (bt.Strategy,), {})\nbt.Cerebro().addstrategy(Mine)\n",
            HEAD + "def logged(base): return base\nclass Mine(logged(bt.Strategy)): pass\nbt.Cerebro()\n",
            HEAD + "Base = bt.Strategy\nclass Mine(Base): pass\nbt.Cerebro()\n",
            "from backtrader import *\nclass Mine(Strategy): pass\nCerebro().run()\n",
            "from backtrader import Strategy, Cerebro as Brain\nclass Mine(Strategy): pass\nBrain().run()\n",
            "import backtrader\nclass Mine(backtrader.strategy.SignalStrategy): pass\nbacktrader.cerebro.Cerebro()\n",
        ],
    )
    def test_holds_the_strategy_wherever_it_was(self, source):
        script = read_script(source)

        assert script.strategies == ("Mine",)
        assert script.left_out
        assert "Cerebro" not in kept(source).replace("Cerebro as Brain", "")
        assert "main()" not in kept(source)


class TestTricksWithTheMainTest:
    @pytest.mark.parametrize(
        "trick",
        [
            "if __name__ != '__main__':\n    bt.Cerebro().run()\n",
            "if not __name__ == 'x' and '__main__' == __name__:\n    bt.Cerebro().run()\n",
            "if __name__.startswith('__main'):\n    bt.Cerebro().run()\n",
            "__name__ = '__main__'\nif __name__ == '__main__':\n    bt.Cerebro().run()\n",
            "while __name__ == '__main__':\n    bt.Cerebro().run()\n",
            "(lambda: bt.Cerebro())().run()\n",
            "[bt.Cerebro() for _ in range(9)]\n",
            "run = bt.Cerebro\nrun().run()\n",
            "class Runner:\n    def go(self): bt.Cerebro()\nRunner().go()\n",
            "def a(): b()\ndef b(): c()\ndef c(): bt.Cerebro()\na()\n",
            "import sys\nsys.modules['__main__'].x = bt.Cerebro()\n",
            "try:\n    bt.Cerebro()\nexcept: pass\nelse:\n    print('ran')\n",
        ],
    )
    def test_leave_no_runner(self, trick):
        source = script("self.buy()", trick)

        assert "Cerebro(" not in kept(source)
        assert read_script(source).strategies == ("Mine",)


class TestStrategies:
    def test_are_in_the_order_they_are_defined_in(self):
        source = HEAD + "class B(bt.Strategy): pass\nclass A(B): pass\nclass B(bt.Strategy): pass\n"

        assert read_script(source).strategies == ("A", "B")


class TestMissing:
    def test_names_what_only_the_runner_makes(self):
        source = script(
            "frame, args.x, LEVEL", "import pandas as pd\nframe = pd.read_csv('a')\nLEVEL = 3\nargs = input()\n"
        )

        assert read_script(source).missing == {"frame": 6, "args": 8}

    def test_leaves_out_names_of_a_function(self):
        source = script("cerebro = 5; cerebro", "cerebro = bt.Cerebro()\n")

        assert read_script(source).missing == {}


class TestTold:
    @pytest.mark.parametrize(
        ("rest", "told"),
        [
            ("bt.Cerebro().run()\n", "line 5, the runner"),
            ("def main():\n    bt.Cerebro()\nmain()\n", "lines 5-7, the runner (main)"),
            ("import ccxt\nccxt.load('A')\n", "line 6, reading of prices and files; line 5, imports ccxt"),
            ("import pandas\npandas.read_csv(1)\n", "line 6, reading of prices and files; line 5, imports pandas"),
            ("import matplotlib.pyplot as plt\nplt.show()\n", "line 6, charts; line 5, imports matplotlib"),
            ("import argparse\np = argparse.ArgumentParser()\np.parse_args()\n",
             "lines 6-7, command-line arguments; line 5, imports argparse"),
            ("import sys\nsys.path.append('x')\n", "line 6, files, network and system; line 5, imports sys"),
            ("DAYS = 5\nbt.Cerebro(DAYS)\n", "line 6, the runner; line 5, what only these use"),
            ("bt.Cerebro()\nprint('Done')\n", "line 5, the runner; line 6, what only these use"),
            ("import os, math\nfrom . import mine\n", "lines 5-6, imports os, ."),
            ("class Feed(bt.feeds.PandasData): pass\n", "line 5, reading of prices and files (Feed)"),
            ("def report(): print(cerebro)\ncerebro = bt.Cerebro()\nreport()\n", "lines 5-7, the runner (report)"),
            ("%matplotlib inline\n", "line 5, notebook commands"),
        ],
    )  # fmt: skip
    def test_names_the_parts_and_their_lines(self, rest, told):
        assert said(read_script(script("pass", rest)).left_out) == told

    @pytest.mark.parametrize(
        ("call", "told"),
        [
            ("broker.setcash(100000.0)", "starting cash 100,000"),
            ("broker.set_cash(cash=5)", "starting cash 5"),
            ("broker.setcommission(commission=0.001)", "commission 0.1%"),
            ("broker.setcommission(2.0, margin=1)", "commission 2.0, margin=1"),
            ("addsizer(bt.sizers.FixedSize, stake=10)", "sizing FixedSize(stake=10)"),
            ("addstrategy(Mine, period=20)", "strategy Mine(period=20)"),
            ("optstrategy(Mine, period=range(5, 9))", "strategy Mine(period=range(5, 9))"),
            ("broker.set_coc(True)", "fills at the close"),
        ],
    )
    def test_names_the_settings_of_the_runner(self, call, told):
        left_out = read_script(script("pass", f"cerebro = bt.Cerebro()\ncerebro.{call}\n")).left_out

        assert [part.what for part in left_out] == ["the runner", told]
        assert left_out[1].lines == [(6, 6)]
        assert left_out[1].why

    def test_says_when_the_runner_set_what_the_strategy_uses(self):
        rest = "LEVEL = 5\ndef main():\n    global LEVEL\n    LEVEL = 6\n    bt.Cerebro()\n"

        [runner] = read_script(script("LEVEL", rest)).left_out

        assert runner.why.endswith("It also sets LEVEL, which the strategy uses.")

    def test_stays_short(self):
        rest = "".join(f"def f{n}(): bt.Cerebro()\nX{n} = 1\n" for n in range(500))

        [runner] = read_script(script("pass", rest)).left_out

        assert len(runner.what) <= 200
        assert len(runner.lines) == 20
