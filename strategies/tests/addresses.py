"""Where pages of strategies are."""

from django.urls import reverse

from strategies.models import Strategy


def address(name: str, strategy: Strategy | None = None, **more: int) -> str:
    return reverse(f"strategies:{name}", kwargs=({"pk": strategy.pk} if strategy else {}) | more)
