"""Strategies, and what was asked of language models, for operators: everything to read, nothing to rewrite."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engine.printable import printable
from statis.errors import StatisError
from strategies import composing
from strategies.models import Attempt, Generation, Strategy, StrategyVersion


class VersionsInline(admin.StackedInline):
    model = StrategyVersion
    fields = readonly_fields = ("number", "created_at", "author", "note", "source_sha256", "code")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Strategy | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Strategy | None = None) -> bool:
        """Results refer to a version, so nobody may change one."""
        return False

    @admin.display(description="source")
    def code(self, version: StrategyVersion) -> SafeString:
        """Return the source with its line breaks, and with a mark where a character hides or turns the line."""
        return format_html("<pre>{}</pre>", printable(version.source))


@admin.register(Strategy)
class StrategyAdmin(admin.ModelAdmin):
    list_display = ("name", "owner", "template", "created_at", "updated_at", "archived_at", "deleted_at")
    list_filter = ("template", "created_at", "archived_at", "deleted_at")
    list_select_related = ("owner",)
    search_fields = ("name", "description", "owner__email", "owner__username")
    readonly_fields = ("owner", "template", "created_at", "updated_at", "archived_at", "deleted_at")
    inlines = (VersionsInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A strategy begins on its own page, where its code is checked."""
        return False


class AttemptsInline(admin.StackedInline):
    model = Attempt
    fields = readonly_fields = (
        *("number", "provider", "model", "outcome", "stages", "took", "input_tokens", "output_tokens", "cost"),
        *("said_back", "changes", "written", "asked"),
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Generation | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Generation | None = None) -> bool:
        return False

    @admin.display
    def took(self, attempt: Attempt) -> str:
        return f"{attempt.elapsed_ms / 1_000:.2f} s"

    @admin.display(description="feedback")
    def said_back(self, attempt: Attempt) -> SafeString:
        return _as_json(attempt.feedback)

    @admin.display(description="diff")
    def changes(self, attempt: Attempt) -> SafeString:
        return format_html("<pre>{}</pre>", printable(attempt.diff))

    @admin.display(description="code")
    def written(self, attempt: Attempt) -> SafeString:
        return format_html("<pre>{}</pre>", printable(attempt.code))

    @admin.display(description="prompt")
    def asked(self, attempt: Attempt) -> SafeString:
        """Return the prompt folded: it may be long."""
        return format_html("<details><summary>Show</summary><pre>{}</pre></details>", printable(attempt.prompt))


@admin.register(Generation)
class GenerationAdmin(admin.ModelAdmin):
    list_display = (
        *("id", "owner", "title", "provider", "state", "verdict"),
        *("tries", "tokens", "cost", "queued_at", "took"),
    )
    list_filter = ("state", "verdict", "provider", "asked_provider", "is_counted", "queued_at")
    search_fields = ("=id", "text", "conversation__owner__email", "conversation__owner__username", "failure")
    list_select_related = ("conversation__owner",)
    date_hierarchy = "queued_at"
    actions = ("stop", "ask_again")
    inlines = (AttemptsInline,)
    fieldsets = (
        (None, {"fields": ("owner", "conversation", "text", "state", "verdict", "notice", "reason", "version")}),
        ("Provider", {"fields": ("asked_provider", "provider", "is_counted", "tokens", "cost")}),
        ("Times", {"fields": ("queued_at", "enqueued_at", "started_at", "finished_at", "lease_expires_at")}),
        ("Worker", {"fields": ("attempts", "cancel_requested_at", "progress", "stages")}),
        ("Understood", {"fields": ("read_as", "understanding_usage")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Generation]:
        """Return the generations with what their attempts cost together."""
        sums = {"cost_sum": Sum("rounds__cost"), "in_sum": Sum("rounds__input_tokens")}
        sums |= {"out_sum": Sum("rounds__output_tokens")}
        found: QuerySet[Generation] = super().get_queryset(request).annotate(**sums)
        return found.annotate(tries_count=Count("rounds"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Generation | None = None) -> bool:
        # The row is the record of what happened. It is read here, and changed through the actions only.
        return obj is None and super().has_change_permission(request, obj)

    @admin.display(ordering="conversation__owner")
    def owner(self, generation: Generation) -> str:
        return str(generation.conversation.owner)

    @admin.display(description="attempts", ordering="tries_count")
    def tries(self, generation: Any) -> int:
        return int(generation.tries_count)

    @admin.display(ordering="out_sum", description="tokens in, out")
    def tokens(self, generation: Any) -> str:
        usage = generation.understanding_usage
        told_in = (generation.in_sum or 0) + usage.get("input_tokens", 0)
        told_out = (generation.out_sum or 0) + usage.get("output_tokens", 0)
        return f"{told_in:,}, {told_out:,}" if told_in or told_out else ""

    @admin.display(ordering="cost_sum")
    def cost(self, generation: Any) -> str:
        whole = float(generation.cost_sum or 0) + (generation.understanding_usage.get("cost") or 0)
        return f"${whole:.4f}" if whole else ""

    @admin.display
    def took(self, generation: Generation) -> str:
        return "" if generation.elapsed_seconds is None else f"{generation.elapsed_seconds:.1f} s"

    @admin.display(description="why it ended")
    def reason(self, generation: Generation) -> str:
        return str(generation.failure.get("message", ""))

    @admin.display(description="understood")
    def read_as(self, generation: Generation) -> SafeString:
        return _as_json(generation.understood)

    @admin.action(description="Stop the chosen generations", permissions=["change"])
    def stop(self, request: HttpRequest, generations: QuerySet[Generation]) -> None:
        chosen = list(generations.select_related("conversation"))
        for generation in chosen:
            composing.stop(generation=generation)
        self.message_user(request, f"Stopped or asked to stop: {len(chosen)}.", messages.SUCCESS)

    @admin.action(description="Ask for the chosen ones again", permissions=["change"])
    def ask_again(self, request: HttpRequest, generations: QuerySet[Generation]) -> None:
        count = 0
        for generation in generations.select_related("conversation"):
            try:
                composing.again(generation=generation, provider=generation.asked_provider)
                count += 1
            except StatisError as refusal:
                self.message_user(request, f"Generation {generation.pk}: {refusal.text}", messages.ERROR)
        if count:
            self.message_user(request, f"Queued again: {count}.", messages.SUCCESS)


def _as_json(values: object) -> SafeString:
    return format_html("<pre>{}</pre>", printable(json.dumps(values, indent=2, ensure_ascii=False)))
