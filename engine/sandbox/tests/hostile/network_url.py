# verdict: FORBIDDEN
# family: network
# witness: listener
# Fetch a page.
import urllib.request

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=1)
