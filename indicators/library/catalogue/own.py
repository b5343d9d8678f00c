"""Our own entries; one that answers to the name of a function of TA-Lib stands for it."""

from typing import Final

from indicators.library.catalogue import (
    averages,
    channels,
    momentum,
    oscillators,
    price,
    statistic,
    trend,
    volatility,
    volume,
)

OWN: Final = (averages, channels, momentum, oscillators, price, statistic, trend, volatility, volume)
