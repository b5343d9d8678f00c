"""Instruments and their prices, kept as compressed columns in editions that never change."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone


class AssetClass(models.TextChoices):
    STOCK = "STOCK", "Stock"
    ETF = "ETF", "ETF"
    INDEX = "INDEX", "Index"
    CRYPTO = "CRYPTO", "Crypto"
    FOREX = "FOREX", "Currency pair"
    FUTURE = "FUTURE", "Future"


class Instrument(models.Model):
    """Something with a price: everybody's, or with an owner theirs alone."""

    symbol = models.CharField(max_length=20)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="instruments",
        help_text="Nobody else sees it; empty for everybody's.",
    )
    name = models.CharField(max_length=120)
    asset_class = models.CharField(max_length=6, choices=AssetClass)
    currency = models.CharField(max_length=3, default="USD")
    exchange = models.CharField(max_length=4, blank=True, help_text="ISO 10383 code, where the symbol tells it.")
    calendar = models.CharField(max_length=20, blank=True, help_text="Whose sessions it keeps, XNYS or 24/7.")
    time_zone = models.CharField(max_length=40, blank=True, help_text="Whose clocks the times of its bars show.")
    periods_per_year = models.PositiveSmallIntegerField(help_text="Daily bars in a year of trading.")
    lot_size = models.FloatField(default=1.0, help_text="The smallest quantity that can be traded.")
    price_decimals = models.PositiveSmallIntegerField(default=2)
    is_simulated = models.BooleanField(default=False, help_text="Made up: no market ever traded at these prices.")
    description = models.TextField(blank=True)

    class Meta:
        ordering = ("is_simulated", "symbol")
        constraints = (
            models.UniqueConstraint(fields=("symbol",), condition=Q(owner=None), name="instrument_public_once"),
            models.UniqueConstraint(fields=("symbol", "owner"), name="instrument_private_once"),
            models.CheckConstraint(condition=Q(symbol=Upper("symbol")), name="instrument_symbol_upper"),
            models.CheckConstraint(condition=Q(lot_size__gt=0), name="instrument_lot_size_positive"),
        )

    def __str__(self) -> str:
        return self.symbol


class PriceSeries(models.Model):
    """
    The bars of one instrument at one interval, and what a reader must know about them.

    A bundled series has an `edition` and one source. All that is fetched is one series, whichever sources it came
    from: its `current` edition says which bars are whose. `covered` are the ranges of days nobody need ask for again,
    with bars or without: [["2024-01-01", "2024-12-31"]]; `actions_known` those whose splits and dividends are known.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="series")
    interval = models.CharField(max_length=4, default="1d")
    source = models.CharField(max_length=80)
    adjustment = models.TextField(blank=True, help_text="Empty for prices that are adjusted when they are read.")
    licence = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    edition = models.CharField(
        max_length=40, blank=True, help_text="Which edition of a bundled series this is; blank for fetched prices."
    )
    periods_per_year = models.PositiveIntegerField(help_text="Bars of this interval in a year of trading.")
    current = models.ForeignKey("SeriesEdition", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    covered = models.JSONField(default=list, blank=True)
    actions_known = models.JSONField(default=list, blank=True)
    first_date = models.DateField()
    last_date = models.DateField()
    bar_count = models.PositiveIntegerField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("instrument", "interval", "source")
        verbose_name_plural = "price series"
        constraints = (
            models.UniqueConstraint(fields=("instrument", "interval", "source"), name="series_once_per_source"),
            models.UniqueConstraint(
                fields=("instrument", "interval"), condition=Q(edition=""), name="series_fetched_once"
            ),
            models.CheckConstraint(
                condition=Q(first_date__lte=models.F("last_date")), name="series_first_before_last"
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument} {self.interval}, {self.source}"


class BarChunk(models.Model):
    """
    A year of bars of one series as a compressed block (see `marketdata.sources.columns`); of short bars a month.

    The editions of a series share the chunks that are the same in them, so a chunk is never changed.
    """

    series = models.ForeignKey(PriceSeries, on_delete=models.CASCADE, related_name="chunks")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(default=0, help_text="0 for a whole year.")
    first_date = models.DateField()
    last_date = models.DateField()
    bar_count = models.PositiveIntegerField()
    columns = models.BinaryField()
    content_hash = models.CharField(max_length=64, help_text="sha256 of the values before compression.")

    class Meta:
        ordering = ("series", "first_date")
        constraints = (models.UniqueConstraint(fields=("series", "content_hash"), name="chunk_once"),)

    def __str__(self) -> str:
        return f"{self.series}, {self.year}"


class SeriesEdition(models.Model):
    """
    All of a series as it was at one time: its chunks, and the splits and dividends known then. Never changed.

    `actions` are `marketdata.sources.adjusting.Effect` as values, `pieces` are `adjusting.Piece` as values: which
    bars came from where, and in which terms they are kept.
    """

    series = models.ForeignKey(PriceSeries, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    chunks = models.ManyToManyField(BarChunk, related_name="editions")
    actions = models.JSONField(default=list, blank=True)
    pieces = models.JSONField(default=list, blank=True)
    content_hash = models.CharField(max_length=64, help_text="sha256 of all of it.")
    first_date = models.DateField()
    last_date = models.DateField()
    bar_count = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("series", "-number")
        constraints = (models.UniqueConstraint(fields=("series", "number"), name="edition_numbered_once"),)

    def __str__(self) -> str:
        return f"{self.series}, edition {self.number}"


class FetchAttempt(models.Model):
    """One source asked for one range of bars, and what it said."""

    class Reason(models.TextChoices):
        RUN = "RUN", "A backtest"
        COMMAND = "COMMAND", "The command line"
        REFRESH = "REFRESH", "Keeping watched prices up to date"
        COMPARE = "COMPARE", "A comparison of sources"

    class Outcome(models.TextChoices):
        DELIVERED = "DELIVERED", "Delivered"
        NO_KEY = "NO_KEY", "No key"
        KEY_REJECTED = "KEY_REJECTED", "Key not accepted"
        RATE_LIMITED = "RATE_LIMITED", "Rate limited"
        UNKNOWN_SYMBOL = "UNKNOWN_SYMBOL", "Unknown symbol"
        NO_BARS = "NO_BARS", "No bars in these dates"
        NOT_OFFERED = "NOT_OFFERED", "Not offered"
        UNAVAILABLE = "UNAVAILABLE", "Cannot be reached"
        BAD_ANSWER = "BAD_ANSWER", "Answer cannot be used"

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    interval = models.CharField(max_length=4)
    first_date = models.DateField(null=True, blank=True, help_text="Empty for all there is.")
    last_date = models.DateField()
    outcome = models.CharField(max_length=14, choices=Outcome)
    was_asked = models.BooleanField(default=True, help_text="No: it was known beforehand what it would say.")
    sentence = models.TextField(blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    bar_count = models.PositiveIntegerField(default=0)
    requests = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=8, choices=Reason)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("symbol", "interval"), name="attempt_by_symbol"),
            models.Index(fields=("at",), name="attempt_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.source}, {self.symbol} {self.interval}: {self.outcome}"


class SourceSample(models.Model):
    """
    The bars one source gave for a comparison: kept for a day beside what is stored, and read by no backtest.

    `columns` are as they came, in the terms `basis` names as of the day of `ended_at`; `first_asked` is later than
    `first_date` where the source does not reach back so far. `tells_actions` is whether `actions` are all there were.
    """

    KEPT = timedelta(days=1)

    class State(models.TextChoices):
        QUEUED = "QUEUED", "Waiting for a worker"
        RUNNING = "RUNNING", "Being asked"
        READY = "READY", "Delivered"
        FAILED = "FAILED", "Not delivered"

    source = models.CharField(max_length=20)
    symbol = models.CharField(max_length=20)
    interval = models.CharField(max_length=4)
    first_date = models.DateField()
    last_date = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    sentence = models.TextField(blank=True)
    first_asked = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=14, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    actions = models.JSONField(default=list, blank=True)
    tells_actions = models.BooleanField(default=False)
    bar_count = models.PositiveIntegerField(default=0)
    columns = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "symbol", "interval", "first_date", "last_date"), name="sample_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}, {self.symbol} {self.interval}: {self.state}"


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


class UploadDraft(models.Model):
    """A file somebody has sent and not yet stored: kept for a day, compressed, as it came."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="upload_drafts")
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.file_name
