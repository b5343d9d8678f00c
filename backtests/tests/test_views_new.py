"""Setting up a backtest."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from backtests.models import BacktestRun
from backtests.tests import reports
from engine.spec import Costs, Spec

HTMX = {"HX-Request": "true"}
NEW = "/runs/new/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def version(alice, version_of, sample_data):
    return version_of(alice)


@pytest.fixture
def as_alice(client, alice, sample_data):
    client.force_login(alice)
    return client


def typed(version, **changes):
    values = {
        "strategy": version.strategy_id,
        "symbols": "AAPL",
        "start_date": "2001-01-02",
        "end_date": "2003-01-02",
        "cash": "100,000",
        "sizing": "percent",
        "share": "95",
        "commission": "0.1",
        "slippage": "0.05",
    }
    return values | changes


class TestNew:
    def test_can_be_sent_as_it_comes(self, as_alice, version):
        form = as_alice.get(NEW).context["form"]
        first = {bound.name: bound.value() for bound in form if bound.value() is not None}

        response = as_alice.post(NEW, first)

        run = BacktestRun.objects.get()
        assert response.url == run.get_absolute_url()
        assert run.symbols == "AAPL"

    def test_starts_what_was_asked_for(self, as_alice, version):
        as_alice.post(NEW, typed(version, symbols="msft ibm", cash="250k", commission="0"))

        run = BacktestRun.objects.get()
        assert run.version == version
        assert run.spec["symbols"] == ["MSFT", "IBM"]
        assert run.spec["cash"] == 250_000
        assert Spec.from_dict(run.spec).costs == Costs(commission_rate=0.0, slippage_rate=0.0005)

    def test_keeps_what_was_typed_when_something_is_wrong(self, as_alice, version):
        response = as_alice.post(NEW, typed(version, cash="lots", symbols=f"AAPL {HOSTILE}"))

        text = response.content.decode()
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert 'value="lots"' in text
        assert "This backtest was not started." in text
        assert 'aria-invalid="true"' in text
        assert HOSTILE not in text
        assert not BacktestRun.objects.exists()

    def test_says_when_too_many_are_under_way_and_leaves_nothing_behind(self, as_alice, alice, settings):
        settings.MAX_RUNS_IN_FLIGHT = 0
        form = as_alice.get(NEW).context["form"]
        first = {bound.name: bound.value() for bound in form if bound.value() is not None}

        response = as_alice.post(NEW, first | {"strategy": "template:macd"})

        assert "which is the limit" in response.content.decode()
        assert not alice.strategies.exists()

    def test_sets_a_preset_without_starting_anything(self, as_alice, version):
        response = as_alice.post(NEW, typed(version, preset="1Y", cash="7,000"))

        text = response.content.decode()
        assert 'value="2012-03-01"' in text
        assert 'value="2013-03-01"' in text
        assert 'value="7,000"' in text
        assert "was not started" not in text
        assert not BacktestRun.objects.exists()

    def test_repeats_an_earlier_run(self, as_alice, version):
        run = reports.live_run(version)

        form = as_alice.get(NEW, {"from": run.pk}).context["form"]

        assert form["strategy"].value() == str(version.strategy_id)
        assert form["symbols"].value() == "AAPL"

    def test_does_not_repeat_a_run_of_another(self, client, bob, version):
        run = reports.live_run(version)
        client.force_login(bob)

        assert client.get(NEW, {"from": run.pk}).status_code == HTTPStatus.NOT_FOUND

    def test_takes_strategy_symbol_and_template_from_the_address(self, as_alice, version):
        by_strategy = as_alice.get(NEW, {"strategy": version.strategy_id, "symbol": "FB"}).context["form"]
        by_template = as_alice.get(NEW, {"template": "donchian_breakout"}).context["form"]

        assert by_strategy["symbols"].value() == "FB"
        assert str(by_strategy["start_date"].value()) == "2012-05-18"
        assert by_template.chosen == "template:donchian_breakout"
        assert by_template.param_fields()

    def test_does_not_run_the_strategy_of_another(self, client, bob, version):
        client.force_login(bob)

        response = client.post(NEW, typed(version))

        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not BacktestRun.objects.exists()

    def test_gives_htmx_the_summary(self, as_alice, version):
        text = as_alice.get(NEW, typed(version), headers=HTMX).content.decode()

        assert text.lstrip().startswith('<div class="stack" id="summary"')
        assert "about 0.30%" in text
        assert "2 Jan 2001 to 2 Jan 2003" in text
        assert "<dt>Warm-up bars before</dt><dd>212</dd>" in text

    def test_gives_htmx_other_parameters_only_with_another_strategy(self, as_alice, version):
        same = as_alice.get(NEW, typed(version, params_of=version.strategy_id), headers=HTMX)
        other = as_alice.get(NEW, typed(version, params_of="template:macd"), headers=HTMX)

        assert 'id="parameters"' not in same.content.decode()
        assert 'id="parameters" open hx-swap-oob="true"' in other.content.decode()

    def test_offers_the_class_only_where_there_are_several(self, as_alice, alice, version, version_of):
        several = version_of(alice, "import backtrader as bt\nclass A(bt.Strategy): 0\nclass B(bt.Strategy): 0\n")

        one, two = (as_alice.get(NEW, {"strategy": of.strategy_id}).content.decode() for of in (version, several))

        assert 'name="strategy_class"' not in one
        assert '<option value="B" selected>B</option>' in two

    def test_gives_htmx_the_parameters_of_another_class(self, as_alice, alice, version_of):
        code = "import backtrader as bt\nclass A(bt.Strategy):\n    params = dict(early=1)\nclass B(bt.Strategy): 0\n"
        version = version_of(alice, code)
        asked = typed(version, strategy_class="A", params_of=f"{version.strategy_id}#B")

        text = as_alice.get(NEW, asked, headers=HTMX).content.decode()

        assert 'id="parameters" open hx-swap-oob="true"' in text
        assert 'name="param_early"' in text
        assert f'name="params_of" value="{version.strategy_id}#A"' in text

    def test_names_no_cost_while_one_makes_no_sense(self, as_alice, version):
        text = as_alice.get(NEW, typed(version, commission="50"), headers=HTMX).content.decode()

        assert "Check these values" in text
        assert "Next open, any volume, nothing borrowed" in text
        assert "Buying and selling" not in text

    def test_tells_what_all_the_cash_costs_to_trade_kind_by_kind(self, as_alice, version):
        asked = typed(version, impact="1", us_fees="on", per_order="5", cash="10m", volume_cap="0.5")

        text = as_alice.get(NEW, asked, headers=HTMX).content.decode()

        assert "Buying and selling AAPL for $9,999,9" in text
        assert all(f"{kind} $" in text for kind in ("commission", "fees", "slippage", "impact"))
        assert "At 0.5% of its volume that takes about " in text
        assert "0.10% commission, 0.05% slippage, impact 1, $5 per order and more" in text
        assert '"further-sum" hx-swap-oob="true">$5 per order, US fees<' in text
        assert "at most 0.5% of its volume" in text

    def test_starts_impact_and_volume_cap_unless_they_are_turned_off(self, as_alice, version):
        first = {bound.name: bound.value() for bound in as_alice.get(NEW).context["form"] if bound.value() is not None}

        as_alice.post(NEW, first)
        as_alice.post(NEW, first | {"impact": "0", "volume_cap": ""})

        off, on = (Spec.from_dict(run.spec).costs for run in BacktestRun.objects.order_by("-pk"))
        assert (on.impact, on.volume_cap) == (1.0, 0.1)
        assert (off.impact, off.volume_cap) == (0.0, None)

    def test_opens_the_folded_fields_that_are_wrong(self, as_alice, version):
        good = as_alice.get(NEW).content.decode()
        bad = as_alice.post(NEW, typed(version, per_share="-1", leverage="two")).content.decode()

        assert '<details class="fold" id="handling">' in good
        assert 'id="further-costs">' in good
        assert '<details class="fold" id="handling" open>' in bad
        assert 'id="further-costs" open>' in bad
        assert 'value="two"' in bad

    def test_says_in_the_summary_which_prices_there_are(self, as_alice, version):
        text = as_alice.get(NEW, typed(version, symbols="APPL"), headers=HTMX).content.decode()

        assert "Did you mean AAPL" in text

    def test_labels_simulated_prices(self, as_alice, version):
        asked = typed(version, symbols="SIM-BTC", start_date="2016-01-01", end_date="2018-01-01")

        text = as_alice.get(NEW, asked, headers=HTMX).content.decode()

        assert "SIM-BTC is simulated" in text

    def test_sends_a_visitor_to_sign_in(self, client, db):
        assert client.get(NEW).url.startswith(reverse("account_login"))

    def test_takes_no_delete(self, as_alice):
        assert as_alice.delete(NEW).status_code == HTTPStatus.METHOD_NOT_ALLOWED
