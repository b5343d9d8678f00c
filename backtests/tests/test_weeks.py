"""Runs over weeks and months that are made from stored days."""

import io
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.core.management import call_command

from backtests import execution, periods, services
from backtests.models import BacktestRun
from backtests.tests.conftest import HOLD
from marketdata import selectors
from marketdata.services import get_bars
from marketdata.sources import sample
from marketdata.storing import store

DATES = {"start_date": "2005-01-01", "end_date": "2010-01-01"}


def done(run):
    execution.execute_run(run.pk)
    return BacktestRun.objects.select_related("result").get(pk=run.pk)


class TestCommand:
    @pytest.mark.parametrize(("interval", "count", "word"), [("1wk", 261, "weeks"), ("1mo", 61, "months")])
    def test_runs_over_them_without_any_source(self, sample_data, tmp_path, interval, count, word):
        file, out = tmp_path / "hold.py", io.StringIO()
        file.write_text(HOLD)

        dates = (
            "--start",
            "2005-01-01",
            "--end",
            "2010-01-01",
            "--warmup",
            "0",
            "--commission",
            "0",
            "--slippage",
            "0",
        )
        call_command("backtest", str(file), "--symbol", "AAPL", *dates, "--interval", interval, "--json", stdout=out)

        ran = json.loads(out.getvalue())
        assert (ran["verdict"], ran["summary"]["data_points"]) == ("OK", count)
        assert f"{word} made from days" in json.dumps(ran)
        bars = get_bars(symbol="AAPL", interval=interval, start_date=date(2005, 1, 1), end_date=date(2010, 1, 1))
        # Bought with the second bar's open, ten shares.
        gain = 10 * (bars.close[-1] - bars.open[1])
        results = ran["backtest_results"]
        assert results["final_value"] - results["initial_value"] == pytest.approx(gain, abs=1e-6)


class TestRerun:
    def test_reads_the_same_days_to_the_last_figure(self, sample_data, alice, version_of, spec, monkeypatch):
        monkeypatch.setattr(services.queueing, "enqueue", lambda run_id: None)
        wanted = spec(interval="1wk", **DATES)
        first = done(services.start_backtest(owner=alice, version=version_of(alice), spec=wanted))
        apple = next(iter(sample.datasets()))
        columns = {name: np.round(getattr(apple.bars, name) * 1.5, 6) for name in ("open", "high", "low", "close")}
        store(dataset=replace(apple, bars=replace(apple.bars, **columns)), edition="another")

        again = done(services.rerun(run=first))

        assert first.facts["data"][0]["edition"] == again.facts["data"][0]["edition"]
        assert again.result.metrics == first.result.metrics
        assert again.data_hash == first.data_hash
        assert again.facts["same_prices"] is True
        anew = get_bars(symbol="AAPL", interval="1wk", start_date=date(2005, 1, 1), end_date=date(2010, 1, 1))
        assert anew.content_hash != again.facts["data"][0]["content_hash"]


class TestChoices:
    def test_offer_weeks_and_months_where_days_make_them(self, sample_data):
        held = selectors.coverages(None)

        assert periods.to_be_had(held) == {"1d", "1wk", "1mo"}
        assert periods.to_be_had([replace(one, makes_weeks=False) for one in held]) == {"1d"}
