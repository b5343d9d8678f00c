"""Programs that look odd and are fine: the checker must find no error in any of them."""

HEAD = "import backtrader as bt\n"
PASS = "\n\nclass S(bt.Strategy):\n    def next(self):\n        pass\n"


def program(body: str, head: str = HEAD) -> str:
    return head + body + PASS


def within_next(body: str) -> str:
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    return f"{HEAD}\n\nclass S(bt.Strategy):\n    def next(self):\n{lines}\n"


def within_init(body: str) -> str:
    return within_next(body).replace("def next", "def __init__")


HONEST = {
    "super init": within_init("super().__init__()\nself.x = 1"),
    "class in a docstring": program('"""Walks __class__.__subclasses__ and eval in words only."""'),
    "class name": within_next("print(self.__class__.__name__, type(self).__doc__)"),
    "comment about os": program("# import os; eval('x'); bt.os.system('ls')"),
    "string with eval": within_next("print('eval(open(1)) __globals__ [[[[')"),
    "many brackets in a string": within_next(f"print('{'(' * 200}')"),
    "many brackets in a comment": program("# " + "[" * 200),
    "triple-quoted brackets": program("TEXT = '''" + "{(" * 90 + "'''"),
    "decorator": program(
        "import functools\n\n\ndef twice(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n"
        "        return f(*a, **k) * 2\n    return inner\n\n\n@twice\ndef one():\n    return 1"
    ),
    "dataclass": program(
        "from dataclasses import dataclass, field\n\n\n@dataclass(frozen=True, slots=True)\nclass Level:\n"
        "    price: float\n    seen: list = field(default_factory=list)\n\n    def __post_init__(self):\n        pass"
    ),
    "slots": program("class P:\n    __slots__ = ('a',)\n\n    def __init__(self):\n        self.a = 1"),
    "numpy array": within_next("import numpy as np\nx = np.array([1, 2, 3])[1]\ny = np.linalg.norm(x)"),
    "numpy positive index": within_next("import numpy as np\nlevels = np.zeros(5)\nprint(levels[1], levels[2:4])"),
    "pandas": within_next("import pandas as pd\nframe = pd.DataFrame({'a': [1]})\nprint(frame.a[0], frame.eval('a'))"),
    "pandas io": program("import pandas as pd\nKIND = pd.io.formats"),
    "talib": within_init("import talib\nself.rsi = bt.talib.RSI(self.data, timeperiod=14)"),
    "match": within_next("match len(self):\n    case 1 | 2:\n        return\n    case n if n > 3:\n        print(n)"),
    "walrus": within_next("if (n := len(self)) > 3:\n    print(n)"),
    "comprehensions": within_next("x = {a: [b for b in range(a)] for a in range(3)}\nprint(*(y for y in x))"),
    "lambda": within_next("key = lambda d: d.close[0]\nprint(sorted(self.datas, key=key))"),
    "generator": program("def steps():\n    yield from range(3)"),
    "async": program("async def f():\n    async with g() as h:\n        await h\n\n\ndef g():\n    pass"),
    "type hints": program(
        "from typing import Final\n\nX: Final[int] = 3\n\n\ndef f[T](x: int) -> int:\n    return x"
    ).replace("f[T]", "f"),
    "future import": "from __future__ import annotations\n" + program(""),
    "open as a price": within_next("open = self.data.open[0]\nif open > self.data.close[0]:\n    print(open)"),
    "open attribute": within_next("print(self.data.open[0], self.datas[0].open[-1])"),
    "compile of re": program("import re\nPATTERN = re.compile('a+')"),
    "input as an argument": program("def scaled(input, eval=1):\n    return input * eval"),
    "second feed": within_next("print(self.datas[1].close[0], self.data1.close[-1])"),
    "list index": within_next("pair = (1, 2)\nself.levels = [1, 2, 3]\nprint(pair[1], self.levels[2])"),
    "dict index": within_next("self.count = {1: 0}\nself.count[1] += 1"),
    "data names": within_next("print(self.dnames['AAPL'], self.data._name)"),
    "previous bar": within_init("self.up = self.data.close > self.data.close(-1)"),
    "line get": within_next("print(self.data.close.get(size=3))"),
    "several datas": within_next("for i, d in enumerate(self.datas):\n    print(i, d.close[0], d.close[-1])"),
    "datetime": within_next("import datetime as dt\nif self.data.datetime.date(0) > dt.date(2010, 1, 1):\n    return"),
    "weekday": within_next("print(self.data.datetime.date(0).weekday(), self.data.datetime.datetime(0))"),
    "own indicator": program(
        "class Mid(bt.Indicator):\n    lines = ('mid',)\n    params = (('period', 5),)\n\n"
        "    def __init__(self):\n        self.addminperiod(self.p.period)\n\n    def next(self):\n"
        "        self.lines.mid[0] = (self.data.high[0] + self.data.low[0]) / 2"
    ),
    "params as pairs": HEAD + "\n\nclass S(bt.Strategy):\n    params = (('fast', 5), ('slow', 10))\n",
    "strategy by name": "from backtrader import Strategy, indicators\n\n\nclass S(Strategy):\n    pass\n",
    "strategy by star": "from backtrader import *\n\n\nclass S(Strategy):\n    pass\n",
    "strategy by module": "import backtrader.strategy as st\n\n\nclass S(st.Strategy):\n    pass\n",
    "strategy by alias": HEAD + "Base = bt.Strategy\n\n\nclass S(Base):\n    pass\n",
    "signal strategy": HEAD + "\n\nclass S(bt.SignalStrategy):\n    def __init__(self):\n        pass\n",
    "strategy by inheritance": HEAD + "\n\nclass Common(bt.Strategy):\n    pass\n\n\nclass S(Common):\n    pass\n",
    "mixin": HEAD + "\n\nclass Log:\n    pass\n\n\nclass S(Log, bt.Strategy):\n    pass\n",
    "submodule import": "import backtrader as bt\nimport backtrader.indicators as btind\nimport collections.abc\n"
    + PASS,
    "bt constants": within_next("print(bt.Order.Stop, bt.TimeFrame.Days, bt.num2date(1), bt.signal.SIGNAL_LONG)"),
    "math and statistics": within_next("import math, statistics\nprint(math.floor(2.5), statistics.mean([1, 2]))"),
    "string methods": within_next("print('{:.2f}'.format(1.0), f'{self.data.close[0]:.2f}', '%d' % 3)"),
    "getattr of self": within_next("print(getattr(self.p, 'period', 3), hasattr(self, 'rsi'), vars(self).get('x'))"),
    "try and raise": within_next(
        "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('x') from error"
    ),
    "with": program("from decimal import localcontext\nwith localcontext() as c:\n    c.prec = 5"),
    "enum": program("from enum import Enum\n\n\nclass Side(Enum):\n    LONG = 1"),
    "property": program(
        "class A:\n    @property\n    def x(self):\n        return 1\n\n    @x.setter\n    def x(self, v):\n        1"
    ),
    "global": program("count = 0\n\n\ndef f():\n    global count\n    count += 1"),
    "long chain of sums": program("TOTAL = " + " + ".join(["1"] * 400)),
    "deep but honest brackets": program("X = " + "(" * 40 + "1" + ")" * 40),
    "invalid escape": program("PATTERN = '\\d+'"),
    "unicode": program("π = 3.14\nNAME = 'Größe → 量'"),
    "windows line ends": program("x = 1").replace("\n", "\r\n"),
    "tabs": HEAD + "\n\nclass S(bt.Strategy):\n\tdef next(self):\n\t\tpass\n",
    "no newline at the end": program("").rstrip("\n"),
}
