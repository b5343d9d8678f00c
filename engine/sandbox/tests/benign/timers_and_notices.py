# benign: timers, notify_timer, notify_order, notify_trade, notify_cashvalue, notify_fund, notify_data, notify_store
# trades: yes
# says: timer
import datetime

import backtrader as bt


class Told(bt.Strategy):
    def __init__(self):
        self.add_timer(when=bt.Timer.SESSION_START, monthdays=[1], monthcarry=True)
        self.add_timer(when=bt.timer.SESSION_END, weekdays=[5], weekcarry=True, tzdata=None)
        self.add_timer(when=datetime.time(0, 0), allow=lambda day: day.day == 15, name="middle")
        self.heard = {"cash": 0, "fund": 0, "order": 0, "trade": 0, "data": 0, "store": 0}

    def notify_timer(self, timer, when, *args, **kwargs):
        if len(self) < 20:
            print("timer", when.date(), kwargs)
        if when.day == 1 and not self.position:
            self.buy()
        elif when.day == 15 and self.position:
            self.close()

    def notify_cashvalue(self, cash, value):
        self.heard["cash"] += 1

    def notify_fund(self, cash, value, fundvalue, shares):
        self.heard["fund"] += 1

    def notify_order(self, order):
        self.heard["order"] += 1
        if order.status in (order.Submitted, order.Accepted):
            return
        if order.status == order.Completed:
            side = "bought" if order.isbuy() else "sold"
            print(side, round(order.executed.price, 2), order.executed.dt and bt.num2date(order.executed.dt).date())

    def notify_trade(self, trade):
        self.heard["trade"] += 1
        if trade.isclosed:
            print(f"{trade.ref} {trade.pnl:.2f} {trade.barlen} {trade.open_datetime()} {trade.close_datetime()}")

    def notify_data(self, data, status, *args, **kwargs):
        self.heard["data"] += 1

    def notify_store(self, message, *args, **kwargs):
        self.heard["store"] += 1

    def stop(self):
        print(self.heard)
