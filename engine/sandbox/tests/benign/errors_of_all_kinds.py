# benign: bare except, except BaseException, finally with return, else, nested raise from, own exceptions, ExceptionGroup, assert
# trades: yes
import backtrader as bt


class NoSignal(Exception):
    """Nothing to do on this bar."""

    def __init__(self, bar, *args):
        super().__init__(bar, *args)
        self.bar = bar

    def __str__(self):
        return f"no signal on bar {self.bar}"


class Careful(bt.Strategy):
    failures = 0

    def signal(self):
        try:
            return self.data.close[0] / self.data.close[-3] - 1
        except:
            self.failures += 1
            raise NoSignal(len(self)) from None
        finally:
            self.asked = len(self)

    def quiet(self):
        try:
            return self.signal()
        except BaseException as error:
            assert str(error) and error.args == (len(self),) and error.__cause__ is None
            return 0
        else:
            return 1

    def group(self):
        try:
            raise ExceptionGroup("two", [ValueError(1), TypeError(2)])
        except* ValueError as values:
            self.seen = len(values.exceptions)
        except* TypeError:
            pass

    def next(self):
        change = self.quiet()
        self.group()
        try:
            assert change >= 0, "falling"
            try:
                1 / (change > 0)
            except ZeroDivisionError:
                return
            if not self.position:
                self.buy()
        except AssertionError:
            if self.position:
                self.close()

    def stop(self):
        assert self.failures == 3 and self.seen == 1
