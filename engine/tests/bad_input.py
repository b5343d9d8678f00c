"""The programs of the rows of docs/bad-input.md."""

from engine.tests.differential import candidate

LIMIT = "self.buy(size=1, exectype=bt.Order.Limit, price=self.data.close[0] * 0.02)"
BRACKET = "self.buy_bracket(size=1, price=close * 0.2, limitprice=close * 3, stopprice=close * 0.1)"


def once(text: str) -> str:
    """Return a strategy that does something on its third bar."""
    return candidate("pass", f"if len(self) == 3: {text}")


def every_bar(text: str, init: str = "pass") -> str:
    """Return a strategy that does something on every bar."""
    return candidate(init, text)


def on_the_first_bar(text: str, times: int) -> str:
    """Return a strategy that does something many times on its first bar."""
    return candidate("pass", f"close = self.data.close[0]\nfor _ in range({times} * (len(self) == 1)): {text}")


PROGRAMS = {
    "one bar": every_bar("self.buy()"),
    "fewer bars than the longest indicator": every_bar("pass", "bt.ind.SMA(period=500)"),
    "no trade at all": every_bar("pass"),
    "ruin": once("self.sell(size=2_000_000)"),
    "an exception at bar 57": every_bar("if len(self) == 57: raise ValueError('out of luck')"),
    "an order every bar": every_bar("self.buy(size=1)"),
    "ten thousand orders that no price reaches": on_the_first_bar(LIMIT, 10_000),
    "ten thousand brackets' worth of waiting orders": on_the_first_bar(BRACKET, 3_334),
    "ten thousand market orders at once": on_the_first_bar("self.buy(size=1)", 10_000),
    "more orders than the limit": on_the_first_bar("self.buy(size=1)", 100_001),
    "a line made of a symbol that begins later": every_bar("pass", "self.datas[0].close - self.datas[1].close"),
}
ORDERS = {
    "size 0": once("self.buy(size=0)"),
    "size NaN": once("self.buy(size=float('nan'))"),
    "size infinite": once("self.buy(size=float('inf'))"),
    "size 1e18": on_the_first_bar("self.buy(size=1e18)", 1),
    "size 1e308": on_the_first_bar("self.buy(size=1e308)", 1),
    "size 1e-200": once("self.buy(size=1e-200)"),
    "a fractional size": once("self.buy(size=0.5)"),
    "a negative size": once("self.buy(size=-5)"),
    "a size that is text": once("self.buy(size='10')"),
    "a limit price of NaN": once("self.buy(size=1, exectype=bt.Order.Limit, price=float('nan'))"),
    "a negative limit price": once("self.buy(size=1, exectype=bt.Order.Limit, price=-5.0)"),
    "a target of NaN percent": once("self.order_target_percent(target=float('nan'))"),
}
