"""Name, description, tags, and deleting."""

from strategies.models import Strategy
from strategies.tests.addresses import address


class TestSettings:
    def test_saves_name_and_description(self, owner, strategy):
        owner.post(address("settings", strategy), {"name": "Other", "description": "Words"})

        strategy.refresh_from_db()
        assert (strategy.name, strategy.description) == ("Other", "Words")

    def test_keeps_what_was_typed_when_the_name_is_missing(self, owner, strategy):
        page = owner.post(address("settings", strategy), {"name": "", "description": "Words"}).content.decode()

        assert "Give the strategy a name." in page
        assert 'value="Words"' in page
        assert "<h1>Crossover</h1>" in page

    def test_saves_tags(self, owner, strategy):
        owner.post(address("settings", strategy), {"name": "x", "description": "", "tags": " ETF, trend,, etf "})

        assert strategy.tag_names == ("ETF", "trend")

    def test_refuses_more_tags_than_there_is_room_for(self, owner, strategy):
        tags = ",".join(f"tag {number}" for number in range(9))

        page = owner.post(
            address("settings", strategy), {"name": "x", "description": "", "tags": tags}
        ).content.decode()

        assert "These are 9 tags. Keep 8 of them." in page
        assert strategy.tag_names == ("trend",)

    def test_escapes_tags_wherever_they_stand(self, owner, strategy):
        owner.post(address("settings", strategy), {"name": "x", "description": "", "tags": "<script>, \"'&#, a/?b"})

        for page in (address("settings", strategy), address("list"), address("detail", strategy)):
            assert b"<script>," not in owner.get(page).content
            assert b"tag=%3Cscript%3E" in owner.get(page).content or page == address("settings", strategy)


class TestDelete:
    def test_asks_first(self, owner, strategy):
        page = owner.get(address("delete", strategy)).content.decode()

        assert "Delete Crossover?" in page
        assert "1 version" in page
        assert Strategy.objects.filter(pk=strategy.pk).exists()

    def test_puts_the_strategy_out_of_sight(self, owner, strategy):
        answer = owner.post(address("delete", strategy))

        assert answer.url == f"{address('list')}?undelete={strategy.pk}"
        assert b"Follows trends" not in owner.get(answer.url).content
        assert owner.post(address("delete", strategy)).status_code == 404
