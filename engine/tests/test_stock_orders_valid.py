"""Orders that are good for a time, long and short, daily and intraday, over one symbol and two: as stock has them."""

from dataclasses import replace

import numpy as np
import pytest

from engine.tests.ledger_cases import random_bars
from engine.tests.test_stock_agreement import HEADER, check_agreement, make_spec

VALID = {
    "of the day": "bt.Order.DAY",
    "for some time": "datetime.timedelta(days=2, hours=3)",
    "until a date": "data.datetime.date(0) + datetime.timedelta(days=3)",
    "until a moment": "data.datetime.datetime(0) + datetime.timedelta(hours=30)",
    "until a number": "data.datetime[0] + 1.5",
    "for ever": "None",
}
BODY = """
    def next(self):
        for at, data in enumerate(self.datas):
            close, step, good = data.close[0], (len(self) + at) % 8, VALID
            if abs(self.getposition(data).size) > 60:
                self.close(data)
            elif step == 0:
                self.buy(data, size=20, exectype=bt.Order.Limit, price=close * 0.985, valid=good)
            elif step == 2:
                self.sell(data, size=20, exectype=bt.Order.Limit, price=close * 1.015, valid=good)
            elif step == 3:
                self.sell(data, size=15, exectype=bt.Order.Stop, price=close * 0.98, valid=good)
            elif step == 4:
                self.buy(data, size=15, exectype=bt.Order.StopLimit, price=close * 1.01, plimit=close, valid=good)
            elif step == 5:
                self.sell(data, size=10, exectype=bt.Order.StopTrail, trailpercent=0.02, valid=good)
            elif step == 6:
                self.buy(data, size=10, exectype=bt.Order.StopTrail, trailamount=close * 0.03, valid=good)
"""


def intraday(bars):
    times = np.datetime64("2024-03-01T09:30") + np.arange(len(bars)) * np.timedelta64(150, "m")
    return replace(bars, interval="30m", times=times.astype("datetime64[us]"))


@pytest.mark.parametrize("symbols", [1, 2])
@pytest.mark.parametrize("is_intraday", [False, True], ids=["daily", "intraday"])
@pytest.mark.parametrize("name", VALID)
class TestOrdersGoodForATime:
    def test_agree_with_stock_backtrader(self, name, is_intraday, symbols):
        feeds = [random_bars(at, 160, symbol=f"S{at}") for at in range(symbols)]
        feeds = [intraday(bars) if is_intraday else bars for bars in feeds]
        spec = make_spec(HEADER + BODY.replace("VALID", VALID[name]), [bars.symbol for bars in feeds], leverage=1.0)

        account = check_agreement(spec, feeds)

        expired = [one for one in account.unfilled if one.reason == "expired"]
        # An order of the day is over before the next daily bar, the first that could fill it: so it is in Backtrader.
        assert (len(account.fills) > 10) == (is_intraday or name != "of the day")
        assert bool(expired) == (name != "for ever")
