from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from marketdata.sources import columns
from marketdata.sources.editions import edition_hash


def make_editions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make what every series holds its first edition; prices were adjusted at their source until now."""
    series_model = apps.get_model("marketdata", "PriceSeries")
    edition_model = apps.get_model("marketdata", "SeriesEdition")
    for series in series_model.objects.select_related("instrument"):
        chunks = list(series.chunks.order_by("first_date").defer("columns"))
        first, last = series.first_date.isoformat(), series.last_date.isoformat()
        pieces = [
            {"first_date": first, "last_date": last, "source": series.source, "basis": "ADJUSTED", "as_of": last}
        ]
        hashes = [chunk.content_hash for chunk in chunks]
        edition = edition_model.objects.create(
            series=series,
            number=1,
            pieces=pieces,
            content_hash=edition_hash(chunk_hashes=hashes, actions=[], pieces=pieces),
            first_date=series.first_date,
            last_date=series.last_date,
            bar_count=series.bar_count,
        )
        edition.chunks.set(chunks)
        series.current = edition
        series.covered = [[first, last]]
        series.periods_per_year = series.instrument.periods_per_year
        series.save()


def keep_current_only(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave what the older tables can hold: public series of adjusted prices in blocks of a year."""
    apps.get_model("marketdata", "Instrument").objects.filter(owner__isnull=False).delete()
    for series in apps.get_model("marketdata", "PriceSeries").objects.select_related("current"):
        kept = series.current
        if kept is None or kept.actions or kept.chunks.exclude(month=0).exists():
            # As traded, or in months: read as adjusted years they would be wrong. They can be fetched again.
            series.delete()
            continue
        series.chunks.exclude(pk__in=kept.chunks.values("pk")).delete()
        for chunk in series.chunks.all():
            # Older code reads floats only.
            chunk.columns = columns.encode_floats(columns.decode(bytes(chunk.columns)))
            chunk.save(update_fields=["columns"])
        series.current = None
        series.save()
        series.editions.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("marketdata", "0003_editions"),
    ]

    operations = [
        migrations.RunPython(make_editions, keep_current_only),
    ]
