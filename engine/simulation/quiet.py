"""Keep a strategy quiet on its warm-up bars, in loops that go through them one by one."""

from functools import partial
from typing import Any, Final, Self

import backtrader as bt

# What Backtrader calls once a bar or on news; during warm-up there is nobody to hear it.
CALLS: Final = ("next", "nextstart", "prenext", "_notify", "notify_timer")
# A strategy class of its own loop would act here: the plain ones only move indicators and lines.
LOOPS: Final = ("_next", "_oncepost")


class Quiet:
    """
    Stands before a strategy's own calls until its first bar, while its indicators move on.

    Whether the strategy was warm by then is remembered: then its first call is nextstart(), as Backtrader calls
    it once when everything has a value.
    """

    def __init__(self, strategy: Any) -> None:
        self._strategy = strategy
        self._own = {name: vars(strategy)[name] for name in (*CALLS, *LOOPS) if name in vars(strategy)}
        self._is_warm = False
        known = vars(strategy)
        known |= dict.fromkeys(CALLS, _nothing) | {"next": self._warm, "nextstart": self._warm}
        known |= {name: partial(getattr(bt.Strategy, name), strategy) for name in LOOPS}

    def _warm(self) -> None:
        self._is_warm = True

    def on_bar(self, bar: int) -> Self | None:
        """Let the strategy hear its calls again, from the first bar on; return None when all is as it was."""
        if bar:
            # With several feeds, the first bar may have called nextstart() by itself.
            if vars(self._strategy).get("next") == self._first_next:
                self._restore("next")
            return None
        for name in (*CALLS, *LOOPS):
            self._restore(name)
        if self._is_warm:
            vars(self._strategy)["next"] = self._first_next
        return self

    def _first_next(self) -> None:
        self._restore("next")
        self._strategy.nextstart()

    def _restore(self, name: str) -> None:
        known = vars(self._strategy)
        known.pop(name, None)
        if name in self._own:
            known[name] = self._own[name]


def _nothing(*args: Any, **kwargs: Any) -> None:
    """Stand in for a call nobody is to hear."""
