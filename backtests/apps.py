from django.apps import AppConfig


class BacktestsConfig(AppConfig):
    name = "backtests"
    verbose_name = "Backtests"

    def ready(self) -> None:
        """Tell the pages of strategies what came of them: strategies know nothing of runs."""
        from strategies.results import told_by

        told_by("backtests.standing.RunResults")
