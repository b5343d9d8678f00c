import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from marketdata import services
from marketdata.models import Instrument, PriceSeries, UploadDraft

PLAIN = "Date,Open,High,Low,Close,Volume\n2024-01-02,10,12,9,11,100\n2024-01-03,11,13,10,12,200\n"
LATER = "Date,Open,High,Low,Close,Volume\n2024-01-03,21,23,20,22,200\n2024-01-04,21,23,20,22,300\n"
TERMS = {"symbol": "ACME", "name": "Acme", "asset_class": "STOCK", "currency": "usd"}
TERMS |= {"interval": "1d", "how": "extend"}


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def send(client, content=PLAIN, name="acme.csv"):
    raw = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("upload:upload"), {"file": SimpleUploadedFile(name, raw)})


def store(client, content=PLAIN, **terms):
    return client.post(send(client, content).url, TERMS | terms)


def bars_of(user):
    return services.get_bars(symbol="MY.ACME", user=user)


class TestUpload:
    def test_leads_to_the_preview(self, signed_in, alice):
        response = send(signed_in)

        draft = UploadDraft.objects.get(owner=alice)
        assert response.url == reverse("upload:preview", kwargs={"pk": draft.pk})

    def test_says_what_is_wrong_with_a_file_and_keeps_none(self, signed_in):
        response = send(signed_in, b"PK\x03\x04")

        assert "Excel workbook" in response.content.decode()
        assert not UploadDraft.objects.exists()

    def test_refuses_a_file_larger_than_twenty_megabytes(self, signed_in):
        response = send(signed_in, b"1" * 20_000_001)

        assert "larger than 20 MB" in response.content.decode()
        assert not UploadDraft.objects.exists()

    def test_asks_for_a_file_when_none_came(self, signed_in):
        response = signed_in.post(reverse("upload:upload"))

        assert "Choose a file." in response.content.decode()

    def test_keeps_three_drafts_of_an_owner(self, signed_in, alice):
        for _ in range(5):
            send(signed_in)

        assert UploadDraft.objects.filter(owner=alice).count() == 3

    def test_sends_strangers_to_the_door(self, client, db):
        assert client.get(reverse("upload:upload")).status_code == 302

    def test_gives_htmx_the_fragment(self, signed_in):
        page = signed_in.get(reverse("upload:upload"), headers={"HX-Request": "true"}).content.decode()

        assert "<html" not in page
        assert "Upload prices" in page


class TestPreview:
    def test_shows_what_was_understood_and_why_rows_were_rejected(self, signed_in):
        page = signed_in.get(send(signed_in, PLAIN + "2024-01-04,=1+1,2,1,2,1\n").url).content.decode()

        assert "cells separated by commas" in page
        assert "the open “=1+1” is not a number" in page
        assert "2024-01-03" in page

    def test_shows_the_markup_of_a_file_as_text(self, signed_in):
        content = PLAIN.replace("Volume", "<script>alert(1)</script>") + "<img src=x onerror=alert(1)>,1,2,1,2,1\n"

        page = signed_in.get(send(signed_in, content, "<b>x.csv").url).content.decode()

        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_reads_again_with_other_choices_and_keeps_them(self, signed_in):
        url = send(signed_in, "Date,Open,High,Low,Close\n01/02/2024,1,2,1,2\n01/03/2024,1,2,1,2\n").url

        asked = signed_in.get(url).content.decode()
        again = signed_in.get(url, {"date_order": "MDY", "symbol": "MINE"}).content.decode()

        assert "Is “01/02/2024” 1 February 2024 or 2 January 2024?" in asked
        assert "Is “01/02/2024”" not in again
        assert '<option value="MDY" selected>' in again
        assert 'value="MINE"' in again

    def test_puts_the_choices_into_the_address_and_no_token(self, signed_in):
        url = send(signed_in).url

        response = signed_in.post(url, {"read": "again", "decimal": ".", "csrfmiddlewaretoken": "secret"})

        assert response.url == f"{url}?decimal=."
        assert not Instrument.objects.exists()

    def test_says_what_is_wrong_with_choices_and_lets_them_be_changed(self, signed_in):
        page = signed_in.get(send(signed_in).url, {"column_open": "4", "column_close": "4"}).content.decode()

        assert "is chosen for two things" in page
        assert '<option value="4" selected>Close</option>' in page

    def test_leads_on_to_what_was_stored(self, signed_in):
        stored = store(signed_in)

        assert stored.url == "/markets/MY.ACME/?interval=1d"
        assert "2 bars stored as MY.ACME, for you alone." in signed_in.get(stored.url).content.decode()

    def test_stores_the_bars_for_their_owner_alone(self, signed_in, alice, bob):
        store(signed_in)

        bars = bars_of(alice)
        assert (bars.close.tolist(), bars.currency, bars.source) == ([11, 12], "USD", "Your file acme.csv")
        for other in (bob, None):
            with pytest.raises(services.NoData, match=r"There are no prices for “MY\.ACME”"):
                bars_of(other)
        assert not UploadDraft.objects.exists()

    @pytest.mark.parametrize(("asset_class", "dates"), [("STOCK", 252), ("CRYPTO", 365)])
    def test_knows_how_many_days_of_a_year_have_minutes(self, signed_in, alice, asset_class, dates):
        minutes = "date,open,high,low,close\n2024-01-02 09:30,1,1,1,1\n2024-01-02 09:31,1,1,1,1\n"

        store(signed_in, minutes, interval="1m", asset_class=asset_class)

        bars = services.get_bars(symbol="MY.ACME", interval="1m", user=alice)
        assert (bars.dates_per_year, bars.session_end.minute) == (dates, 59)
        assert bars.periods_per_year > 95_000
        assert Instrument.objects.get(symbol="MY.ACME").periods_per_year == dates
        assert bars.time_zone == ("America/New_York" if asset_class == "STOCK" else "UTC")

    def test_extends_what_there_is(self, signed_in, alice):
        store(signed_in)
        store(signed_in, LATER)

        assert bars_of(alice).close.tolist() == [11, 22, 22]

    def test_replaces_what_there_is_when_told_to(self, signed_in, alice):
        store(signed_in)
        store(signed_in, LATER, how="replace")

        assert bars_of(alice).close.tolist() == [22, 22]

    def test_does_not_mix_adjusted_prices_with_others(self, signed_in, alice):
        store(signed_in)
        adjusted = "Date,Open,High,Low,Close,Adj Close\n2024-01-05,1,2,1,2,1\n"

        page = store(signed_in, adjusted).content.decode()

        assert "Choose the same for both, or replace what there is." in page
        assert bars_of(alice).close.tolist() == [11, 12]

    def test_stores_nothing_while_a_question_is_open(self, signed_in):
        page = store(signed_in, "Date,Open,High,Low,Close\n01/02/2024,1,2,1,2\n01/03/2024,1,2,1,2\n").content.decode()

        assert "Choose, then store." in page
        assert not Instrument.objects.exists()

    def test_stores_nothing_when_storing_fails_half_way(self, signed_in, monkeypatch):
        url = send(signed_in).url

        def fail(**_):
            raise OSError("the disk is full")

        monkeypatch.setattr(UploadDraft, "delete", lambda self: fail())
        with pytest.raises(OSError, match="disk"):
            signed_in.post(url, TERMS)

        assert not Instrument.objects.exists()
        assert not PriceSeries.objects.exists()
        assert UploadDraft.objects.count() == 1

    @pytest.mark.parametrize("symbol", ["", "A B", "<b>", "A" * 20, "../x"])
    def test_refuses_what_is_no_symbol(self, signed_in, symbol):
        response = store(signed_in, symbol=symbol)

        assert response.status_code == 200
        assert not Instrument.objects.exists()

    def test_hides_nobodys_prices(self, signed_in, alice):
        services.load_sample_data()
        store(signed_in, symbol="AAPL")

        assert services.get_bars(symbol="AAPL", user=alice).source != "Your file acme.csv"
        assert services.get_bars(symbol="MY.AAPL", user=alice).source == "Your file acme.csv"

    def test_is_nobody_elses(self, signed_in, client, bob):
        url = send(signed_in).url
        client.force_login(bob)

        assert client.get(url).status_code == 404
        assert client.post(url, TERMS).status_code == 404


class TestDelete:
    def test_asks_first(self, signed_in):
        store(signed_in)

        page = signed_in.get(reverse("upload:delete", kwargs={"symbol": "MY.ACME"})).content.decode()

        assert "Delete MY.ACME?" in page
        assert Instrument.objects.exists()

    def test_deletes_every_bar(self, signed_in):
        store(signed_in)

        signed_in.post(reverse("upload:delete", kwargs={"symbol": "MY.ACME"}))

        assert not Instrument.objects.exists()

    def test_is_for_the_owner(self, signed_in, client, bob):
        store(signed_in)
        client.force_login(bob)

        assert client.post(reverse("upload:delete", kwargs={"symbol": "MY.ACME"})).status_code == 404
        assert Instrument.objects.exists()


class TestUploadThenExport:
    def exported(self, capsys, *more):
        call_command("bars", "MY.ACME", "--csv", "--owner", "alice@example.com", *more)
        return capsys.readouterr().out

    def test_gives_the_same_bars(self, signed_in, capsys):
        rows = [[f"2024-01-{day:02}", 1.1 + day / 7, 100.25, 0.1, 1.3 + day / 9, 1e9 / day] for day in range(1, 29)]
        text = io.StringIO()
        csv.writer(text).writerows([["date", "open", "high", "low", "close", "volume"], *rows])
        store(signed_in, text.getvalue())

        out = list(csv.reader(io.StringIO(self.exported(capsys))))

        assert [[day, *map(float, values)] for day, *values in out[1:]] == rows

    def test_gives_the_same_minutes(self, signed_in, capsys):
        content = "date,open,high,low,close,volume\n" + "".join(
            f"2024-01-02 09:{minute},1.5,2.0,1.0,1.75,10.0\n" for minute in range(30, 40)
        )
        store(signed_in, content, interval="1m")

        first = self.exported(capsys, "--interval", "1m")
        store(signed_in, first, interval="1m", how="replace")

        assert self.exported(capsys, "--interval", "1m") == first
        assert "2024-01-02 09:39:00,1.5,2.0,1.0,1.75,10.0" in first

    def test_is_for_the_owner_named(self, signed_in, bob, capsys):
        store(signed_in)

        with pytest.raises(SystemExit):
            call_command("bars", "MY.ACME", "--csv", "--owner", "bob@example.com")

        assert "There are no prices for “MY.ACME”" in capsys.readouterr().err
