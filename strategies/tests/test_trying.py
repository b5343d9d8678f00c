"""An attempt goes through four stages, and is told what was wrong at the one where it fails."""

from datetime import date

import numpy as np
import pytest

from engine.bars import Bars
from marketdata.services import load_sample_data
from strategies.generation.catalogue import TEMPLATES
from strategies.generation.judging.trial import STAGES
from strategies.generation.provider import Clause, Understanding
from strategies.trial_bars import sample_year
from strategies.trying import Stopped, tried

HEAD = "import backtrader as bt\n\n\nclass Idea(bt.Strategy):\n    def next(self):\n        "
PLAIN = Understanding()


def of(body: str, **settings):
    return tried(source=HEAD + body, understood=settings.pop("understood", PLAIN), **settings)


def said(*texts: str) -> Understanding:
    return Understanding(clauses=tuple(Clause(number=at, kind="entry", text=text) for at, text in enumerate(texts, 1)))


@pytest.mark.django_db
class TestTrial:
    @pytest.mark.parametrize("slug", TEMPLATES)
    def test_of_a_template_passes_every_stage(self, slug):
        trial = tried(source=TEMPLATES[slug].source, understood=PLAIN)

        assert trial.stages == dict.fromkeys(STAGES, "passed")
        assert trial.feedback == ()
        assert trial.is_good

    def test_tells_which_bars_it_used(self):
        trial = of("self.buy()", symbols=["spy"])
        sample, stress = trial.facts.runs

        assert sample.title == "The latest 252 bars of SPY (SPY with the prices of AAPL)"
        assert (sample.bars, sample.last_date) == (252, "2013-03-01")
        assert stress.bars == 504
        assert trial.facts.strategy_class == "Idea"

    def test_of_code_that_cannot_run_fails_to_compile(self):
        trial = of("import os")

        assert trial.stages == {"compile": "failed", "run": "skipped", "trade": "skipped", "said": "skipped"}
        assert trial.feedback[0].line == 6
        assert trial.failed_stage == "compile"

    def test_of_code_that_fails_tells_line_date_and_nearest_name(self):
        trial = of("self.data.clos[0]")
        [told] = trial.feedback

        assert trial.failed_stage == "run"
        assert (told.line, told.nearest, bool(told.date)) == (6, "close", True)

    def test_of_orders_that_are_never_filled_tells_why(self):
        trial = of("if len(self) == 320: self.buy(exectype=bt.Order.Limit, price=0.5)")

        assert trial.failed_stage == "trade"
        assert "still waiting at the end" in trial.feedback[0].message

    def test_needs_a_line_for_each_clause(self):
        trial = of("self.buy()  # [1]", understood=said("Buy on every bar.", "Sell at 5 percent."))
        [told] = trial.feedback

        assert trial.failed_stage == "said"
        assert told.clause == 2
        assert [clause.lines for clause in trial.facts.clauses] == [(6,), ()]

    def test_that_is_stopped_says_so(self):
        with pytest.raises(Stopped):
            of("while True: pass", should_stop=lambda: True)

    def test_takes_as_many_warm_up_bars_as_the_indicators_need(self):
        source = HEAD.replace("next(self)", "__init__(self)") + "self.a = bt.ind.SMA(period=700)\n\n"
        trial = tried(source=source + "    def next(self):\n        self.buy()\n", understood=PLAIN)

        assert trial.is_good


@pytest.mark.django_db
class TestSampleYear:
    def test_is_the_latest_of_what_is_stored(self):
        load_sample_data()
        found = sample_year(["MSFT"], interval="1d", warmup=300)
        [bars] = found.feeds

        assert bars.times[-1].astype("datetime64[D]") == np.datetime64(date(2013, 3, 1))
        assert bars.warmup == 300
        assert found.stand_ins == {}

    def test_ends_where_the_first_of_several_symbols_ends(self):
        load_sample_data()
        ends = {bars.times[-1] for bars in sample_year(["AAPL", "SIM-EURUSD"], interval="1d", warmup=300).feeds}

        assert len(ends) == 1

    def test_of_an_unknown_symbol_has_the_dates_of_the_others(self):
        load_sample_data()
        aapl, spy = sample_year(["AAPL", "SPY"], interval="1d", warmup=300).feeds

        assert (spy.symbol, len(spy), spy.warmup) == ("SPY", len(aapl), aapl.warmup)
        assert (spy.times == aapl.times).all()
        assert not np.array_equal(spy.close, aapl.close)

    @pytest.mark.parametrize("interval", ["1h", "1wk", "1mo"])
    def test_of_other_bars_has_the_prices_of_days(self, interval):
        [bars] = sample_year(["SPY"], interval=interval, warmup=100).feeds

        assert isinstance(bars, Bars)
        assert (bars.interval, len(bars), bars.warmup) == (interval, 352, 100)
