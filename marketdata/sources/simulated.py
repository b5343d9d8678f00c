"""Two made-up series, a coin and a currency pair, the same on every machine: no free real ones may be shipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.bars import Bars, Floats, Times
from marketdata.sources import exchanges
from marketdata.sources.base import AssetClass, Dataset, Listing

EDITION: Final = "2"
LICENCE: Final = "Made by Statis; free to use"
NOTE: Final = "Simulated prices: no market ever traded at them, and a result over them says nothing about a real one."
ADJUSTMENT: Final = "None: simulated prices need no adjustment."
FIRST_DAY: Final = np.datetime64("2015-01-01")
END_DAY: Final = np.datetime64("2025-01-01")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a series is made: a random walk with drift, volatility in clusters and a pull towards a level."""

    listing: Listing
    seed: int
    days_a_year: int  # into which drift and volatility were divided; another number would change every price
    weekdays_only: bool
    first_price: float
    drift: float  # log return a year
    volatility: float  # a year
    volatility_spread: float  # standard deviation of the log of a day's volatility
    pull: float  # share of the distance to the first price closed in a day
    steps: int  # prices within a day, from which high and low are taken
    gap: float  # share of a day's volatility that happens before the open
    typical_volume: float


RECIPES: Final = (
    Recipe(
        listing=Listing(
            symbol="SIM-BTC",
            name="Simulated coin",
            asset_class=AssetClass.CRYPTO,
            periods_per_year=exchanges.DAYS_A_YEAR[exchanges.ROUND_THE_CLOCK],
            description="A made-up coin with the temper of Bitcoin, trading every day. Simulated.",
            lot_size=0.00001,
            is_simulated=True,
        ),
        seed=20150101,
        days_a_year=365,
        weekdays_only=False,
        first_price=314.0,
        drift=0.45,
        volatility=0.62,
        volatility_spread=0.35,
        pull=0.0,
        steps=24,
        gap=0.0,
        typical_volume=28_000.0,
    ),
    Recipe(
        listing=Listing(
            symbol="SIM-EURUSD",
            name="Simulated euro in dollars",
            asset_class=AssetClass.FOREX,
            periods_per_year=exchanges.DAYS_A_YEAR[exchanges.WEEKDAYS],
            description="A made-up currency pair with the temper of EUR/USD, trading on weekdays. Simulated.",
            price_decimals=5,
            is_simulated=True,
        ),
        seed=20150102,
        days_a_year=260,
        weekdays_only=True,
        first_price=1.15,
        drift=0.0,
        volatility=0.075,
        volatility_spread=0.25,
        pull=0.002,
        steps=24,
        gap=0.08,
        typical_volume=180_000.0,
    ),
)
SYMBOLS: Final = tuple(recipe.listing.symbol for recipe in RECIPES)


def datasets() -> Iterator[Dataset]:
    """Yield the bars of every simulated series."""
    for recipe in RECIPES:
        yield Dataset(listing=recipe.listing, bars=simulate(recipe), licence=LICENCE, note=NOTE)


def simulate(recipe: Recipe) -> Bars:
    """Return the bars of a recipe; the same recipe gives the same bars."""
    rng = np.random.default_rng(recipe.seed)
    times = _days(weekdays_only=recipe.weekdays_only)
    volatility = _daily_volatility(rng, recipe, len(times))
    paths = _paths(rng, recipe, volatility)
    decimals = recipe.listing.price_decimals
    moves = np.abs(np.log(paths[:, -1] / paths[:, 0])) / volatility
    volume = recipe.typical_volume * np.exp(0.3 * moves + 0.35 * rng.standard_normal(len(times)))
    return Bars(
        symbol=recipe.listing.symbol,
        times=times.astype("datetime64[us]"),
        # Rounding keeps order, so high and low stay the extremes of their bar.
        open=np.round(paths[:, 0], decimals),
        high=np.round(paths.max(axis=1), decimals),
        low=np.round(paths.min(axis=1), decimals),
        close=np.round(paths[:, -1], decimals),
        volume=np.round(volume),
        periods_per_year=recipe.listing.periods_per_year,
        lot_size=recipe.listing.lot_size,
        price_decimals=decimals,
        currency=recipe.listing.currency,
        source=f"Simulated, seed {recipe.seed}",
        adjustment=ADJUSTMENT,
        is_simulated=True,
    )


def _days(*, weekdays_only: bool) -> Times:
    days = np.arange(FIRST_DAY, END_DAY)
    return days[np.is_busday(days)] if weekdays_only else days


def _daily_volatility(rng: np.random.Generator, recipe: Recipe, count: int) -> Floats:
    """Return a volatility for each day; calm and wild days come in spells of about a month."""
    memory = 0.97
    shocks = rng.standard_normal(count) * recipe.volatility_spread * np.sqrt(1 - memory**2)
    logs = np.empty(count)
    level = 0.0
    for day, shock in enumerate(shocks):
        level = memory * level + shock
        logs[day] = level
    usual = recipe.volatility / np.sqrt(recipe.days_a_year)
    volatility: Floats = usual * np.exp(logs - recipe.volatility_spread**2)
    return volatility


def _paths(rng: np.random.Generator, recipe: Recipe, volatility: Floats) -> Floats:
    """Return every price of every day, a row a day, from its open to its close."""
    days = len(volatility)
    # Student's t with 4 degrees of freedom: fat tails; divided by its standard deviation.
    steps = rng.standard_t(4, size=(days, recipe.steps)) / np.sqrt(2.0) / np.sqrt(recipe.steps)
    gaps = rng.standard_normal(days) * recipe.gap * volatility
    within = np.cumsum(steps * volatility[:, None], axis=1)
    drift = recipe.drift / recipe.days_a_year
    opens = np.empty(days)
    start = level = float(np.log(recipe.first_price))
    for day in range(days):
        opens[day] = level + gaps[day]
        level = opens[day] + within[day, -1] + drift - recipe.pull * (level - start)
        within[day, -1] = level - opens[day]
    prices: Floats = np.exp(opens[:, None] + np.concatenate([np.zeros((days, 1)), within], axis=1))
    return prices
