"""Instruments and price series for operators."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from marketdata.models import BarChunk, FetchAttempt, Instrument, PriceSeries, SeriesEdition, SourceSample


class ReadOnly:
    """Prices come from a source and editions never change: neither is made, changed or removed by a form."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class EditionsInline(ReadOnly, admin.TabularInline):
    model = SeriesEdition
    fields = readonly_fields = ("number", "first_date", "last_date", "bar_count", "created_at", "content_hash")
    show_change_link = True


class ChunksInline(ReadOnly, admin.TabularInline):
    model = BarChunk
    fields = readonly_fields = ("year", "month", "first_date", "last_date", "bar_count", "content_hash")


@admin.register(Instrument)
class InstrumentAdmin(admin.ModelAdmin):
    list_display = ("symbol", "name", "asset_class", "currency", "calendar", "owner", "is_simulated", "lot_size")
    list_filter = ("asset_class", "is_simulated", ("owner", admin.EmptyFieldListFilter), "currency")
    list_select_related = ("owner",)
    raw_id_fields = ("owner",)
    search_fields = ("symbol", "name")


@admin.register(PriceSeries)
class PriceSeriesAdmin(admin.ModelAdmin):
    list_display = ("instrument", "interval", "source", "first_date", "last_date", "bar_count", "licence")
    list_filter = ("interval", "source", "instrument__is_simulated")
    list_select_related = ("instrument",)
    search_fields = ("instrument__symbol", "instrument__name", "source")
    readonly_fields = (
        *("instrument", "interval", "source", "edition", "periods_per_year", "current", "covered", "actions_known"),
        *("first_date", "last_date", "bar_count", "stored_at"),
    )
    inlines = (EditionsInline, ChunksInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Prices come from a source, never from a form."""
        return False


@admin.register(SeriesEdition)
class SeriesEditionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("series", "number", "first_date", "last_date", "bar_count", "created_at", "run_count")
    list_filter = ("series__interval",)
    list_select_related = ("series__instrument",)
    search_fields = ("series__instrument__symbol", "content_hash")
    fields = (
        *("series", "number", "first_date", "last_date", "bar_count", "created_at", "content_hash"),
        *("run_count", "actions", "pieces"),
    )
    date_hierarchy = "created_at"

    @admin.display(description="runs that refer to it")
    def run_count(self, edition: SeriesEdition) -> int:
        """Return how many runs used exactly these prices."""
        return edition.runs.count()


@admin.register(FetchAttempt)
class FetchAttemptAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "source", "symbol", "interval", "first_date", "last_date", "outcome", "bar_count", "reason")
    list_filter = ("source", "outcome", "reason", "interval")
    search_fields = ("symbol", "sentence")
    date_hierarchy = "at"


@admin.register(SourceSample)
class SourceSampleAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("asked_at", "source", "symbol", "interval", "first_date", "last_date", "state", "bar_count")
    list_filter = ("source", "state", "interval")
    search_fields = ("symbol", "sentence")
    exclude = ("columns", "actions")
