"""What a user can begin with: the built-in templates and an empty frame."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "templates"

BLANK: Final = '''"""What this strategy does, in one sentence."""

import backtrader as bt


class MyStrategy(bt.Strategy):
    params = dict(
        period=20,
    )

    def __init__(self):
        self.average = bt.ind.SMA(self.data.close, period=self.p.period)
        self.order = None

    def notify_order(self, order):
        if not order.alive():
            self.order = None

    def next(self):
        if self.order:
            return
        if not self.position:
            if self.data.close[0] > self.average[0]:
                self.order = self.buy()
        elif self.data.close[0] < self.average[0]:
            self.order = self.close()
'''


@dataclass(frozen=True, kw_only=True)
class Template:
    """A strategy that runs as it is and is meant to be changed."""

    slug: str
    title: str
    summary: str
    tags: tuple[str, ...]
    source: str


def _template(slug: str, title: str, summary: str, *tags: str) -> Template:
    source = (FOLDER / f"{slug}.py").read_text(encoding="utf-8")
    return Template(slug=slug, title=title, summary=summary, tags=tags, source=source)


TEMPLATES: Final[dict[str, Template]] = {
    template.slug: template
    for template in (
        _template(
            "sma_crossover",
            "SMA crossover",
            "Hold while the 20-day average is above the 50-day average.",
            "trend",
        ),
        _template(
            "rsi_reversion",
            "RSI reversion",
            "Buy when the RSI falls below 30, sell when it is back above 55.",
            "mean reversion",
        ),
        _template(
            "macd",
            "MACD",
            "Hold from the MACD line's cross above its signal line to the cross below.",
            "trend",
            "momentum",
        ),
        _template(
            "bollinger",
            "Bollinger bands",
            "Buy a close below the lower band, sell at the middle band.",
            "mean reversion",
            "volatility",
        ),
        _template(
            "donchian_breakout",
            "Donchian breakout",
            "Buy a close above the 55-day high, sell a close below the 20-day low.",
            "breakout",
            "trend",
        ),
        _template(
            "supertrend",
            "SuperTrend",
            "Hold while the price stays above a stop that trails it by three average ranges.",
            "trend",
            "volatility",
        ),
        _template(
            "buy_and_hold",
            "Buy and hold",
            "Buy once and never sell: the baseline for all others.",
            "baseline",
        ),
    )
}
