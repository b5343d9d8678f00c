import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from marketdata import services
from marketdata.models import PriceSeries


@pytest.fixture
def operator(client, db):
    services.load_sample_data()
    client.force_login(get_user_model().objects.create_superuser("carol", "carol@example.com", "x"))
    return client


class TestAdmin:
    @pytest.mark.parametrize("model", ["instrument", "priceseries", "seriesedition"])
    def test_lists_what_is_stored(self, operator, model):
        answer = operator.get(reverse(f"admin:marketdata_{model}_changelist"))

        assert answer.status_code == 200
        assert b"SIM-BTC" in answer.content

    def test_shows_the_chunks_of_a_series_without_a_way_to_add_one(self, operator):
        series = PriceSeries.objects.get(instrument__symbol="FB")

        answer = operator.get(reverse("admin:marketdata_priceseries_change", args=[series.pk]))

        assert series.chunks.get(year=2012).content_hash in answer.content.decode()
        assert operator.get(reverse("admin:marketdata_priceseries_add")).status_code == 403

    def test_shows_an_edition_without_a_way_to_change_or_remove_it(self, operator):
        edition = PriceSeries.objects.get(instrument__symbol="FB").current
        page = reverse("admin:marketdata_seriesedition_change", args=[edition.pk])

        assert edition.content_hash in operator.get(page).content.decode()
        assert operator.post(page, {"number": 7}).status_code == 403
        assert operator.post(reverse("admin:marketdata_seriesedition_delete", args=[edition.pk])).status_code == 403
        assert operator.get(reverse("admin:marketdata_seriesedition_add")).status_code == 403
