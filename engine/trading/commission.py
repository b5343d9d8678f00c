"""What the broker takes."""


def commission(*, size: float, price: float, rate: float) -> float:
    """
    Return the commission on a fill: a fraction of the value traded, whatever the side.

    >>> commission(size=-10, price=105.0, rate=0.001)
    1.05
    """
    # This order of the factors gives the same last bit as Backtrader's commission.
    return abs(size) * rate * price
