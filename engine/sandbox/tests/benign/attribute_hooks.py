# benign: __getattribute__ with super() and object, __setattr__, __delattr__, __dir__, __getstate__, __reduce__ of the author's own
# trades: yes
import copy

import backtrader as bt


class Watched:
    reads = 0

    def __getattribute__(self, name):
        if not name.startswith("_"):
            object.__getattribute__(self, "__dict__")["reads"] = Watched.reads = Watched.reads + 1
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        super().__setattr__(name, value)

    def __delattr__(self, name):
        super().__delattr__(name)

    def __dir__(self):
        return sorted(["level", *super().__dir__()])

    def __getstate__(self):
        return dict(self.__dict__)

    def __setstate__(self, state):
        self.__dict__.update(state)

    def __deepcopy__(self, memo):
        made = type(self)()
        made.__setstate__(copy.deepcopy(self.__getstate__(), memo))
        return made


class Hooked(bt.Strategy):
    def __init__(self):
        self.watched = Watched()
        self.watched.level = 0.0

    def next(self):
        self.watched.level = max(self.watched.level * 0.999, self.data.close[0])
        twin = copy.deepcopy(self.watched)
        if self.data.close[0] >= twin.level and not self.position:
            self.buy()
        elif self.data.close[0] < twin.level * 0.98 and self.position:
            self.close()

    def stop(self):
        del self.watched.level
        assert "level" in dir(self.watched) and Watched.reads > 0
