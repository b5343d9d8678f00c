"""Runs for operators: what runs, what failed and why; cancel and run again."""

import json
from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backtests import selectors, services
from backtests.models import BacktestRun
from engine.printable import printable
from statis.addresses import row_id
from statis.errors import StatisError


class OwnersOfRefusedRuns(admin.SimpleListFilter):
    """Whose code tried what it may not, most often first: a start into who misuses the site."""

    title = f"forbidden and forged, {selectors.REFUSED_DAYS} days"
    parameter_name = "misuse"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        owners = selectors.owners_of_refused_runs()
        return [(str(owner), f"{name} ({count})") for owner, name, count in owners]

    def queryset(self, request: HttpRequest, queryset: QuerySet[BacktestRun]) -> QuerySet[BacktestRun]:
        owner = row_id(self.value() or "")
        return queryset if owner is None else queryset.filter(pk__in=selectors.refused_runs().filter(owner=owner))


@admin.register(BacktestRun)
class BacktestRunAdmin(admin.ModelAdmin):
    list_display = ("id", "owner", "strategy", "symbols", "state", "verdict", "queued_at", "took", "attempts")
    list_filter = ("state", "verdict", OwnersOfRefusedRuns, "engine_path", "queued_at")
    search_fields = ("=id", "owner__email", "owner__username", "symbols", "version__strategy__name", "failure")
    list_select_related = ("owner", "version__strategy")
    date_hierarchy = "queued_at"
    actions = ("cancel", "rerun")
    fieldsets = (
        (None, {"fields": ("owner", "strategy", "symbols", "state", "verdict", "reason")}),
        ("Times", {"fields": ("queued_at", "enqueued_at", "started_at", "finished_at", "lease_expires_at")}),
        ("Worker", {"fields": ("attempts", "cancel_requested_at", "progress", "engine_path", "data_hash")}),
        ("What was run", {"fields": ("settings", "source", "facts", "headline")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BacktestRun | None = None) -> bool:
        # The row is the record of what happened. It is read here, and changed through the actions only.
        return obj is None and super().has_change_permission(request, obj)

    @admin.display(ordering="version__strategy__name")
    def strategy(self, run: BacktestRun) -> str:
        return str(run.version)

    @admin.display(description="took")
    def took(self, run: BacktestRun) -> str:
        return "" if run.elapsed_seconds is None else f"{run.elapsed_seconds:.1f} s"

    @admin.display(description="why it ended")
    def reason(self, run: BacktestRun) -> str:
        line = f" (line {run.failure['line']})" if run.failure.get("line") else ""
        return f"{run.failure.get('message', '')}{line}"

    @admin.display
    def source(self, run: BacktestRun) -> SafeString:
        return format_html("<pre>{}</pre>", printable(run.version.source))

    @admin.display
    def settings(self, run: BacktestRun) -> SafeString:
        values = {key: value for key, value in run.spec.items() if key != "source"}
        return format_html("<pre>{}</pre>", json.dumps(values, indent=2))

    @admin.action(description="Cancel the chosen runs", permissions=["change"])
    def cancel(self, request: HttpRequest, runs: QuerySet[BacktestRun]) -> None:
        self._each(request, runs, "Cancelled or asked to stop", lambda run: services.cancel_run(run=run))

    @admin.action(description="Run the chosen runs again", permissions=["change"])
    def rerun(self, request: HttpRequest, runs: QuerySet[BacktestRun]) -> None:
        self._each(request, runs, "Queued again", lambda run: services.rerun(run=run))

    def _each(
        self, request: HttpRequest, runs: QuerySet[BacktestRun], done: str, act: Callable[[BacktestRun], object]
    ) -> None:
        count = 0
        for run in runs.select_related("owner", "version"):
            try:
                act(run)
                count += 1
            except StatisError as refusal:
                self.message_user(request, f"Run {run.pk}: {refusal.text}", messages.ERROR)
        if count:
            self.message_user(request, f"{done}: {count}.", messages.SUCCESS)
