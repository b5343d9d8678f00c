"""Addresses and forms as nobody types them."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from backtests.models import BacktestRun
from backtests.tests import reports
from backtests.views import _news_of_now, _renderer

NUMBERS = ["9" * 30, "9" * 5000, "٣", "-1", "1e5", "\x00", "\ud7ff😀"]


@pytest.fixture
def version(alice, version_of, sample_data):
    return version_of(alice)


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


class TestNumbersInAddresses:
    @pytest.mark.parametrize("number", NUMBERS)
    def test_filter_to_nothing_in_the_list(self, as_alice, number):
        assert as_alice.get(reverse("backtests:list"), {"strategy": number}).status_code == HTTPStatus.OK

    @pytest.mark.parametrize("number", NUMBERS)
    def test_name_no_run_to_repeat(self, as_alice, number):
        assert as_alice.get(reverse("backtests:new"), {"from": number}).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("number", NUMBERS)
    def test_name_no_strategy(self, as_alice, version, number):
        assert as_alice.get(reverse("backtests:new"), {"strategy": number}).status_code == HTTPStatus.OK

        response = as_alice.post(reverse("backtests:new"), {"strategy": number, "symbols": "AAPL"})

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


class TestThousandsOfSymbols:
    SYMBOLS = ",".join(f"A{number}" for number in range(3000))

    def test_cost_no_query_each(self, as_alice, version, django_assert_max_num_queries):
        with django_assert_max_num_queries(24):
            as_alice.post(reverse("backtests:new"), {"preset": "5Y", "symbols": self.SYMBOLS})
            as_alice.get(reverse("backtests:new"), {"symbol": self.SYMBOLS})

    def test_are_refused_from_the_twenty_first_on(self, as_alice, version):
        symbols = ",".join(f"A{number}" for number in range(21))

        response = as_alice.post(reverse("backtests:new"), {"strategy": version.strategy_id, "symbols": symbols})

        assert "Choose between 1 and 20 symbols." in response.content.decode()


class TestRunThatWasDeleted:
    def test_ends_its_stream(self, version):
        run = reports.live_run(version)
        news = _renderer(BacktestRun.objects.get(pk=run.pk))
        BacktestRun.objects.all().delete()

        assert _news_of_now(run).is_last
        assert news({"type": "state"}).is_last
