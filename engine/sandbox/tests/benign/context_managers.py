# benign: contextlib: contextmanager, suppress, ExitStack, nullcontext, closing and redirect_stdout to a text buffer
# trades: yes
# says: captured 5 characters
import contextlib

import backtrader as bt
from pandas.io.common import StringIO


@contextlib.contextmanager
def guarded(strategy):
    strategy.depth += 1
    try:
        yield strategy.depth
    except ZeroDivisionError:
        strategy.saved += 1
    finally:
        strategy.depth -= 1


class Managed(bt.Strategy):
    depth = saved = 0

    def start(self):
        text = StringIO()
        with contextlib.redirect_stdout(text):
            print("aside", end="")
        print("captured", len(text.getvalue()), "characters")

    def next(self):
        with contextlib.ExitStack() as stack:
            stack.callback(lambda: None)
            stack.enter_context(contextlib.nullcontext())
            with guarded(self):
                change = self.data.close[0] / self.data.close[-1] - 1 if len(self) > 1 else 1 / 0
                if change > 0.005 and not self.position:
                    self.buy()
                elif change < -0.005 and self.position:
                    self.close()
            with contextlib.suppress(KeyError):
                {}["missing"]

    def stop(self):
        assert self.saved == 1 and self.depth == 0
