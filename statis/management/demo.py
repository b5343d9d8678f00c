"""The demo account, what it owns, and its first backtest. Only the embedded set-up has it."""

from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from backtests.models import BacktestRun, State
from backtests.services import start_backtest
from engine.spec import Spec
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy
from strategies.services import begin_from

EMAIL: Final = settings.DEMO_EMAIL
PASSWORD: Final = "statis-demo"  # noqa: S105  # printed at every start, and only for this machine
TEMPLATE: Final = "sma_crossover"
SYMBOL: Final = "AAPL"


class DemoFailed(Exception):
    """The demo backtest did not end well; the text says why."""


def demo_user() -> User:
    """Return the demo account, made if it is not there, with an address that counts as confirmed."""
    from allauth.account.models import EmailAddress

    users = get_user_model().objects
    user = users.filter(email=EMAIL).first()
    if user is None:
        user = users.create_user(username="demo", email=EMAIL, password=PASSWORD)
    EmailAddress.objects.get_or_create(user=user, email=EMAIL, defaults={"verified": True, "primary": True})
    return user


@transaction.atomic
def seed_strategies(user: User) -> int:
    """Save every built-in template for the user, unless it is saved already, and return how many were."""
    have = set(Strategy.objects.filter(owner=user).exclude(template="").values_list("template", flat=True))
    missing = [template for slug, template in TEMPLATES.items() if slug not in have]
    for template in missing:
        begin_from(owner=user, template=template)
    return len(missing)


def finished_demo_run(user: User) -> BacktestRun | None:
    """Return the newest demo run that succeeded on the version the demo strategy has now."""
    strategy = _strategy(user)
    runs = BacktestRun.objects.filter(owner=user, version=strategy.latest_version, state=State.SUCCEEDED)
    return runs.filter(symbols=SYMBOL).select_related("result").first()


def queue_demo_run(user: User) -> BacktestRun:
    """Queue the demo backtest as any page would."""
    version = _strategy(user).latest_version
    return start_backtest(owner=user, version=version, spec=Spec(source=version.source, symbols=(SYMBOL,)))


def check_succeeded(run: BacktestRun) -> None:
    """
    Check that a run that has ended ended well.

    :raises DemoFailed: if it did not.
    """
    if run.state != State.SUCCEEDED:
        raise DemoFailed(run.failure.get("message") or f"it ended as {run.verdict}")


def _strategy(user: User) -> Strategy:
    return Strategy.objects.filter(owner=user, template=TEMPLATE).latest("created_at")
