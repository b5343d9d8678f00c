"""The prices of a run: as stored, as another run used them, or fetched first, with word of it for the page."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from backtests.watching import Watch
from engine.bars import Bars
from engine.spec import Spec
from marketdata.fetching import Wanted, fetch_missing
from marketdata.obtaining import may_be_fetched, obtain_bars
from marketdata.services import get_bars, get_many
from marketdata.sources.base import Interval

# How long a run waits for its turn at a source that may be asked so often a minute only.
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Prices:
    """Whose prices a run may read besides everybody's, and which editions if it repeats another run."""

    watch: Watch
    user: User | None = None
    pinned: frozenset[int] = frozenset()
    tales: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        """Return what to keep with the run of what had to be fetched, and what could not be."""
        told = {"fetched": list(dict.fromkeys(self.tales)), "price_notes": list(dict.fromkeys(self.notes))}
        return {name: lines for name, lines in told.items() if lines}

    def get(self, spec: Spec, symbol: str, *, warmup: int = 0) -> Bars:
        """
        Return the bars of a symbol over the period of a spec.

        :raises NoData: if there are none.
        """
        asked = self._asked(spec, warmup)
        if self.pinned or not self._may_fetch(spec, symbol):
            return get_bars(**asked, symbol=symbol, pinned=self.pinned)
        with self.watch.kept_alive():
            obtained = obtain_bars(**asked, symbol=symbol, patience=PATIENCE_SECONDS, say=self.watch.say)
        if obtained.tale:
            self.tales.append(f"{symbol}: {obtained.tale}")
        self.notes.extend(obtained.notes)
        return obtained.bars

    def get_all(self, spec: Spec, *, warmup: int = 0) -> list[Bars]:
        """
        Return the bars of every symbol of a spec; those that nobody need be asked for are read at once.

        :raises NoData: if there are none of one.
        """
        stored = [symbol for symbol in spec.symbols if self.pinned or not self._may_fetch(spec, symbol)]
        read = get_many(**self._asked(spec, warmup), symbols=stored, pinned=self.pinned) if stored else []
        found = dict(zip(stored, read, strict=True))
        return [found.get(symbol) or self.get(spec, symbol, warmup=warmup) for symbol in spec.symbols]

    def _asked(self, spec: Spec, warmup: int) -> dict[str, Any]:
        return {
            "start_date": spec.start_date,
            "end_date": spec.end_date,
            "interval": spec.interval,
            "warmup": warmup,
            "user": self.user,
        }

    def bring(self, spec: Spec, *, warmup: int) -> bool:
        """Fetch what is missing for a longer warm-up, and return whether there is more of it now."""
        symbols = [] if self.pinned else [symbol for symbol in spec.symbols if self._may_fetch(spec, symbol)]
        days: dict[str, Any] = {"first_date": spec.start_date, "last_date": spec.start_date, "warmup": warmup}
        with self.watch.kept_alive():
            outcomes = [
                fetch_missing(
                    Wanted(symbol=symbol, interval=Interval(spec.interval), **days),
                    patience=PATIENCE_SECONDS,
                    say=self.watch.say,
                )
                for symbol in symbols
            ]
        return any(outcome.bar_count for outcome in outcomes)

    def _may_fetch(self, spec: Spec, symbol: str) -> bool:
        return may_be_fetched(symbol, interval=spec.interval, user=self.user)
