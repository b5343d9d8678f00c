# benign: a class with __call__, __getattr__, __iter__, __enter__, __exit__, __del__, __contains__, __getitem__ and more
# trades: yes
import backtrader as bt


class Window:
    live = 0

    def __new__(cls, size):
        cls.live += 1
        return super().__new__(cls)

    def __init__(self, size):
        self._size, self._values = size, []

    def __call__(self, value):
        self._values = [*self._values, value][-self._size:]
        return self

    def __getattr__(self, name):
        if name in ("min", "max", "sum"):
            return {"min": min, "max": max, "sum": sum}[name](self._values)
        raise AttributeError(name)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __bool__(self):
        return len(self) == self._size

    def __getitem__(self, index):
        return self._values[index]

    def __contains__(self, value):
        return value in self._values

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __del__(self):
        type(self).live -= 1

    def __eq__(self, other):
        return list(self) == list(other)

    def __hash__(self):
        return hash(self._size)

    def __lt__(self, other):
        return self.sum < other.sum

    def __format__(self, spec):
        return format(self.sum / max(len(self), 1), spec or ".2f")

    def __copy__(self):
        return Window(self._size)


class Windowed(bt.Strategy):
    def __init__(self):
        self.window = Window(10)

    def next(self):
        with self.window(self.data.close[0]) as window:
            if not window:
                return
            if window[-1] == window.max and window.max in window and not self.position:
                self.buy()
                self.log(f"average {window:.3f}")
            elif window[-1] == window.min and self.position:
                self.close()
