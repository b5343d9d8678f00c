import json
import math
import re

import pytest
from django.core.management import CommandError, call_command

from indicators import analysing, computing
from indicators.library import registry
from marketdata import services
from marketdata.models import Instrument


@pytest.fixture
def prices(db) -> None:
    services.load_sample_data()


def printed_json(capsys) -> dict:
    return json.loads(capsys.readouterr().out)


class TestIndicatorsCommand:
    def test_prints_the_catalogue_as_an_object_a_line(self, capsys):
        call_command("indicators", "--json")

        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [row["name"] for row in rows] == list(registry.ENTRIES)
        assert all(row["meaning"] and row["outputs"] and row["warm_up"] >= 0 for row in rows)

    def test_prints_a_line_for_each_to_people(self, capsys):
        call_command("indicators")

        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines] == list(registry.ENTRIES)

    def test_explains_one(self, capsys):
        call_command("indicators", "log return")

        text = capsys.readouterr().out
        assert text.startswith("LOGRETURN: Logarithmic return (statistic)")
        assert "timeperiod = 1, a whole number from 1 to 100,000" in text

    def test_prints_what_is_known_of_one_for_programs(self, capsys):
        call_command("indicators", "LOGRETURN", "--json")

        assert printed_json(capsys)["parameters"][0]["name"] == "timeperiod"

    def test_prints_values_with_their_dates(self, prices, capsys):
        call_command("indicators", "LOGRETURN", "--symbol", "AAPL", "--start", "2013-02-28", "--json")

        found = printed_json(capsys)
        assert found["name"] == "LOGRETURN"
        assert found["params"] == {"timeperiod": 1}
        assert found["dates"] == ["2013-02-28", "2013-03-01"]
        assert found["outputs"]["logreturn"] == pytest.approx([-0.00715603, -0.02507386], abs=1e-8)

    def test_prints_null_while_it_warms_up(self, prices, capsys):
        arguments = ["--symbol", "AAPL", "--end", "2000-03-03", "--param", "timeperiod=2", "--json"]
        call_command("indicators", "LOGRETURN", *arguments)

        found = printed_json(capsys)
        assert found["outputs"]["logreturn"][:2] == [None, None]
        assert found["outputs"]["logreturn"][2] is not None

    def test_prints_a_table_with_its_source(self, prices, capsys):
        call_command("indicators", "LOGRETURN", "--symbol", "AAPL", "--end", "2000-03-02")

        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("LOGRETURN(timeperiod=1) of AAPL. Source: ")
        assert lines[3].split() == ["2000-03-01", "-"]

    def test_says_how_many_bars_are_needed_when_there_are_too_few(self, prices, capsys):
        arguments = ["--symbol", "AAPL", "--end", "2000-03-02", "--param", "timeperiod=5", "--json"]
        call_command("indicators", "LOGRETURN", *arguments)

        printed = capsys.readouterr()
        assert json.loads(printed.out)["outputs"]["logreturn"] == [None, None]
        assert "LOGRETURN needs 6 bars for its first value; there are 2." in printed.err

    def test_exits_with_1_and_a_reason_when_there_are_no_prices(self, prices, capsys):
        with pytest.raises(SystemExit) as raised:
            call_command("indicators", "LOGRETURN", "--symbol", "APPL")

        assert raised.value.code == 1
        # One sentence, and no line of the log.
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith("There are no prices for “APPL”. Did you mean AAPL?")

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["LOGRETRUN"], "Did you mean LOGRETURN?"),
            (["LOGRETURN", "--symbol", "AAPL", "--param", "timeperiod=0"], "timeperiod is 0. Choose"),
            (["LOGRETURN", "--symbol", "AAPL", "--param", "length=3"], "It takes timeperiod."),
            (
                ["LOGRETURN", "--symbol", "AAPL", "--start", "2012-01-02", "--end", "2012-01-01"],
                "is after the end date",
            ),
            (["LOGRETURN", "--start", "2012-01-02"], "name them with --symbol"),
            (["--symbol", "AAPL"], "Name the indicator"),
            (["RSI", "--symbol", "AAPL", "--second", "MSFT"], "Those that compare two are"),
            (["BETA", "--second", "MSFT"], "name them with --symbol"),
            (["CCI", "--symbol", "AAPL", "--owner", "nobody@example.com"], "Nobody here has the address"),
            (["RSI", "--from", "no-such.csv"], "no-such.csv cannot be read: No such file"),
            (["RSI", "--from", "x.csv", "--symbol", "AAPL"], "--symbol choose among stored prices"),
        ],
    )
    def test_exits_with_2_when_the_question_makes_no_sense(self, prices, arguments, reason):
        with pytest.raises(CommandError, match=re.escape(reason)) as raised:
            call_command("indicators", *arguments)

        assert raised.value.returncode == 2

    def test_refuses_what_is_no_parameter(self):
        with pytest.raises(CommandError, match="“14” is no parameter"):
            call_command("indicators", "LOGRETURN", "--symbol", "AAPL", "--param", "14")

    def test_computes_over_weeks(self, prices, capsys):
        call_command("indicators", "LOGRETURN", "--symbol", "AAPL", "--interval", "1wk", "--json")

        weeks = services.get_bars(symbol="AAPL", interval="1wk")
        found = printed_json(capsys)
        assert found["dates"][0] == str(weeks.dates[0])
        assert found["outputs"]["logreturn"][1] == pytest.approx(math.log(weeks.close[1] / weeks.close[0]))

    def test_refuses_what_would_take_too_long(self, prices, monkeypatch):
        monkeypatch.setattr(computing, "MOST_STEPS", 3270 * 100)
        monkeypatch.setattr(analysing, "MOST_STEPS", 3270 * 100)

        with pytest.raises(CommandError, match="would take too long"):
            call_command("indicators", "CCI", "--symbol", "AAPL", "--param", "timeperiod=101")

    def test_compares_two_symbols(self, prices, capsys):
        call_command("indicators", "CORREL", "--symbol", "AAPL", "--second", "AAPL", "--json")

        assert printed_json(capsys)["outputs"]["correl"][-1] == pytest.approx(1)

    def test_reads_an_owners_own_prices_before_everybodys(self, prices, alice, capsys):
        Instrument.objects.filter(symbol="AAPL").update(owner=alice)

        call_command("indicators", "LOGRETURN", "--symbol", "AAPL", "--owner", alice.email, "--json")

        assert printed_json(capsys)["dates"][-1] == "2013-03-01"


class TestIndicatorsCommandFrom:
    """Prices that are sent, not stored: no database is asked."""

    def test_computes_over_the_prices_of_a_csv(self, tmp_path, capsys):
        path = tmp_path / "prices.csv"
        path.write_text("date,open,high,low,close,volume\n2024-01-02,1,4,1,2,0\n2024-01-03,2,4,1,4,0\n")

        call_command("indicators", "ROC", "--from", str(path), "--param", "timeperiod=1", "--json")

        found = printed_json(capsys)
        assert found["dates"] == ["2024-01-02", "2024-01-03"]
        assert found["outputs"]["roc"] == [None, 100.0]

    def test_asks_rather_than_guesses_a_date_that_reads_two_ways(self, tmp_path):
        path = tmp_path / "prices.csv"
        path.write_text("date,open,high,low,close\n02/01/2024,1,4,1,2\n03/01/2024,2,4,1,4\n")

        with pytest.raises(CommandError, match="Write dates as 2012-12-31"):
            call_command("indicators", "ROC", "--from", str(path))

    def test_answers_a_question_with_several_indicators(self, tmp_path, capsys):
        path = tmp_path / "question.json"
        path.write_text('{"bars": {"close": [1, 2, null, 4]}, "indicators": ["OBV", {"name": "SMA"}]}')
        with pytest.raises(CommandError, match=r"Indicator|reads close, volume. Add volume to bars"):
            call_command("indicators", "--from", str(path))

        path.write_text(
            '{"bars": {"close": [1, 2, 3]}, "indicators": [{"name": "SMA", "params": {"timeperiod": 2}}, "RSI"]}'
        )
        call_command("indicators", "--from", str(path), "--json")

        printed = capsys.readouterr()
        lines = json.loads(printed.out)["indicators"]
        assert [line["name"] for line in lines] == ["SMA", "RSI"]
        assert lines[0]["outputs"] == {"sma": [None, 1.5, 2.5]}
        assert lines[1]["outputs"] == {"rsi": [None, None, None]}
        assert "RSI needs 15 bars for its first value; there are 3." in printed.err

    def test_draws_a_table_of_bars_without_dates(self, tmp_path, capsys):
        path = tmp_path / "question.json"
        path.write_text('{"bars": {"close": [1, 2]}, "indicators": [{"name": "MOM", "params": {"timeperiod": 1}}]}')

        call_command("indicators", "--from", str(path))

        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "MOM(timeperiod=1). Source: sent with the question"
        assert [line.split() for line in lines[2:]] == [["Bar", "mom"], ["1", "-"], ["2", "1"]]

    @pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00"])
    def test_exits_with_2_when_the_question_is_not_json(self, tmp_path, text):
        path = tmp_path / "question.json"
        path.write_text(text)

        with pytest.raises(CommandError, match="The question is not JSON") as raised:
            call_command("indicators", "--from", str(path))

        assert raised.value.returncode == 2


class TestIndicatorsCommandWithoutTalib:
    def test_says_so_beside_its_answer(self, monkeypatch, capsys):
        monkeypatch.setattr(registry, "without_talib", True)

        call_command("indicators", "SMA", "--json")

        printed = capsys.readouterr()
        assert printed.err.startswith("TA-Lib cannot be imported. ")
        assert json.loads(printed.out)["name"] == "SMA"
