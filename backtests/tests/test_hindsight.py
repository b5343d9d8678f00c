"""The look-ahead check in words: on the page, in the warnings, in the terminal and for programs."""

from dataclasses import replace

import pytest

from backtests import assumptions, hindsight, listing, presenting
from backtests.models import BacktestRun, RunResult
from backtests.selectors import runs_visible_to
from backtests.tests import reports
from engine.events import EndReason, OrderType
from engine.lookahead.findings import Act, Cut, Difference, LookAhead, Suspect

SOLD = Act(kind="placed", order=3, symbol="AAPL", side="sell", type=OrderType.MARKET, size=535.0, line=18)
CAUSE = Suspect(line=9, code="self.data.close.array", text="A line's array holds every bar of the run.")
MET = Difference(bar=6, date="2008-01-09", cut_date="2008-01-22", full=SOLD, line=18, code="self.close()")


def cuts(same=3, different=1, unfinished=0):
    outcomes = ["same"] * same + ["different"] * different + ["unfinished"] * unfinished
    return tuple(Cut(bar=at, date="2008-01-22", outcome=outcome) for at, outcome in enumerate(outcomes))


def found(finding="hindsight", *, difference=MET, **changes):
    return LookAhead(finding=finding, cuts=cuts(), difference=difference, causes=(CAUSE,), **changes)


CLEAN = LookAhead(finding="clean", cuts=cuts(12, 0))


class TestFirstWords:
    def test_say_what_was_ordered_and_then_was_not(self):
        assert hindsight.first_words(MET) == (
            "On 9 Jan 2008 (bar 7) it ordered to sell 535 AAPL (market); on prices up to 22 Jan 2008 it did not."
        )

    def test_say_what_was_left_out_and_then_was_done(self):
        words = hindsight.first_words(replace(MET, full=None, cut_short=SOLD))

        assert words.endswith("it did not act; on prices up to 22 Jan 2008 it ordered to sell 535 AAPL (market).")

    def test_say_how_two_orders_differ(self):
        limit = replace(SOLD, type=OrderType.LIMIT, price=101.25)

        words = hindsight.first_words(replace(MET, full=limit, cut_short=replace(limit, price=99.5)))

        assert "it ordered to sell 535 AAPL (limit, at 101.25); on prices" in words
        assert words.endswith("it ordered to sell 535 AAPL (limit, at 99.5).")

    def test_say_that_an_order_was_cancelled(self):
        cancelled = replace(SOLD, kind="ended", reason=EndReason.CANCELLED)

        assert "it cancelled its order to sell 535 AAPL" in hindsight.first_words(replace(MET, full=cancelled))

    def test_say_why_the_code_failed_on_fewer_bars(self):
        words = hindsight.first_words(replace(MET, failure="IndexError: array index out of range"))

        assert words.endswith("on prices up to 22 Jan 2008, the code failed: IndexError: array index out of range.")

    def test_speak_of_a_second_run_where_nothing_was_cut(self):
        assert "on the second run it did not" in hindsight.first_words(MET, is_repeated=True)

    def test_tell_the_time_of_day_of_bars_within_a_day(self):
        assert hindsight.first_words(replace(MET, date="2008-01-09T15:30:00")).startswith("On 9 Jan 2008, 15:30 (bar")


class TestLine:
    def test_counts_the_cuts(self):
        assert hindsight.line(CLEAN) == "12 of 12 cuts identical"
        assert hindsight.line(found()) == "This result used prices from the future: 3 of 4 cuts identical"

    @pytest.mark.parametrize("reason", hindsight.SKIPPED)
    def test_says_why_there_was_no_check(self, reason):
        told = hindsight.line(LookAhead(finding="skipped", skipped=reason))

        assert told == f"Skipped because {hindsight.SKIPPED[reason]}"


class TestTerminalLines:
    def test_are_one_for_a_run_that_knew_nothing(self):
        assert list(hindsight.terminal_lines(CLEAN)) == ["Look-ahead check: 12 of 12 cuts identical."]

    def test_name_the_line_its_causes_and_what_to_do(self):
        lines = list(hindsight.terminal_lines(found()))

        assert lines[0].startswith("LOOK-AHEAD CHECK: This result used prices from the future.")
        assert "    line 18: self.close()" in lines
        assert any("possible cause, line 9: self.data.close.array" in line for line in lines)
        assert lines[-1].startswith("    In next(), read prices by [0]")


class TestAsValues:
    def test_are_ready_for_json(self):
        values = hindsight.as_values(found())

        assert (values["finding"], values["identical"], values["compared"]) == ("hindsight", 3, 4)
        assert values["difference"]["full"]["side"] == "sell"
        assert hindsight.as_values(None) is None


@pytest.fixture
def page_of(client, alice, version_of):
    """Return the page of a finished run for which this was found."""

    def show(look_ahead):
        run = reports.finished_run(version_of(alice))
        report = replace(reports.report(), look_ahead=look_ahead)
        RunResult.objects.filter(run=run).update(report=RunResult.packed(report.to_dict()))
        client.force_login(alice)
        return client.get(run.get_absolute_url()).content.decode()

    return show


class TestPage:
    def test_warns_of_a_run_that_knew_the_future_before_any_figure(self, page_of):
        text = page_of(found())

        warning, figures = text.index("This result used prices from the future."), text.index("Total return")
        assert warning < figures
        assert "First seen, line 18" in text
        assert "Used the future" in text
        assert "<code>self.data.close.array</code>" in text
        # Praise of such figures would be believed.
        assert "return than holding" not in text

    def test_warns_of_a_run_that_does_not_repeat_itself(self, page_of):
        text = page_of(found("unrepeatable"))

        assert "This run does not repeat itself." in text
        assert "This result used prices" not in text

    def test_says_in_one_quiet_line_that_nothing_was_found(self, page_of):
        text = page_of(CLEAN)

        assert "Look-ahead check: 12 of 12 cuts identical." in text
        assert 'id="look-ahead"' not in text

    def test_escapes_what_comes_from_the_code(self, page_of):
        hostile = "<script>alert(1)</script>"

        text = page_of(found(difference=replace(MET, code=hostile, failure=hostile)))

        assert hostile not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text

    def test_of_an_older_run_says_that_nobody_looked(self, page_of):
        assert "Look-ahead check: Not made: the run is older than the check." in page_of(None)


class TestList:
    def test_marks_figures_that_used_the_future(self, alice, version_of):
        run = reports.finished_run(version_of(alice))
        assert [row.doubt for row in listing.rows(runs_visible_to(alice))] == [""]

        BacktestRun.objects.filter(pk=run.pk).update(headline=run.headline | {"look_ahead": "hindsight"})

        assert [row.doubt for row in listing.rows(runs_visible_to(alice))] == ["used the future"]


class TestUnchecked:
    @pytest.mark.parametrize(("outcomes", "finding"), [(cuts(0, 0, 12), "skipped"), (cuts(2, 0, 10), "clean")])
    def test_is_a_warning_on_the_page_and_in_the_terminal(self, page_of, outcomes, finding):
        unchecked = LookAhead(finding=finding, skipped="unfinished" if finding == "skipped" else "", cuts=outcomes)

        assert "Whether this run used the future could not be checked." in page_of(unchecked)
        assert "of 12 runs on prices that end earlier did not finish" in list(hindsight.terminal_lines(unchecked))[1]

    def test_is_not_said_of_a_run_that_was_checked(self):
        report = replace(reports.report(), look_ahead=CLEAN)

        assert not [one for one in assumptions.warnings(report, []) if one.title == hindsight.UNCHECKED]


class TestKnowingTheEnd:
    def test_is_a_remark_among_the_warnings(self):
        report = replace(reports.report(), look_ahead=found("length"))

        [remark] = [one for one in assumptions.warnings(report, []) if "where its data ends" in one.title]

        assert remark.tone == "info"
        assert "Line 18: self.close()" in remark.text

    def test_is_no_alarm(self, alice, version_of):
        run = reports.finished_run(version_of(alice))

        sheet = presenting.tear_sheet(run=run, report=replace(reports.report(), look_ahead=found("length")))

        assert sheet.alarm is None
