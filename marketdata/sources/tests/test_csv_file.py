import csv
import io
import time
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketdata.sources.csv_file import Choices, read_csv
from marketdata.sources.csv_text import CsvError

TODAY = date(2026, 11, 23)
PLAIN = "Date,Open,High,Low,Close,Volume\n2024-01-02,10,12,9,11,100\n2024-01-03,11,13,10,12,200\n"
unhurried = settings(deadline=None, max_examples=60)


def read(content: str | bytes, **choices):
    raw = content if isinstance(content, bytes) else content.encode()
    return read_csv(raw, choices=Choices(**choices), today=TODAY)


def told(reading) -> str:
    return " ".join(reading.understood)


def refusal(content: str | bytes, **choices) -> str:
    with pytest.raises(CsvError) as raised:
        read(content, **choices)
    return str(raised.value)


class TestReadCsv:
    def test_reads_what_most_sites_write(self):
        reading = read(PLAIN)

        assert reading.columns.times.astype("datetime64[D]").tolist() == [date(2024, 1, 2), date(2024, 1, 3)]
        assert reading.columns.open.tolist() == [10, 11]
        assert reading.columns.volume.tolist() == [100, 200]
        assert (reading.interval, reading.rejected_count, reading.questions) == ("1d", 0, ())

    def test_reads_a_german_file(self):
        text = "Datum;Eröffnung;Schlusskurs;Tagestief;Tageshoch;Stücke\n03.01.2024;11,5;12;10;1.013,5;1.200\n"

        reading = read(text.encode("cp1252"))

        assert [reading.columns.high[0], reading.columns.open[0], reading.columns.volume[0]] == [1013.5, 11.5, 1200]
        assert "Windows-1252" in told(reading)
        assert "semicolons" in told(reading)

    @pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
    def test_reads_whatever_letters_were_saved_as(self, codec):
        assert len(read(PLAIN.encode(codec)).columns) == 2

    def test_joins_a_date_and_a_time_in_two_columns(self):
        names = "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\n"
        text = names + "2024.01.02\t09:30\t1\t2\t1\t2\n2024.01.02\t09:35\t1\t2\t1\t2\n"

        reading = read(text)

        assert reading.columns.times.astype(str).tolist()[1] == "2024-01-02T09:35:00.000000"
        assert reading.interval == "5m"

    def test_reads_a_file_without_names(self):
        reading = read("2024-01-02,10,12,9,11,100\n2024-01-03,11,13,10,12,200\n")

        assert reading.columns.close.tolist() == [11, 12]
        assert "No row names the columns" in told(reading)

    def test_reads_what_yfinance_saves(self):
        reading = read("Price,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A\nDate,,,,,\n2024-01-02,11,12,9,10,5\n")

        assert reading.columns.open.tolist() == [10]
        assert [one.line for one in reading.rejected] == [2, 3]

    @pytest.mark.parametrize("stamp", ["1704153600", "1704153600000", "1704153600000000"])
    def test_reads_unix_times(self, stamp):
        reading = read(f"unix,open,high,low,close\n{stamp},1,2,1,2\n")

        assert str(reading.columns.times[0]) == "2024-01-02T00:00:00.000000"
        assert "Unix times" in told(reading)

    def test_turns_times_with_an_offset_to_the_zone_that_was_chosen(self):
        text = "Datetime,Open,High,Low,Close\n2024-07-01 13:30:00+00:00,1,2,1,2\n2024-07-01 14:30:00+00:00,1,2,1,2\n"

        kept = read(text).columns.times
        turned = read(text, exchange_zone="America/New_York").columns.times

        assert str(kept[0]) == "2024-07-01T13:30:00.000000"
        assert str(turned[0]) == "2024-07-01T09:30:00.000000"

    def test_turns_plain_times_only_when_both_zones_are_named(self):
        text = "Datetime,Open,High,Low,Close\n2024-01-02 15:30,1,2,1,2\n2024-01-02 16:30,1,2,1,2\n"

        turned = read(text, file_zone="Europe/Berlin", exchange_zone="America/New_York").columns.times

        assert str(turned[0]) == "2024-01-02T09:30:00.000000"
        assert str(read(text, exchange_zone="America/New_York").columns.times[0]) == "2024-01-02T15:30:00.000000"

    def test_asks_which_way_round_a_date_is_when_none_tells(self):
        text = "Date,Open,High,Low,Close\n01/02/2024,1,2,1,2\n01/03/2024,1,2,1,2\n"

        question = read(text).questions[0]
        answered = read(text, date_order="MDY")

        assert question.text.startswith("Is “01/02/2024” 1 February 2024 or 2 January 2024?")
        assert str(answered.columns.times[0])[:10] == "2024-01-02"
        assert answered.questions == ()

    def test_asks_although_the_first_date_reads_the_same_either_way(self):
        rows = "".join(f"{day}/01/2024,1,2,1,2\n" for day in ("01", "02", "03"))

        [question] = read(f"Date,Open,High,Low,Close\n{rows}").questions

        assert question.text.startswith("Is “02/01/2024” 2 January 2024 or 1 February 2024?")

    def test_does_not_ask_when_one_date_tells(self):
        reading = read("Date,Open,High,Low,Close\n01/02/2024,1,2,1,2\n01/31/2024,1,2,1,2\n")

        assert (reading.date_order, reading.questions) == ("MDY", ())

    @pytest.mark.parametrize(
        ("dates", "first"),
        [
            (("24-01-02", "24-01-03", "24-02-01"), date(2024, 1, 2)),
            (("05/12/30", "06/01/02", "06/01/03"), date(2005, 12, 30)),
            (("02.01.24", "03.01.24", "01.02.24"), date(2024, 1, 2)),
            (("01/30/24", "01/31/24", "02/01/24"), date(2024, 1, 30)),
        ],
    )
    def test_knows_years_of_two_digits_by_how_seldom_they_change(self, dates, first):
        reading = read("Date,Open,High,Low,Close\n" + "".join(f"{day},1,2,1,2\n" for day in dates))

        assert reading.columns.times.astype("datetime64[D]")[0].item() == first
        assert (len(reading.columns), reading.questions) == (3, ())

    def test_asks_what_a_comma_means_when_no_price_tells(self):
        text = 'Date,Open,High,Low,Close\n2024-01-02,"1,234","1,300","1,200","1,250"\n'

        assert [one.name for one in read(text).questions] == ["decimal"]
        assert read(text, decimal=",").columns.close.tolist() == [1.25]
        assert read(text, decimal=".").columns.close.tolist() == [1250]

    def test_sorts_a_file_that_begins_with_the_newest_bar_and_says_so(self):
        lines = PLAIN.splitlines()

        reading = read("\n".join([lines[0], lines[2], lines[1]]))

        assert reading.columns.close.tolist() == [11, 12]
        assert "newest bar stood first" in told(reading)

    def test_tells_duplicates_and_keeps_the_first(self):
        reading = read(PLAIN + "2024-01-02,10,12,9,11,100\n2024-01-03,11,13,10,12.5,200\n")

        assert reading.columns.close.tolist() == [11, 12]
        assert "2 rows repeat the time of another: 1 say the same, 1 are rejected" in told(reading)
        assert reading.rejected[0].line == 5
        assert reading.rejected[0].reason == "line 3 has another bar of 2024-01-03, which is kept"

    def test_adjusts_by_the_adjusted_close_unless_told_not_to(self):
        text = "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,10,12,8,10,5,100\n"

        adjusted, plain = read(text), read(text, is_adjusted=False)

        assert [adjusted.columns.open[0], adjusted.columns.high[0], adjusted.columns.low[0]] == [5, 6, 4]
        assert (adjusted.columns.close[0], adjusted.columns.volume[0]) == (5, 100)
        assert (plain.columns.close[0], plain.has_adjusted, plain.is_adjusted) == (10, True, False)

    def test_takes_daily_bars_that_all_show_one_time_for_days(self):
        reading = read("Date,Open,High,Low,Close\n2024-01-02 16:00,1,2,1,2\n2024-01-03 16:00,1,2,1,2\n")

        assert str(reading.columns.times[0]) == "2024-01-02T00:00:00.000000"
        assert "All bars show 16:00" in told(reading)

    def test_reads_the_columns_somebody_named(self):
        reading = read(PLAIN, columns={"open": 4, "close": 1})

        assert [reading.columns.open[0], reading.columns.close[0]] == [11, 10]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("2024-01-04,=1+1,13,10,12,5", "the open “=1+1” is not a number"),
            ("2024-01-04,<b>1</b>,13,10,12,5", "the open “<b>1</b>” is not a number"),
            ("2024-01-04,,13,10,12,5", "the open is empty"),
            ("2024-01-04,1e999,13,10,12,5", "the open “1e999” is not a number"),
            ("2024-01-04,e0,13,10,12,5", "the open “e0” is not a number"),
            ("2024-01-04,nan,13,10,12,5", "the open is empty"),
            ("2024-01-04,1_000,1300,10,12,5", "the open “1_000” is not a number"),
            ("2024-01-04,-1,13,-2,12,5", "a price is zero or negative"),
            ("2024-01-04,11,10,9,11,5", "its high is below its open, low or close"),
            ("2024-01-04,11,12,11.5,11.5,5", "its low is above its open or close"),
            ("2024-01-04,11,12,11,11,-5", "the volume is negative or impossibly large"),
            ("2024-02-30,11,12,11,11,5", "“2024-02-30” is not a day of the calendar"),
            ("0000-01-01,11,12,11,11,5", "“0000-01-01” is not a day of the calendar"),
            ("9999-01-01,11,12,11,11,5", "its date lies in the future"),
            ("1066-10-14,11,12,11,11,5", "“1066-10-14” lies before 1700"),
            ("yesterday,11,12,11,11,5", "“yesterday” is not a date"),
            ("2024-01-04,11,12", "it has 3 cells, not 6"),
            ("2024-01-04,11,12,11,11,5,6", "it has 7 cells, not 6"),
        ],
    )
    def test_rejects_a_row_with_its_line_and_reason(self, row, reason):
        reading = read(PLAIN + row + "\n")

        assert [(one.line, one.reason) for one in reading.rejected] == [(4, reason)]
        assert len(reading.columns) == 2

    def test_rejects_every_row_of_another_width_however_many(self):
        reading = read(PLAIN + "2024-01-04,11,12,11,11,5,6\n" * 5000)

        assert (len(reading.columns), reading.rejected_count) == (2, 5000)

    def test_needs_no_adjusted_close_it_does_not_use(self):
        text = "Date,Open,High,Low,Close,Adj Close\n2024-01-02,10,12,8,10,5\n2024-01-03,10,12,8,10,\n"

        assert read(text).rejected_count == 1
        assert read(text, is_adjusted=False).rejected_count == 0

    def test_lists_a_hundred_rejected_rows_and_counts_all(self):
        reading = read(PLAIN + "2024-01-04,x,1,1,1,1\n" * 5000)

        assert (len(reading.rejected), reading.rejected_count) == (100, 5000)

    def test_keeps_the_lines_of_rows_below_blank_ones_and_quoted_breaks(self):
        text = 'Date,Open,High,Low,Close,Note\n\n2024-01-02,1,2,1,2,"a\nb"\n2024-01-03,x,2,1,2,\n'

        assert [one.line for one in read(text).rejected] == [5]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "empty"),
            (b"PK\x03\x04....", "Excel workbook"),
            (b"\x1f\x8b....", "gzip"),
            (b"\x00\x01\x02" * 1000, "not text"),
            (b"<!DOCTYPE html><p>", "web page"),
            ("Date,Open,High\n2024-01-02,1,2\n", "no column"),
            ("Date,Open,High,Low,Close\n", "no bars below"),
            ("x" * 10_000_000, "131,072 characters"),
            ('Date,Open,High,Low,Close\n"' + "1,2\n" * 200_000, "131,072 characters"),
            (",".join(["open", "high", "low", "close"] * 500), "2,000 columns"),
            ("Date,Open,High,Low,Close\n" + "yesterday,1,2,1,2\n", "“yesterday” is not a date"),
            (b"x" * 20_000_001, "larger than 20 MB"),
        ],
        ids=["empty", "zip", "gzip", "binary", "page", "columns", "rows", "line", "quote", "wide", "rejected", "long"],
    )
    def test_refuses_what_holds_no_prices_with_a_sentence(self, content, said):
        assert said in refusal(content)

    def test_refuses_more_than_a_million_rows(self, monkeypatch):
        monkeypatch.setattr("marketdata.sources.csv_file.MOST_ROWS", 10)

        assert "more than 10 rows" in refusal(PLAIN + "2024-01-04,1,2,1,2,3\n" * 10)

    def test_refuses_millions_of_blank_lines(self, monkeypatch):
        monkeypatch.setattr("marketdata.sources.csv_file.MOST_LINES", 50_000)

        assert "more than 50,000 lines. Take the blank ones out." in refusal(PLAIN + "\n" * 60_000)

    def test_gives_up_when_its_time_is_over(self):
        ticks = iter([0.0, 21.0])

        with pytest.raises(CsvError, match="takes too long"):
            read_csv(PLAIN.encode(), choices=Choices(), today=TODAY, seconds=20, clock=lambda: next(ticks))


FORMATS = {"YMD": "%Y-%m-%d", "DMY": "%d.%m.%Y", "MDY": "%m/%d/%Y"}


@st.composite
def spellings(draw: st.DrawFn):
    """Return bars, a file that says them in some country's way, and what its owner would choose."""
    start = draw(st.dates(date(1990, 1, 1), date(2020, 1, 1)))
    count = draw(st.integers(1, 40))
    decimal = draw(st.sampled_from([".", ","]))
    delimiter = draw(st.sampled_from([";", "\t", "|"] if decimal == "," else [",", ";", "\t", "|"]))
    order = draw(st.sampled_from(sorted(FORMATS)))
    cents = draw(st.lists(st.tuples(*[st.integers(1, 10**7)] * 4), min_size=count, max_size=count))
    bars = [(max(four), min(four), four[0], four[1]) for four in cents]
    days = [start + timedelta(days=at) for at in range(count)]
    names = draw(st.permutations(["date", "open", "high", "low", "close", "volume"]))
    upper = draw(st.booleans())
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow([name.upper() if upper else name.title() for name in names])
    rows = list(zip(days, bars, strict=True))
    for day, (high, low, first, last) in reversed(rows) if draw(st.booleans()) else rows:
        shown = {"open": first, "high": high, "low": low, "close": last}
        cells = {name: f"{value / 100:.2f}".replace(".", decimal) for name, value in shown.items()}
        cells |= {"date": day.strftime(FORMATS[order]), "volume": str(high)}
        writer.writerow([cells[name] for name in names])
    codec = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return days, bars, text.getvalue().encode(codec), order


class TestAnySpelling:
    @unhurried
    @given(spellings())
    def test_gives_the_same_bars(self, case):
        days, bars, raw, order = case

        reading = read(raw, date_order=order)

        assert reading.columns.times.astype("datetime64[D]").tolist() == days
        assert reading.columns.high.tolist() == [high / 100 for high, *_ in bars]
        assert reading.columns.low.tolist() == [low / 100 for _, low, *_ in bars]
        assert reading.columns.open.tolist() == [first / 100 for *_, first, _ in bars]
        assert reading.columns.close.tolist() == [last / 100 for *_, last in bars]
        assert reading.columns.volume.tolist() == [float(high) for high, *_ in bars]
        assert reading.rejected_count == 0

    @unhurried
    @given(st.binary(max_size=400) | st.text(alphabet='0123456789,;.\t|"\n-/: DateOpnHighLwCs=<>+e', max_size=400))
    def test_never_fails_but_with_a_sentence(self, content):
        raw = content if isinstance(content, bytes) else b"Date,Open,High,Low,Close\n" + content.encode()

        try:
            reading = read(raw)
        except CsvError:
            return

        assert np.all(np.diff(reading.columns.times) > np.timedelta64(0))


class TestSpeed:
    def test_reads_fifty_thousand_minute_bars_in_a_second_of_work(self):
        start = datetime(2024, 1, 1)
        lines = [f"{start + timedelta(minutes=at)},1,2,1,2,3" for at in range(50_000)]
        before = time.thread_time()

        reading = read("Date,Open,High,Low,Close,Volume\n" + "\n".join(lines))

        assert len(reading.columns) == 50_000
        assert time.thread_time() - before < 1
