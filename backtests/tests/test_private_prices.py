from datetime import date

import pytest

from backtests.execution import Prices
from backtests.forms import BacktestForm, first_values
from backtests.periods import period_of
from backtests.watching import Unwatched
from engine.spec import Spec
from marketdata import uploading
from marketdata.services import NoData
from marketdata.sources.base import AssetClass, Interval
from marketdata.sources.csv_file import Choices

TODAY = date(2026, 11, 23)
DATES = {"start_date": "2024-01-02", "end_date": "2024-01-20"}
TERMS = uploading.Terms(
    symbol="ACME", name="", asset_class=AssetClass.STOCK, currency="USD", interval=Interval.D1, extends=True
)


@pytest.fixture
def acme(alice) -> str:
    rows = "".join(f"2024-01-{day:02},10,12,9,11,100\n" for day in range(1, 29))
    raw = f"date,open,high,low,close,volume\n{rows}".encode()
    draft = uploading.keep_draft(owner=alice, file_name="a.csv", raw=raw, choices=Choices(), today=TODAY)
    reading = uploading.read_draft(draft=draft, choices=Choices(), today=TODAY)
    return uploading.store_draft(draft=draft, reading=reading, terms=TERMS).symbol


def form_of(user, symbol):
    return BacktestForm(first_values(user) | {"symbols": symbol} | DATES, owner=user)


class TestUploadedPrices:
    def test_are_read_by_their_owners_runs_alone(self, acme, alice, bob):
        spec = Spec(source="x = 1", symbols=(acme,))

        assert len(Prices(Unwatched(), user=alice).get(spec, acme)) == 28
        for other in (bob, None):
            with pytest.raises(NoData, match="There are no prices for"):
                Prices(Unwatched(), user=other).get(spec, acme)

    def test_give_their_owner_a_period(self, acme, alice, bob):
        assert period_of((acme,), "Max", owner=alice) == (date(2024, 1, 1), date(2024, 1, 28))
        assert period_of((acme,), "Max", owner=bob) is None

    def test_can_be_compared_with_by_their_owner_alone(self, acme, alice, bob):
        mine, his = (dict(form_of(user, acme).fields["benchmark"].choices) for user in (alice, bob))

        assert acme in str(mine)
        assert acme not in str(his)

    def test_are_unknown_to_the_form_of_anybody_else(self, acme, bob):
        form = form_of(bob, acme)

        assert not form.is_valid()
        assert "There are no prices for" in str(form.errors)
