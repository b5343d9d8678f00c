"""The landing page promises only what exists."""

from django.template.loader import render_to_string

from strategies.generation.catalogue import TEMPLATES


class TestLanding:
    def test_is_what_a_visitor_sees(self, client):
        page = client.get("/").content.decode()

        assert "Test a trading idea before it costs you." in page
        assert 'href="/accounts/signup/"' in page
        assert "Not investment advice" in page

    def test_names_as_many_templates_as_there_are(self, client):
        assert len(TEMPLATES) == 6
        assert "Six textbook strategies" in client.get("/").content.decode()

    def test_promises_nothing_that_is_not_built(self, client):
        page = client.get("/").content.decode().lower()

        assert not [
            word for word in ("plain english", "plain language", "generat", "paper trad", "optimi") if word in page
        ]

    def test_shows_no_figure_of_its_own(self, client):
        assert "stat__value" not in client.get("/").content.decode()

    def test_shows_a_report_that_it_is_given(self, rf):
        tile = {"label": "Total return", "value": "+60.5%", "tone": "gain", "versus": "+119.3%"}
        report = {"title": "SMA crossover", "subtitle": "AAPL, daily, 2004 to 2013", "tiles": [tile]}

        page = render_to_string("landing.html", {"report": report}, request=rf.get("/"))

        assert "+60.5%" in page
        assert "+119.3%" in page
