"""Strategies for operators: everything to read, nothing to rewrite."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engine.printable import printable
from strategies.models import Strategy, StrategyVersion


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
