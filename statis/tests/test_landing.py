"""The landing page promises only what exists."""

import pytest

from strategies.generation.catalogue import TEMPLATES

pytestmark = pytest.mark.django_db


class TestLanding:
    def test_is_what_a_visitor_sees(self, client):
        page = client.get("/").content.decode()

        assert "Test a trading idea before it costs you." in page
        assert 'href="/accounts/signup/"' in page
        assert "Not investment advice" in page

    def test_names_as_many_templates_as_there_are(self, client):
        assert len(TEMPLATES) == 7
        assert "Seven textbook strategies" in client.get("/").content.decode()

    def test_promises_nothing_that_is_not_built(self, client):
        page = client.get("/").content.decode().lower()

        assert not [
            word for word in ("plain english", "plain language", "generat", "paper trad", "optimi") if word in page
        ]

    def test_shows_no_figure_of_its_own(self, client):
        assert "stat__value" not in client.get("/").content.decode()
