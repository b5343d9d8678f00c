"""Delete for ever what its owner deleted long ago."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from strategies.models import Strategy


def purge_deleted() -> int:
    """Delete for ever, with all that was run with them, the strategies deleted long enough ago; return how many."""
    long_ago = timezone.now() - timedelta(days=settings.STRATEGY_UNDO_DAYS)
    # One DELETE a strategy: a few in each hour, and whoever brought one back meanwhile keeps it.
    found = Strategy.objects.filter(deleted_at__lt=long_ago).values_list("pk", flat=True)
    return sum(bool(Strategy.objects.filter(pk=pk, deleted_at__lt=long_ago).delete()[0]) for pk in found)
