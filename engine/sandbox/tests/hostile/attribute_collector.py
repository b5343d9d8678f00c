# verdict: OK
# family: attributes
# witness: secret
# Have the garbage collector hand over every object, also those it was told to forget.
import gc

import backtrader as bt


class Hostile(bt.Strategy):
    def start(self):
        gc.unfreeze()
        for thing in gc.get_objects():
            if type(thing) is dict:
                for text in list(thing.values()):
                    if type(text) is str and text.startswith("@SECRET@"):
                        print(text)
