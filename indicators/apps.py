from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register


class IndicatorsConfig(AppConfig):
    name = "indicators"

    def ready(self) -> None:
        """Have the site say as it starts when TA-Lib is missing."""
        register(talib_check)


def talib_check(**_: Any) -> list[CheckMessage]:
    """Return a warning if TA-Lib cannot be imported."""
    # The catalogue takes its time to load: not before a command asks for checks.
    from indicators import presenting
    from indicators.library import registry

    hint = "Install the packages of requirements.txt, or go on with fewer indicators."
    return [Warning(presenting.WITHOUT_TALIB, hint=hint, id="indicators.W001")] if registry.without_talib else []
