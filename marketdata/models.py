"""Instruments and their prices, kept as compressed columns."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper


class AssetClass(models.TextChoices):
    STOCK = "STOCK", "Stock"
    CRYPTO = "CRYPTO", "Crypto"
    FOREX = "FOREX", "Currency pair"


class Instrument(models.Model):
    """Something with a price."""

    symbol = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    asset_class = models.CharField(max_length=6, choices=AssetClass)
    currency = models.CharField(max_length=3, default="USD")
    periods_per_year = models.PositiveSmallIntegerField(help_text="Daily bars in a year of trading.")
    lot_size = models.FloatField(default=1.0, help_text="The smallest quantity that can be traded.")
    price_decimals = models.PositiveSmallIntegerField(default=2)
    is_simulated = models.BooleanField(default=False, help_text="Made up: no market ever traded at these prices.")
    description = models.TextField(blank=True)

    class Meta:
        ordering = ("is_simulated", "symbol")
        constraints = (
            models.CheckConstraint(condition=models.Q(symbol=Upper("symbol")), name="instrument_symbol_upper"),
            models.CheckConstraint(condition=models.Q(lot_size__gt=0), name="instrument_lot_size_positive"),
        )

    def __str__(self) -> str:
        return self.symbol


class PriceSeries(models.Model):
    """The bars of one instrument at one interval from one source, and what a reader must know about them."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="series")
    interval = models.CharField(max_length=4, default="1d")
    source = models.CharField(max_length=80)
    adjustment = models.TextField(blank=True)
    licence = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    edition = models.CharField(
        max_length=40, blank=True, help_text="Which edition of a bundled series this is; blank for fetched prices."
    )
    first_date = models.DateField()
    last_date = models.DateField()
    bar_count = models.PositiveIntegerField()

    class Meta:
        ordering = ("instrument", "interval", "source")
        verbose_name_plural = "price series"
        constraints = (
            models.UniqueConstraint(fields=("instrument", "interval", "source"), name="series_once_per_source"),
            models.CheckConstraint(
                condition=models.Q(first_date__lte=models.F("last_date")), name="series_first_before_last"
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument} {self.interval}, {self.source}"


class BarChunk(models.Model):
    """A year of bars of one series as a compressed block (see `marketdata.sources.columns`)."""

    series = models.ForeignKey(PriceSeries, on_delete=models.CASCADE, related_name="chunks")
    year = models.PositiveSmallIntegerField()
    first_date = models.DateField()
    last_date = models.DateField()
    bar_count = models.PositiveIntegerField()
    columns = models.BinaryField()
    content_hash = models.CharField(max_length=64, help_text="sha256 of the values before compression.")

    class Meta:
        ordering = ("series", "year")
        constraints = (models.UniqueConstraint(fields=("series", "year"), name="chunk_once_per_year"),)

    def __str__(self) -> str:
        return f"{self.series}, {self.year}"


class WatchlistEntry(models.Model):
    """An instrument that a user keeps an eye on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watchlist")
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("instrument",)
        verbose_name_plural = "watchlist entries"
        constraints = (models.UniqueConstraint(fields=("user", "instrument"), name="watched_once"),)

    def __str__(self) -> str:
        return f"{self.instrument}, watched by {self.user}"
