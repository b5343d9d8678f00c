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
    @pytest.mark.parametrize("model", ["instrument", "priceseries"])
    def test_lists_what_is_stored(self, operator, model):
        answer = operator.get(reverse(f"admin:marketdata_{model}_changelist"))

        assert answer.status_code == 200
        assert b"SIM-BTC" in answer.content

    def test_shows_the_chunks_of_a_series_without_a_way_to_add_one(self, operator):
        series = PriceSeries.objects.get(instrument__symbol="FB")

        answer = operator.get(reverse("admin:marketdata_priceseries_change", args=[series.pk]))

        assert series.chunks.get(year=2012).content_hash in answer.content.decode()
        assert operator.get(reverse("admin:marketdata_priceseries_add")).status_code == 403
