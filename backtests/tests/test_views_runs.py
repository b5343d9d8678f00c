"""A run's page from queued to report, its files, cancel and rerun."""

from dataclasses import replace
from http import HTTPStatus

import pytest
from django.urls import reverse

from backtests.models import BacktestRun, State
from backtests.tests import reports
from engine.events import LeftOut
from engine.verdict import Verdict

HTMX = {"HX-Request": "true"}
HOSTILE = "<script>alert('owned')</script>"


@pytest.fixture
def version(alice, version_of):
    return version_of(alice)


@pytest.fixture
def finished(version):
    return reports.finished_run(version, log=[HOSTILE])


@pytest.fixture
def live(version):
    # Long under way, so that its page is not waited for.
    run = reports.live_run(version, progress={"phase": "simulate", "fraction": 0.5, "bar": 5, "bars": 10, "fills": 1})
    BacktestRun.objects.filter(pk=run.pk).update(started_at="2026-01-01T00:00:00Z")
    return run


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(client, bob):
    client.force_login(bob)
    return client


def page(client, run, **extra):
    return client.get(run.get_absolute_url(), **extra)


def text_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


class TestDetail:
    def test_shows_the_report_of_a_finished_run(self, as_alice, finished):
        text = text_of(page(as_alice, finished))

        for section in ("overview", "price", "equity", "trades", "metrics", "warnings", "costs", "assumptions", "log"):
            assert f'id="{section}"' in text
        assert "sse-connect" not in text
        assert "<progress" not in text

    def test_shows_months_falls_and_symbols_of_a_run_over_several(self, as_alice, version):
        run = reports.finished_run(version, feeds=[reports.bars(), reports.bars(symbol="MSFT", seed=8)])

        text = text_of(page(as_alice, run))

        assert 'class="heat"' in text
        assert '<th scope="row">2008</th>' in text
        for heading in ("Monthly returns, %", "Deepest falls", "By symbol"):
            assert heading in text

    def test_shows_no_table_by_symbol_of_a_run_over_one(self, as_alice, finished):
        assert "By symbol" not in text_of(page(as_alice, finished))

    def test_tells_what_of_a_script_was_left_out_and_which_class_ran(self, as_alice, version):
        left_out = [LeftOut(what=f"the runner {HOSTILE}", lines=[(40, 72)], why="")]
        run = reports.finished_run(version, left_out=left_out, strategies=["Base", "Scripted"])

        text = text_of(page(as_alice, run))

        assert "Left out: lines 40-72, the runner &lt;script&gt;" in text
        assert "The code has 2 strategy classes: Base, Scripted; Scripted ran." in text

    def test_tells_costs_by_kind_and_why_orders_were_not_filled(self, as_alice, version):
        run = reports.finished_run(version, trades=[(30, 60)], waiting=[(100, 105)])

        text = text_of(page(as_alice, run))

        assert '<dt>Market impact</dt><dd class="muted">not modelled</dd>' in text
        assert "1 order was not filled (1 cancelled)." in text
        assert "It was cancelled by the strategy." in text
        assert "together up to equity when opened" in text

    def test_reads_well_without_a_trade_or_a_warning(self, as_alice, version):
        run = reports.finished_run(version, feeds=[reports.bars(900)], trades=[])

        text = text_of(page(as_alice, run))

        assert "Without a trade the figures say nothing." in text
        assert 'id="unfilled"' not in text

    def test_escapes_what_a_strategy_printed(self, as_alice, finished):
        text = text_of(page(as_alice, finished))

        assert HOSTILE not in text
        assert "&lt;script&gt;alert(&#x27;owned&#x27;)&lt;/script&gt;" in text

    def test_escapes_the_name_of_a_strategy_and_of_an_indicator(self, as_alice, version):
        version.strategy.name = HOSTILE
        version.strategy.save()
        run = reports.finished_run(version, series=[reports.line(HOSTILE, 600)])

        assert HOSTILE not in text_of(page(as_alice, run))

    def test_draws_the_price_chart_while_the_bars_are_still_those_of_the_run(self, as_alice, version, monkeypatch):
        monkeypatch.setattr("backtests.views.get_bars", lambda **asked: reports.bars())
        run = reports.finished_run(version)

        assert 'id="price-data"' in text_of(page(as_alice, run))

    def test_draws_the_price_chart_without_the_warmup(self, as_alice, version, monkeypatch):
        feed = replace(reports.bars(), warmup=100)
        asked = []
        monkeypatch.setattr("backtests.views.get_bars", lambda **wanted: asked.append(wanted) or feed)
        run = reports.finished_run(version, feeds=[feed])

        text = text_of(page(as_alice, run))

        assert asked[0]["warmup"] == 100
        assert str(feed.dates[100]) in text.partition('id="price-data"')[2]
        assert str(feed.dates[99]) not in text.partition('id="price-data"')[2].partition("</script>")[0]

    def test_does_not_draw_other_prices_than_those_of_the_run(self, as_alice, version, monkeypatch):
        monkeypatch.setattr("backtests.views.get_bars", lambda **asked: reports.bars(seed=8))
        run = reports.finished_run(version)

        text = text_of(page(as_alice, run))

        assert 'id="price-data"' not in text
        assert "no longer the ones this run used" in text

    def test_shows_progress_of_a_live_run_and_how_to_stop_it(self, as_alice, live):
        text = text_of(page(as_alice, live))

        assert "50%" in text
        assert reverse("backtests:cancel", args=[live.pk]) in text
        assert f'sse-connect="{reverse("backtests:events", args=[live.pk])}"' in text
        assert '<meta http-equiv="refresh" content="2">' in text

    def test_opens_with_the_result_when_a_run_ends_at_once(self, as_alice, version, monkeypatch):
        run = reports.finished_run(version)
        states = iter([State.QUEUED, State.RUNNING])
        ended = BacktestRun.arefresh_from_db

        async def refresh(row, **options):
            await ended(row, **options)
            row.state = next(states, State.SUCCEEDED)

        monkeypatch.setattr(BacktestRun, "arefresh_from_db", refresh)
        monkeypatch.setattr(BacktestRun, "elapsed_seconds", 0.1)
        BacktestRun.objects.filter(pk=run.pk).update(state=State.QUEUED, verdict="")

        text = text_of(page(as_alice, run))

        assert 'id="overview"' in text
        assert "sse-connect" not in text

    def test_marks_the_line_that_failed(self, as_alice, alice, version_of):
        version = version_of(alice, "import backtrader as bt\n\n\nclass Oops(bt.Strategy):\n    x = 1 / 0\n")
        run = reports.failed_run(
            version, message=f"division by zero {HOSTILE}", exception="ZeroDivisionError", line=5, hint="Do not."
        )

        text = text_of(page(as_alice, run))

        assert '<span class="ln ln--err" data-line="5">    x = 1 / 0' in text
        assert "Do not." in text
        assert HOSTILE not in text
        assert reverse("strategies:detail", args=[version.strategy_id]) in text

    def test_says_what_prices_there_are_when_there_was_no_data(self, as_alice, version):
        run = reports.failed_run(version, verdict=Verdict.NO_DATA, message="They run from 2000 to 2013.")

        text = text_of(page(as_alice, run))

        assert "They run from 2000 to 2013." in text
        assert f"{reverse('backtests:new')}?from={run.pk}" in text

    def test_shows_no_broken_phase_of_a_cancelled_run(self, as_alice, version):
        cancelled, failed = reports.cancelled_run(version), reports.failed_run(version)

        assert 'class="stepper"' not in as_alice.get(cancelled.get_absolute_url()).content.decode()
        assert 'class="stepper"' in as_alice.get(failed.get_absolute_url()).content.decode()

    def test_offers_to_repeat_a_cancelled_run(self, as_alice, version):
        run = reports.cancelled_run(version)

        assert reverse("backtests:rerun", args=[run.pk]) in text_of(page(as_alice, run))

    def test_can_show_only_trades_won(self, as_alice, finished):
        text = text_of(page(as_alice, finished, query_params={"trades": "won"}))

        won = finished.result.report_values["account"]["trades"]
        assert text.count('id="trade-') == sum(trade["pnl_net"] > 0 for trade in won)

    def test_can_show_equity_on_a_log_scale(self, as_alice, finished):
        linear, log = (text_of(page(as_alice, finished, query_params={"scale": name})) for name in ("linear", "log"))

        assert linear.count("<path") == log.count("<path")
        assert linear != log

    def test_gives_htmx_the_part(self, as_alice, finished):
        text = text_of(page(as_alice, finished, headers=HTMX))

        assert text.lstrip().startswith('<div class="stack" id="run">')

    def test_gives_htmx_the_trades(self, as_alice, finished):
        text = text_of(page(as_alice, finished, headers=HTMX | {"HX-Target": "trades"}))

        assert text.lstrip().startswith('<section class="card card--flush" id="trades"')

    def test_sends_a_visitor_to_sign_in(self, client, finished):
        assert page(client, finished).url.startswith(reverse("account_login"))

    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_is_not_there_for_bob(self, as_bob, finished, headers):
        assert page(as_bob, finished, headers=headers).status_code == HTTPStatus.NOT_FOUND

    def test_takes_no_post(self, as_alice, finished):
        assert as_alice.post(finished.get_absolute_url()).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_asks_the_database_little(self, as_alice, finished, django_assert_max_num_queries):
        with django_assert_max_num_queries(8):
            page(as_alice, finished)


@pytest.mark.parametrize("name", ["trades_csv", "equity_csv"])
class TestFiles:
    def test_are_sent_with_a_name(self, as_alice, finished, name):
        response = as_alice.get(reverse(f"backtests:{name}", args=[finished.pk]))

        assert f"statis-run-{finished.pk}-" in response["Content-Disposition"]
        assert text_of(response).count("\r\n") > 3

    def test_are_not_there_before_the_end(self, as_alice, live, name):
        response = as_alice.get(reverse(f"backtests:{name}", args=[live.pk]))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_are_not_there_for_bob(self, as_bob, finished, name):
        response = as_bob.get(reverse(f"backtests:{name}", args=[finished.pk]))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_send_a_visitor_to_sign_in(self, client, finished, name):
        response = client.get(reverse(f"backtests:{name}", args=[finished.pk]))

        assert response.url.startswith(reverse("account_login"))

    def test_take_no_post(self, as_alice, finished, name):
        response = as_alice.post(reverse(f"backtests:{name}", args=[finished.pk]))

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestCancel:
    def test_stops_a_queued_run_and_returns_to_it(self, as_alice, version):
        run = reports.live_run(version, state=State.QUEUED)

        response = as_alice.post(reverse("backtests:cancel", args=[run.pk]))

        run.refresh_from_db()
        assert response.url == run.get_absolute_url()
        assert run.state == State.CANCELLED

    def test_is_not_there_for_bob(self, as_bob, live):
        response = as_bob.post(reverse("backtests:cancel", args=[live.pk]))

        live.refresh_from_db()
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert live.cancel_requested_at is None

    def test_takes_no_get(self, as_alice, live):
        response = as_alice.get(reverse("backtests:cancel", args=[live.pk]))

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_sends_a_visitor_to_sign_in(self, client, live):
        response = client.post(reverse("backtests:cancel", args=[live.pk]))

        assert response.url.startswith(reverse("account_login"))


class TestRerun:
    def test_queues_the_same_again(self, as_alice, finished):
        response = as_alice.post(reverse("backtests:rerun", args=[finished.pk]))

        newest = BacktestRun.objects.latest("pk")
        assert response.url == newest.get_absolute_url()
        assert newest.pk != finished.pk
        assert newest.spec == finished.spec

    def test_returns_with_a_sentence_when_too_many_are_under_way(self, as_alice, finished, settings):
        settings.MAX_RUNS_IN_FLIGHT = 0

        response = as_alice.post(reverse("backtests:rerun", args=[finished.pk]), follow=True)

        assert BacktestRun.objects.count() == 1
        assert "which is the limit" in text_of(response)

    def test_is_not_there_for_bob(self, as_bob, finished):
        response = as_bob.post(reverse("backtests:rerun", args=[finished.pk]))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_takes_no_get(self, as_alice, finished):
        response = as_alice.get(reverse("backtests:rerun", args=[finished.pk]))

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestEvents:
    def test_are_not_there_for_bob(self, as_bob, live):
        response = as_bob.get(reverse("backtests:events", args=[live.pk]))

        assert response.status_code == HTTPStatus.NOT_FOUND

    def test_send_a_visitor_to_sign_in(self, client, live):
        response = client.get(reverse("backtests:events", args=[live.pk]))

        assert response.url.startswith(reverse("account_login"))

    def test_take_no_post(self, as_alice, live):
        response = as_alice.post(reverse("backtests:events", args=[live.pk]))

        assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_are_an_event_stream(self, as_alice, live):
        response = as_alice.get(reverse("backtests:events", args=[live.pk]))

        assert response["Content-Type"].startswith("text/event-stream")

    def test_of_progress_are_the_pages_own_part(self, live):
        from backtests.views import _renderer

        message = _renderer(live)({"type": "progress", "phase": "simulate", "fraction": 0.75, "bar": 8, "bars": 10})

        assert message.event == "progress"
        assert 'value="75"' in message.data

    def test_of_the_log_are_escaped(self, live):
        from backtests.views import _renderer

        message = _renderer(live)({"type": "log", "lines": [{"bar": 1, "text": HOSTILE}]})

        assert message.event == "log"
        assert "<script" not in message.data

    def test_end_with_the_run(self, finished):
        from backtests.views import _renderer

        message = _renderer(finished)({"type": "done"})

        assert (message.event, message.is_last) == ("done", True)
