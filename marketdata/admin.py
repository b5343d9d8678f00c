"""Instruments and price series for operators."""

from django.contrib import admin
from django.http import HttpRequest

from marketdata.models import BarChunk, FetchAttempt, Instrument, PriceSeries


class ChunksInline(admin.TabularInline):
    model = BarChunk
    fields = readonly_fields = ("year", "first_date", "last_date", "bar_count", "content_hash")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: PriceSeries | None = None) -> bool:
        return False


@admin.register(Instrument)
class InstrumentAdmin(admin.ModelAdmin):
    list_display = ("symbol", "name", "asset_class", "currency", "is_simulated", "periods_per_year", "lot_size")
    list_filter = ("asset_class", "is_simulated", "currency")
    search_fields = ("symbol", "name")


@admin.register(PriceSeries)
class PriceSeriesAdmin(admin.ModelAdmin):
    list_display = ("instrument", "interval", "source", "first_date", "last_date", "bar_count", "licence")
    list_filter = ("interval", "source", "instrument__is_simulated")
    list_select_related = ("instrument",)
    search_fields = ("instrument__symbol", "instrument__name", "source")
    readonly_fields = ("instrument", "interval", "source", "edition", "first_date", "last_date", "bar_count")
    inlines = (ChunksInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Prices come from a source, never from a form."""
        return False


@admin.register(FetchAttempt)
class FetchAttemptAdmin(admin.ModelAdmin):
    list_display = ("at", "source", "symbol", "interval", "first_date", "last_date", "outcome", "bar_count", "reason")
    list_filter = ("source", "outcome", "reason", "interval")
    search_fields = ("symbol", "sentence")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """What was said is written by whoever asked."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: FetchAttempt | None = None) -> bool:
        return False
