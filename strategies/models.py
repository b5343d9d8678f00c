"""Strategies and the versions of their code."""

import hashlib
from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.urls import reverse

MAX_TAG_CHARS: Final = 30


class Strategy(models.Model):
    """
    A trading idea of one user, kept as a row of versions of its code.

    An archived one is out of the way and works as before. A deleted one is out of sight and can be brought back until
    it is purged; its runs stay where they are until then.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="strategies")
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True, help_text="One sentence: what it does.")
    template = models.SlugField(max_length=40, blank=True, help_text="The template it began as, if any.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)

    class Meta:
        ordering = ("-updated_at", "-pk")
        verbose_name_plural = "strategies"
        indexes = (models.Index(fields=("owner", "-updated_at"), name="strategy_of_owner"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("strategies:detail", args=[self.pk])

    @cached_property
    def latest_version(self) -> "StrategyVersion":
        """Return the version a backtest would use now."""
        return self.versions.latest("number")


class StrategyTag(models.Model):
    """A word its owner sorts a strategy by."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=MAX_TAG_CHARS)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("strategy", "name"), name="strategy_tag_once"),)

    def __str__(self) -> str:
        return self.name


class Author(models.TextChoices):
    """Who wrote a version."""

    PERSON = "PERSON", "You"
    STATIS = "STATIS", "Statis"


class VersionIsFinal(TypeError):
    """Somebody tried to change a version; results refer to it, so it must stay as it was."""


class StrategyVersion(models.Model):
    """The code of a strategy at one moment. Never changed: results refer to it."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64, editable=False)
    note = models.CharField(max_length=120, blank=True, help_text="What changed, in a few words.")
    author = models.CharField(max_length=6, choices=Author, default=Author.PERSON)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("strategy", "number"), name="version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.strategy}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """
        Store a new version.

        :raises VersionIsFinal: if the row exists already.
        """
        if not self._state.adding:
            raise VersionIsFinal(f"{self} is final. Save the change as a new version.")
        self.source_sha256 = sha256_of(self.source)
        super().save(*args, **kwargs)


def sha256_of(source: str) -> str:
    """Return the sha256 of a source text, as engine.spec.Spec counts it."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
