# benign: the strategy measures its own speed with every clock and sleeps for no time at all
# trades: yes
import time
from time import monotonic, perf_counter, process_time

import backtrader as bt


class Measured(bt.Strategy):
    def __init__(self):
        self.spent = 0.0
        self.began = (time.time(), monotonic(), process_time(), time.time_ns(), time.perf_counter_ns(), time.thread_time())

    def next(self):
        began = perf_counter()
        time.sleep(0)
        up = self.data.close[0] > self.data.open[0]
        if up and not self.position:
            self.buy()
        elif not up and self.position:
            self.close()
        self.spent += perf_counter() - began

    def stop(self):
        time.sleep(0.001)
        assert 0 < self.spent < 60 and time.time() >= self.began[0] and monotonic() >= self.began[1]
        assert time.strftime("%Y", time.gmtime(0)) == "1970" and time.mktime(time.localtime(0)) == 0
        assert time.strptime("2020-01-02", "%Y-%m-%d").tm_yday == 2 and time.ctime(0) and time.get_clock_info("time")
        time.clock_gettime(time.CLOCK_MONOTONIC), time.tzname, time.asctime(time.gmtime(0)), time.timezone
