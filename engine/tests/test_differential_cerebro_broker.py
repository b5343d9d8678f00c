"""Our Cerebro in place of Backtrader's, whatever the broker is told to do."""

import datetime
import itertools

import backtrader as bt
import pytest

from engine.tests.cerebros import Diarist, add_prices, assert_same_on_both
from engine.tests.differential import make_bars


class Trader(Diarist):
    """Sends every kind of order, long and short."""

    def trade(self):
        close, turn = self.data.close[0], len(self) % 40
        if turn == 1:
            self.buy(size=20)
        elif turn == 5:
            self.sell(size=50, exectype=bt.Order.StopTrail, trailpercent=0.02)
        elif turn == 9:
            self.buy_bracket(size=5, limitprice=close * 1.03, stopprice=close * 0.98, exectype=bt.Order.Market)
        elif turn == 15:
            first = self.sell(size=15, exectype=bt.Order.Stop, price=close * 0.99)
            self.sell(size=15, exectype=bt.Order.Limit, price=close * 1.02, oco=first)
        elif turn == 22:
            self.buy(exectype=bt.Order.StopLimit, price=close * 1.005, plimit=close * 1.01, size=7)
            self.sell(exectype=bt.Order.Close, size=3)
        elif turn == 27:
            days = datetime.timedelta(days=4)
            self.buy(size=9, exectype=bt.Order.Limit, price=close * 0.985, valid=days)
            self.buy(size=9, exectype=bt.Order.StopTrailLimit, price=close, plimit=close * 1.02, trailamount=1.5)
        elif turn == 33:
            for order in self.broker.get_orders_open():
                self.cancel(order)
            self.close()


class Own(bt.CommInfoBase):
    """A scheme of one's own: fixed, with interest by its own formula."""

    params = (("stocklike", True), ("commtype", bt.CommInfoBase.COMM_FIXED), ("commission", 1.5))

    def _get_credit_interest(self, data, size, price, days, dt0, dt1):
        return 0.01 * days * abs(size)


def orders(start, *, seed=7):
    sizes = itertools.cycle([10, -4, -6, -5, 5])
    return [(start + datetime.timedelta(days=5 * n), next(sizes), 100.0 + n) for n in range(12)]


SETTINGS = {
    "nothing": lambda broker: None,
    "percent": lambda broker: broker.setcommission(commission=0.002),
    "futures": lambda broker: broker.setcommission(commission=2.0, margin=500.0, mult=10.0),
    "futures with an automatic margin": lambda broker: broker.setcommission(commission=2.0, automargin=0.5, mult=3.0),
    "interest on shorts": lambda broker: broker.setcommission(commission=0.001, interest=0.06),
    "interest on all": lambda broker: broker.setcommission(commission=0.001, interest=0.06, interest_long=True),
    "leverage": lambda broker: broker.setcommission(commission=0.001, leverage=5.0),
    "a scheme of one's own": lambda broker: broker.addcommissioninfo(Own()),
    "a scheme for one symbol": lambda broker: broker.setcommission(margin=100.0, mult=2.0, name="BBB"),
    "percent slippage": lambda broker: broker.set_slippage_perc(0.01),
    "fixed slippage": lambda broker: broker.set_slippage_fixed(0.3, slip_match=False),
    "slippage out of the bar": lambda broker: broker.set_slippage_perc(0.03, slip_out=True, slip_open=True),
    "part of the volume": lambda broker: broker.set_filler(bt.fillers.FixedBarPerc(perc=0.001)),
    "so much a bar": lambda broker: broker.set_filler(bt.fillers.FixedSize(size=4)),
    "points of the bar": lambda broker: broker.set_filler(bt.fillers.BarPointPerc(minmov=0.01, perc=0.1)),
    "cheat on close": lambda broker: broker.set_coc(True),
    "cheat on open": lambda broker: broker.set_coo(True),
    "no check": lambda broker: broker.set_checksubmit(False),
    "no cash for shorts": lambda broker: broker.set_shortcash(False),
    "interest apart": lambda broker: broker.set_int2pnl(False),
    "end of session": lambda broker: broker.seteosbar(True),
    "a fund": lambda broker: broker.set_fundmode(True, 50.0),
    "little cash": lambda broker: broker.setcash(1500.0),
    "cash added before": lambda broker: broker.add_cash(777.0),
}


class TestBroker:
    @pytest.mark.parametrize("name", SETTINGS)
    @pytest.mark.parametrize("stdstats", [True, False])
    def test_fills_and_charges_the_same(self, name, stdstats):
        def program(cerebro):
            bars = {"count": 160}
            add_prices(cerebro, make_bars(**bars), make_bars(**bars, seed=5, symbol="BBB"))
            SETTINGS[name](cerebro.broker)
            cerebro.addstrategy(Trader)

        ours = assert_same_on_both(program, stdstats=stdstats)

        assert ours.runstrats[0][0]._orders

    def test_may_be_one_made_beforehand(self):
        def program(cerebro):
            add_prices(cerebro)
            cerebro.broker = bt.brokers.BackBroker(cash=5_000.0, slip_perc=0.01)
            cerebro.addstrategy(Trader)

        ours = assert_same_on_both(program)

        assert isinstance(ours.broker, bt.brokers.BackBroker)

    def test_may_be_of_ones_own_kind(self):
        class Generous(bt.brokers.BackBroker):
            def next(self):
                self.cash += 1.0
                super().next()

        def program(cerebro):
            add_prices(cerebro)
            cerebro.setbroker(Generous())
            cerebro.addstrategy(Trader)

        assert_same_on_both(program, path="stock", reason="a broker of its own")

    @pytest.mark.parametrize("fundmode", [True, False])
    def test_takes_and_gives_cash_during_the_run(self, fundmode):
        class Saver(Trader):
            def trade(self):
                super().trade()
                if len(self) % 30 == 29:
                    self.broker.add_cash(1_000.0 if len(self) < 100 else -300.0)
                    self.note(self.broker.getvalue(), self.broker.getcash(), self.broker.fundvalue)

        def program(cerebro):
            add_prices(cerebro)
            cerebro.broker.set_fundmode(fundmode)
            cerebro.addstrategy(Saver)
            cerebro.addobserver(bt.observers.FundValue)
            cerebro.addanalyzer(bt.analyzers.TimeReturn)

        assert_same_on_both(program)

    def test_may_change_its_commission_during_the_run(self):
        class Moody(Trader):
            def trade(self):
                super().trade()
                if len(self) == 60:
                    self.broker.setcommission(commission=3.0, margin=200.0, mult=4.0)

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Moody)

        assert_same_on_both(program, stdstats=False)

    def test_may_be_told_in_start(self):
        class Futures(Trader):
            def start(self):
                self.broker.setcommission(commission=2.0, mult=10.0, margin=100.0)

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Futures)

        assert_same_on_both(program, stdstats=False)

    @pytest.mark.parametrize("notify", [True, False])
    def test_may_have_a_history_of_orders(self, notify):
        def program(cerebro):
            add_prices(cerebro)
            cerebro.add_order_history(orders(datetime.datetime(2015, 1, 20)), notify=notify)
            cerebro.addstrategy(Diarist)
            cerebro.addanalyzer(bt.analyzers.Transactions)

        assert_same_on_both(program, stdstats=False)

    def test_may_have_a_history_of_a_fund(self):
        def program(cerebro):
            add_prices(cerebro)
            start = datetime.datetime(2015, 1, 10)
            worth = [(start + datetime.timedelta(days=20 * n), 100.0 + n, 50_000.0 + 100 * n) for n in range(8)]
            cerebro.set_fund_history(worth)
            cerebro.addstrategy(Trader)

        # On whole columns, Backtrader does not know the day its fund history asks for.
        assert_same_on_both(program, path="stock", reason="runonce is off", runonce=False)

    def test_remembers_when_a_position_was_last_looked_at(self):
        class Looking(Trader):
            def trade(self):
                super().trade()
                held = self.getposition()
                self.note(held.size and held.datetime)

        def program(cerebro):
            add_prices(cerebro)
            cerebro.addstrategy(Looking)

        assert_same_on_both(program, stdstats=False)

    def test_trades_for_another_symbol(self):
        def program(cerebro):
            add_prices(cerebro, make_bars(150), make_bars(150, seed=5, symbol="BBB"))
            cerebro.datas[1].compensate(cerebro.datas[0])
            cerebro.addstrategy(Trader)

        assert_same_on_both(program)
