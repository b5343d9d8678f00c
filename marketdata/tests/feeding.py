"""A share with a known history, and sources that give any part of it in any terms."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from engine.bars import Bars
from marketdata.sources import adjusting
from marketdata.sources.adjusting import Adjustment
from marketdata.sources.base import Action, AssetClass, Basis, Fetched, Identified, Listing

FIRST = date(2022, 11, 1)
TODAY = date(2024, 3, 1)
ACTIONS = (
    Action(date=date(2022, 12, 15), kind="dividend", value=0.5),
    Action(date=date(2023, 3, 6), kind="split", value=4.0),
    Action(date=date(2023, 6, 15), kind="dividend", value=0.25),
    Action(date=date(2023, 12, 29), kind="dividend", value=0.25),
)
LISTING = Listing(symbol="TST", name="Test", asset_class=AssetClass.STOCK, periods_per_year=252, description="")
IDENTIFIED = Identified(symbol="TST", asset_class=AssetClass.STOCK, exchange="XNYS", calendar="XNYS", currency="USD")


def traded(first: date = FIRST, last: date = TODAY, *, source: str = "Here", seed: int = 1) -> Bars:
    """Return the weekdays between two dates as they were traded, each price a whole number of cents."""
    days = np.arange(FIRST, TODAY + timedelta(days=1), dtype="datetime64[D]")
    days = days[np.is_busday(days)]
    rng = np.random.default_rng(seed)
    shares = adjusting.shares_after(ACTIONS, days)
    close = np.round(50 * np.exp(np.cumsum(rng.normal(0, 0.01, len(days)))) * shares, 2)
    open_ = np.round(close * np.exp(rng.normal(0, 0.004, len(days))), 2)
    bars = Bars(
        symbol="TST",
        times=days.astype("datetime64[us]"),
        open=open_,
        high=np.maximum(open_, close) + 0.25,
        low=np.minimum(open_, close) - 0.25,
        close=close,
        volume=np.floor(1_000_000 / shares) * 8,
        source=source,
    )
    return bars.between(first, last)


def given(
    bars: Bars, basis: Basis = Basis.AS_TRADED, *, actions: tuple[Action, ...] | None = ACTIONS, as_of: date = TODAY
) -> Fetched:
    """Return bars as a source would give them in its own terms."""
    whole = traded(source=bars.source)
    shares = adjusting.shares_after(ACTIONS, whole.dates)
    found = adjusting.effects(ACTIONS, days=whole.dates, closes=whole.close / shares)
    wanted = {Basis.AS_TRADED: Adjustment.RAW, Basis.SPLIT_ADJUSTED: Adjustment.SPLITS}
    terms = wanted.get(basis, Adjustment.ADJUSTED)
    return Fetched(
        listing=LISTING,
        identified=IDENTIFIED,
        bars=adjusting.read(bars, found=found, pieces=(), adjustment=terms),
        basis=basis,
        actions=tuple(one for one in actions if one.date >= bars.dates[0].item()) if actions is not None else (),
        actions_first_date=bars.dates[0].item() if actions is not None else None,
        quote=None,
        fetched_at=datetime.combine(as_of, time(22), UTC),
        requests=1,
    )
