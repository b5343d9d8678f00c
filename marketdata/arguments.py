"""What commands in a terminal ask of prices: whose, and how long a bar is."""

from argparse import ArgumentTypeError

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from marketdata.sources.base import Interval

USAGE_CODE = 2


def interval(text: str) -> Interval:
    """
    Return the interval written as 5m or 1d.

    >>> interval("5m")
    <Interval.M5: '5m'>

    :raises ArgumentTypeError: if there is none of this name.
    """
    try:
        return Interval(text)
    except ValueError:
        choice = ", ".join(interval.value for interval in Interval)
        raise ArgumentTypeError(f"“{text}” is no interval. Choose from {choice}.") from None


def owner(email: str | None) -> User | None:
    """
    Return whose own prices are to be read besides everybody's; without an address nobody's.

    :raises CommandError: if nobody has this address, or several.
    """
    if not email:
        return None
    found = list(User.objects.filter(email__iexact=email))
    found = [user for user in found if user.email == email] or found
    if len(found) > 1:
        text = f"{len(found)} people here have the address {email}. Write it with its capitals."
        raise CommandError(text, returncode=USAGE_CODE)
    if not found:
        raise CommandError(f"Nobody here has the address {email}.", returncode=USAGE_CODE)
    return found[0]
