import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from marketdata import services


@pytest.fixture
def prices(db) -> None:
    services.load_sample_data()


class TestBarsCommand:
    def test_prints_a_table_with_the_facts_first(self, prices, capsys):
        call_command("bars", "AAPL", "--start", "2013-02-28")

        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "AAPL, Apple Inc., 2013-02-28 to 2013-03-01, 2 daily bars in USD"
        assert any(line.startswith("Adjustment: Adjusted for splits") for line in lines)
        assert lines[-1].split() == ["2013-03-01", "438.00", "438.18", "429.98", "430.47", "19,730,300"]

    def test_prints_a_json_object_a_line(self, prices, capsys):
        call_command("bars", "aapl", "--start", "2013-02-28", "--json")

        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert rows[-1] == {
            "date": "2013-03-01",
            "open": 438.0,
            "high": 438.1799,
            "low": 429.98,
            "close": 430.47,
            "volume": 19730300.0,
        }

    def test_prints_csv(self, prices, capsys):
        call_command("bars", "AAPL", "--end", "2000-03-02", "--csv")

        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert [row["date"] for row in rows] == ["2000-03-01", "2000-03-02"]
        assert float(rows[0]["close"]) == 32.103985

    def test_checks_the_prices_instead_of_printing_them(self, prices, capsys):
        call_command("bars", "MSFT", "--check")

        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("MSFT, Microsoft Corporation, 2000-03-01 to 2013-03-01")
        assert lines[-3] == "Warning: 1 bar has a price far off that is taken back at once"
        assert lines[-2] == "  2008-07-01"

    def test_says_that_nothing_was_found(self, prices, capsys):
        call_command("bars", "FB", "--check")

        assert capsys.readouterr().out.endswith("or extreme moves found.\n")

    def test_prints_a_finding_a_line_for_programs(self, prices, capsys):
        call_command("bars", "AAPL", "--check", "--json")

        [found] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert (found["kind"], found["severity"], found["first"]) == ("extreme", "note", ["2000-09-29"])

    def test_prints_no_line_for_programs_when_nothing_was_found(self, prices, capsys):
        call_command("bars", "FB", "--check", "--json")

        assert capsys.readouterr().out.strip() == ""

    def test_exits_with_1_and_a_reason_when_there_are_no_bars(self, prices, capsys):
        with pytest.raises(SystemExit) as raised:
            call_command("bars", "APPL")

        printed = capsys.readouterr()
        assert raised.value.code == 1
        assert printed.out == ""
        assert "Did you mean AAPL?" in printed.err

    @pytest.mark.parametrize("more", ["--csv", "--check", "--owner=alice@example.com"])
    def test_refuses_what_fetching_many_would_leave_unheard(self, prices, more):
        with pytest.raises(CommandError, match="leave --csv, --check and --owner out"):
            call_command("bars", "--prefetch", "AAPL", more)

    def test_asks_which_of_two_people_is_meant(self, prices, alice, bob):
        bob.email = "ALICE@example.com"
        bob.save()

        call_command("bars", "FB", "--owner", "alice@example.com")
        with pytest.raises(CommandError, match="2 people here have the address"):
            call_command("bars", "FB", "--owner", "Alice@example.com")

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--start", "2012-13-01"],
            ["--json", "--csv"],
            ["--check", "--csv"],
            ["--start", "2012-02-02", "--end", "2011-01-01"],
        ],
    )
    def test_calls_a_senseless_question_a_usage_error(self, db, arguments):
        with pytest.raises(CommandError) as raised:
            call_command("bars", "AAPL", *arguments)

        assert getattr(raised.value, "returncode", 2) in (1, 2)
