import pytest
from django.urls import reverse

from strategies import services
from strategies.models import StrategyVersion


@pytest.fixture
def strategy(alice):
    return services.create_strategy(owner=alice, name="Mine", source="x = '<b>'\n")


@pytest.fixture
def operator(client, carol):
    client.force_login(carol)
    return client


class TestAdmin:
    def test_lists_strategies(self, operator, strategy):
        assert b"Mine" in operator.get(reverse("admin:strategies_strategy_changelist")).content

    def test_shows_versions_read_only_and_escaped(self, operator, strategy):
        page = operator.get(reverse("admin:strategies_strategy_change", args=[strategy.pk])).content.decode()

        assert "x = &#x27;&lt;b&gt;&#x27;" in page
        assert 'name="versions-0-source"' not in page

    def test_cannot_rewrite_a_version(self, operator, strategy):
        version = strategy.latest_version
        values = {
            "name": "Renamed",
            "description": "",
            "versions-TOTAL_FORMS": "1",
            "versions-INITIAL_FORMS": "1",
            "versions-0-id": version.pk,
            "versions-0-strategy": strategy.pk,
            "versions-0-source": "stolen",
        }

        operator.post(reverse("admin:strategies_strategy_change", args=[strategy.pk]), values)

        strategy.refresh_from_db()
        assert strategy.name == "Renamed"
        assert StrategyVersion.objects.get().source == "x = '<b>'\n"

    def test_adds_none(self, operator):
        assert operator.get(reverse("admin:strategies_strategy_add")).status_code == 403
