# verdict: STRATEGY_ERROR
# family: network
# witness: listener
# Fetch a page; the name of the host needs an encoding that is not there once files are closed off.
import urllib.request

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=1)
