"""Strategies put together at random: indicators, conditions, every kind of order, one to four symbols."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from engine.bars import Bars
from engine.spec import Sizing
from engine.tests.differential import FIXED, PERCENT, candidate, make_bars

# {d} is a feed, {a} one of its lines, {n} a length.
INDICATORS = (
    *("bt.ind.SMA({a}, period={n})", "bt.ind.EMA({a}, period={n})", "bt.ind.WMA({a}, period={n})"),
    *("bt.ind.SMMA({a}, period={n})", "bt.ind.DEMA({a}, period={n})", "bt.ind.HMA({a}, period={n})"),
    *("bt.ind.Highest({d}.high, period={n})", "bt.ind.Lowest({d}.low(-1), period={n})"),
    *("bt.ind.RSI({a}, period={n}, safediv=True)", "bt.ind.ROC({a}, period={n})", "bt.ind.ATR({d}, period={n})"),
    *("bt.ind.BollingerBands({d}, period={n}).top", "bt.ind.MACD({a}, period_me1={n}, period_me2={n} + 5).signal"),
    *("bt.ind.CrossOver({a}, bt.ind.SMA({d}, period={n}))", "bt.ind.Stochastic({d}, period={n}, safediv=True)"),
    *("bt.ind.StdDev({a}, period={n})", "bt.ind.Momentum({a}, period={n})", "bt.ind.CCI({d}, period={n})"),
    *("{d}.close - bt.ind.EMA({a}, period={n})", "({d}.high + {d}.low) / 2.0 - {a}(-{n})", "{a} ** 2"),
    *("bt.And({d}.close > {d}.open, bt.ind.SMA({a}, period={n}) > {a})", "bt.If({d}.close > {a}(-1), {a}, 0.0)"),
    *("bt.Max({a}, {d}.open(-{n}))", "bt.ind.KAMA({a}, period={n})", "bt.ind.ADX({d}, period={n})"),
    *("Middle({d}, period={n})", "Middle(bt.ind.SMA({a}, period=3), period={n})", "bt.ind.SumN({a}, period={n})"),
)
MEETING = ("{d}.close - {e}.close", "bt.ind.SMA({d}.close / {e}.open, period={n})", "bt.And({d} > {e}, {e} > {e}(-1))")
CONDITIONS = (
    *("{i}[0] > {j}[0]", "{i}[0] < {i}[-1]", "{i}[0] > {d}.close[0]", "{d}.close[0] > {d}.close[-2]"),
    *("len(self) % {n} == 0", "len({d}) % {n} == 1", "self.getposition({d}).size > 20", "not self.getposition({d})"),
    *("self.broker.getvalue() > 100_000", "self.broker.getcash() < 50_000", "len(self.held) < 3"),
)
MOMENTS = (
    *("datetime.timedelta(days={n})", "datetime.timedelta(0)", "0"),
    *("{d}.datetime.date(0) + datetime.timedelta(days={n})", "{d}.datetime.datetime(0) - datetime.timedelta(days=1)"),
)
LIMIT = "exectype=bt.Order.Limit, price={d}.close[0] * {p}"
STOP = "exectype=bt.Order.Stop, price={d}.close[0] * {p}"
ACTIONS = (
    *("self.{side}({d})", "self.{side}({d}, size={s})", "self.close({d})", "self.close({d}, exectype=bt.Order.Close)"),
    *("self.order_target_size({d}, target={t})", "self.order_target_percent({d}, target={t} / 50)"),
    *("self.order_target_value({d}, target={t} * 500)", "self.{side}({d}, size={s}, exectype=bt.Order.Close)"),
    *("self.{side}({d}, size={s}, " + LIMIT + ")", "self.{side}({d}, size={s}, " + LIMIT + ", valid={v})"),
    *("self.{side}({d}, size={s}, " + STOP + ")", "self.{side}({d}, size={s}, " + STOP + ", valid={v})"),
    "self.{side}({d}, size={s}, exectype=bt.Order.StopLimit, price={d}.close[0] * {p}, plimit={d}.close[0] * {q})",
    "self.{side}({d}, size={s}, exectype=bt.Order.StopTrail, trailpercent=abs({p} - 1) + 0.002)",
    "self.{side}({d}, size={s}, exectype=bt.Order.StopTrail, trailamount={n} / 4, valid={v})",
    "self.{side}({d}, size={s}, exectype=bt.Order.StopTrailLimit, price={d}.close[0], "
    "plimit={d}.close[0] * {p}, trailamount={n} / 4)",
    "self.{side}_bracket(data={d}, size={s}, price={d}.close[0] * {p}, limitprice={d}.close[0] * (1 + {w}), "
    "stopprice={d}.close[0] * (1 - {w}))",
    "self.{side}_bracket(data={d}, size={s}, exectype=bt.Order.Market, limitprice={d}.close[0] * (1 - {w}), "
    "stopprice={d}.close[0] * (1 + {w}))",
    "self.held.append(self.{side}({d}, size={s}, " + LIMIT + "))",
    "self.{side}({d}, size={s}, " + STOP + ", oco=self.held[-1] if self.held else None)",
    "self.held and self.cancel(self.held.pop(0))",
    *("[self.cancel(o) for o in self.broker.get_orders_open()]", "self.{side}({d}, size={s}, transmit=False)"),
    "self.{side}({d}, size=100_000)",
)
HOOKS = (
    "    def prenext(self):\n        self.seen.append(('before', len(self)))\n"
    "        if len(self) % 7 == 3 and len(self.data): self.buy(size=2)\n",
    "    def nextstart(self):\n        self.seen.append(('first', len(self), [len(d) for d in self.datas]))\n",
    "    def notify_cashvalue(self, cash, value):\n        self.seen.append((len(self), cash, value))\n",
)
OWN_INDICATOR = """class Middle(bt.Indicator):
    lines = ("middle",)
    params = dict(period=3)

    def __init__(self):
        self.addminperiod(self.p.period)

    def next(self):
        self.lines.middle[0] = sum(self.data.get(size=self.p.period)) / self.p.period


"""
FACTORS = (0.97, 0.985, 0.995, 1.0, 1.005, 1.015, 1.03)


@dataclass(frozen=True, kw_only=True)
class Program:
    """A strategy and what it is run with."""

    source: str = field(repr=False)
    feeds: list[Bars] = field(repr=False)
    sizing: Sizing
    cash: float


@st.composite
def feeds(draw: st.DrawFn, *, shares_dates: bool, begins_together: bool, count: int) -> list[Bars]:
    """Draw the prices of every symbol."""
    starts = ["2014-12-01", "2015-01-01", "2015-01-20", "2015-02-10"]
    seed, bars = draw(st.integers(0, 10_000)), draw(st.integers(70, 130))
    made = [make_bars(bars, seed=seed, symbol="S0")]
    for number in range(1, count):
        place = {"count": bars}
        if not shares_dates:
            place = {
                "count": draw(st.integers(40, 110)),
                "step": draw(st.sampled_from([1, 1, 2, 3])),
                "first": "2015-01-01" if begins_together else draw(st.sampled_from(starts)),
            }
        made.append(make_bars(seed=seed + number, symbol=f"S{number}", **place))
    return made


@st.composite
def rules(draw: st.DrawFn, *, symbols: int, indicators: int) -> str:
    """Draw what to do when."""
    chosen = []
    for _ in range(draw(st.integers(1, 5))):
        words = {
            "d": f"self.datas[{draw(st.integers(0, symbols - 1))}]",
            "i": f"self.i[{draw(st.integers(0, indicators - 1))}]",
            "j": f"self.i[{draw(st.integers(0, indicators - 1))}]",
            "n": draw(st.integers(2, 9)),
            "s": draw(st.integers(1, 60)),
            "t": draw(st.integers(-40, 40)),
            "p": draw(st.sampled_from(FACTORS)),
            "q": draw(st.sampled_from(FACTORS)),
            "w": draw(st.sampled_from([0.005, 0.01, 0.03])),
            "side": draw(st.sampled_from(["buy", "sell"])),
        }
        words["v"] = draw(st.sampled_from(MOMENTS)).format(**words)
        condition, action = draw(st.sampled_from(CONDITIONS)), draw(st.sampled_from(ACTIONS))
        chosen.append(f"if {condition.format(**words)}: {action.format(**words)}")
    return "\n".join(chosen)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Draw a strategy, its symbols, sizing and cash."""
    symbols = draw(st.sampled_from([1, 1, 2, 2, 3, 4]))
    shares_dates = symbols == 1 or draw(st.booleans())
    meets = symbols > 1 and draw(st.integers(0, 3)) == 0
    made = []
    for number in range(draw(st.integers(1, 4))):
        feed, other = (f"self.datas[{draw(st.integers(0, symbols - 1))}]" for _ in "ab")
        kinds = MEETING if meets and not number else INDICATORS
        line = f"{feed}.{draw(st.sampled_from(['close', 'open', 'high', 'low']))}"
        made.append(draw(st.sampled_from(kinds)).format(d=feed, e=other, a=line, n=draw(st.integers(2, 9))))
    init = "self.held = []\nself.i = [" + ", ".join(made) + "]"
    body = draw(rules(symbols=symbols, indicators=len(made)))
    # Before its third bar a symbol has no close[-2]; the stock buffer would answer with one from the end.
    guard = "if any(len(d) < 3 for d in self.datas) or len(self) < 3: return\n"
    shown = "self.seen.append([i[0] for i in self.i])\n"
    source = candidate(init, shown + guard + body) + "".join(draw(st.sets(st.sampled_from(HOOKS), max_size=2)))
    return Program(
        source=source.replace("class Candidate", OWN_INDICATOR + "class Candidate", 1),
        # The stock library reads the last price of a symbol that has not begun, and ours refuses to.
        feeds=draw(feeds(shares_dates=shares_dates, begins_together=meets, count=symbols)),
        sizing=draw(st.sampled_from([PERCENT, FIXED])),
        cash=draw(st.sampled_from([3_000.0, 100_000.0, 10_000_000.0])),
    )
