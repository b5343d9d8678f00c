"""Kelly's share, from the round trips a run has closed so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.trading.units import closing_units


def kelly_share(returns: Sequence[float]) -> float:
    """
    Return the share of the account Kelly's formula commits, `W - (1 - W) / R`; 0 where it would commit none.

    W is the share of trades won, R the average gain over the average loss (Kelly, "A New Interpretation of
    Information Rate", 1956, for a bet that pays R to 1). The stake is taken to be lost whole, which no stock
    position is in one trade, so the share is on the careful side.

    >>> round(kelly_share([0.2, 0.2, 0.2, -0.1, -0.1]), 12)
    0.4
    >>> kelly_share([0.1, 0.2]), kelly_share([-0.1, -0.2]), kelly_share([])
    (1.0, 0.0, 0.0)
    """
    gains = [value for value in returns if value > 0]
    losses = [-value for value in returns if value < 0]
    if not gains:
        return 0.0
    won = len(gains) / len(returns)
    if not losses:
        return won
    ratio = (sum(gains) / len(gains)) / (sum(losses) / len(losses))
    # Gains too small to be told from nothing win nothing.
    return max(won - (1 - won) / ratio, 0.0) if ratio else 0.0


def position_share(returns: Sequence[float], *, fraction: float, trades: int, largest: float) -> float:
    """
    Return the share of the account to commit: a fraction of Kelly's, never above `largest`.

    Half of Kelly's has three quarters of its growth for half of its volatility, and forgives an edge that was
    overestimated (Thorp, "The Kelly Criterion in Blackjack, Sports Betting and the Stock Market", 2006). Before
    `trades` are closed little is known: then the same fraction of `largest`.

    >>> won, lost = [0.2] * 12, [-0.1] * 8
    >>> round(position_share(won + lost, fraction=0.5, trades=20, largest=0.25), 12)
    0.2
    >>> position_share(won, fraction=0.5, trades=20, largest=0.25)
    0.125
    """
    if len(returns) < trades:
        return fraction * largest
    return min(fraction * kelly_share(returns), largest)


@dataclass(slots=True)
class OpenTrip:
    """A position since it left zero: units held, money in less money out, and the value of all that opened it."""

    held: float = 0.0
    money: float = 0.0
    opened: float = 0.0


@dataclass(slots=True)
class ClosedTrips:
    """
    Turns fills, as they come in, into the returns of closed round trips, net of commission.

    >>> trips = ClosedTrips()
    >>> trips.take(feed=0, units=10.0, price=100.0, commission=1.0)
    >>> trips.take(feed=0, units=-10.0, price=110.0, commission=1.0)
    >>> trips.returns
    [0.098]
    """

    returns: list[float] = field(default_factory=list)
    open_trips: dict[int, OpenTrip] = field(default_factory=dict)

    def take(self, *, feed: int, units: float, price: float, commission: float) -> None:
        """Take a fill; `units` carries its sign."""
        trip = self.open_trips.setdefault(feed, OpenTrip())
        closing = closing_units(position=trip.held, units=units)
        share = abs(closing / units)
        trip.held += closing
        trip.money -= closing * price + commission * share
        if closing and not trip.held:
            self.returns.append(trip.money / trip.opened)
            trip = self.open_trips[feed] = OpenTrip()
        opening = units - closing
        trip.held += opening
        trip.money -= opening * price + commission * (1 - share)
        trip.opened += abs(opening) * price
