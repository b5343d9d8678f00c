"""The dashboard and the list of runs."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from backtests.models import State
from backtests.tests import reports

HTMX = {"HX-Request": "true"}
HOSTILE = "<img src=x onerror=alert(1)>"
HOME, LIST = "/", "/runs/"


@pytest.fixture
def version(alice, version_of):
    return version_of(alice)


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


class TestHome:
    def test_tells_a_visitor_what_statis_is(self, client, db):
        response = client.get(HOME)

        assert response.status_code == HTTPStatus.OK
        assert "landing.html" in [template.name for template in response.templates]

    def test_shows_a_visitor_the_demo_account_s_first_report(self, client, alice, version_of, settings):
        version = version_of(alice)
        version.strategy.template = "sma_crossover"
        version.strategy.save()
        reports.finished_run(version)
        settings.DEMO_EMAIL = alice.email
        settings.IS_EMBEDDED = True

        page = client.get(HOME).content.decode()

        assert "Buy and hold" in page
        assert "stat__value" in page

    def test_shows_nobody_who_took_the_demo_address_on_a_server(self, client, alice, version_of, settings):
        version = version_of(alice)
        version.strategy.template = "sma_crossover"
        version.strategy.save()
        reports.finished_run(version)
        settings.DEMO_EMAIL = alice.email
        settings.IS_EMBEDDED = False

        assert "stat__value" not in client.get(HOME).content.decode()

    def test_shows_a_visitor_nothing_of_anyone_else(self, client, version):
        reports.finished_run(version)

        assert "stat__value" not in client.get(HOME).content.decode()

    def test_invites_a_first_backtest(self, as_alice):
        text = as_alice.get(HOME).content.decode()

        assert "Your first backtest" in text
        assert f"{reverse('backtests:new')}?template=sma_crossover" in text
        assert f"{reverse('strategies:new')}?template=sma_crossover" in text

    def test_shows_a_sample_report_when_there_is_one(self, as_alice, version):
        run = reports.finished_run(version)

        text = as_alice.get(HOME).content.decode()

        assert "Read a sample report" in text
        assert f'href="{run.get_absolute_url()}"' in text

    def test_shows_what_is_running_with_its_progress(self, as_alice, version):
        run = reports.live_run(version, progress={"phase": "simulate", "fraction": 0.42})

        text = as_alice.get(HOME).content.decode()

        assert "Running now" in text
        assert f'aria-label="Progress of run {run.pk}">42 of 100' in text

    def test_counts_failures_of_the_week(self, as_alice, version):
        reports.failed_run(version, message="No.")

        response = as_alice.get(HOME)

        assert (response.context["tiles"].failed, response.context["tiles"].recent) == ("1", "1")

    def test_stops_inviting_someone_who_has_run_several(self, as_alice, version):
        for _ in range(5):
            reports.cancelled_run(version)

        assert "Your first backtest" not in as_alice.get(HOME).content.decode()

    def test_shows_nothing_of_others(self, client, bob, version):
        reports.finished_run(version)
        client.force_login(bob)

        response = client.get(HOME)

        assert response.context["recent"] == []

    def test_gives_htmx_the_part(self, as_alice):
        text = as_alice.get(HOME, headers=HTMX).content.decode()

        assert text.lstrip().startswith('<div class="stack" id="dashboard"')

    def test_takes_no_post(self, as_alice):
        assert as_alice.post(HOME).status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestList:
    def test_shows_return_benchmark_and_risk(self, as_alice, version):
        run = reports.finished_run(version)

        text = as_alice.get(LIST).content.decode()

        row = text[text.index(f'id="run-{run.pk}"') :]
        for label in ("Return", "Vs benchmark", "Sharpe", "Max DD"):
            assert f'data-label="{label}"' in row
        assert '<svg class="spark"' in row

    def test_labels_simulated_prices(self, as_alice, version, sample_data):
        run = reports.finished_run(version, feeds=[reports.bars(symbol="SIM-BTC", is_simulated=True)])
        reports.finished_run(version)

        text = as_alice.get(LIST).content.decode()

        assert text.count(">simulated</small>") == 1
        assert text.index(">simulated</small>") > text.index(f'id="run-{run.pk}"')

    def test_escapes_names_and_messages(self, as_alice, version):
        version.strategy.name = HOSTILE
        version.strategy.save()
        reports.failed_run(version, message=HOSTILE)

        assert HOSTILE not in as_alice.get(LIST).content.decode()

    def test_can_be_filtered_by_state_and_strategy(self, as_alice, alice, version, version_of):
        other = version_of(alice)
        failed, _ = reports.failed_run(version, message="No."), reports.failed_run(other, message="No.")
        reports.cancelled_run(version)

        response = as_alice.get(LIST, {"state": State.FAILED, "strategy": version.strategy_id})

        assert [row.run for row in response.context["rows"]] == [failed]

    def test_offers_to_clear_filters_that_find_nothing(self, as_alice, version):
        reports.cancelled_run(version)

        text = as_alice.get(LIST, {"state": State.FAILED}).content.decode()

        assert "No run fits these filters" in text
        assert "Clear filters" in text

    @pytest.mark.parametrize("query", [{"state": "NONSENSE"}, {"strategy": "x"}, {"page": "999"}, {"page": "x"}])
    def test_ignores_nonsense_in_the_address(self, as_alice, query):
        assert as_alice.get(LIST, query).status_code == HTTPStatus.OK

    def test_says_what_will_appear_when_there_is_nothing(self, as_alice):
        assert "No backtests yet" in as_alice.get(LIST).content.decode()

    def test_is_cut_into_pages(self, as_alice, version):
        for _ in range(26):
            reports.cancelled_run(version)

        first, second = as_alice.get(LIST), as_alice.get(LIST, {"page": 2})

        assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 1)

    def test_asks_the_database_as_little_for_many_as_for_few(self, as_alice, version, django_assert_max_num_queries):
        for _ in range(10):
            reports.cancelled_run(version)

        with django_assert_max_num_queries(6):
            as_alice.get(LIST)

    def test_shows_nothing_of_others(self, client, bob, version):
        reports.cancelled_run(version)
        client.force_login(bob)

        assert client.get(LIST).context["rows"] == []

    def test_gives_htmx_the_part(self, as_alice):
        text = as_alice.get(LIST, headers=HTMX).content.decode()

        assert text.lstrip().startswith('<div id="runs">')

    def test_sends_a_visitor_to_sign_in(self, client, db):
        assert client.get(LIST).url.startswith(reverse("account_login"))

    def test_takes_no_post(self, as_alice):
        assert as_alice.post(LIST).status_code == HTTPStatus.METHOD_NOT_ALLOWED
