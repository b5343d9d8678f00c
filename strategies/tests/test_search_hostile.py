import pytest
from django.urls import reverse

SEARCHES = ["a " * 2000, "a" * 60_000, "a\x00b", "%_\\", "😀"]


@pytest.mark.django_db
class TestSearch:
    @pytest.mark.parametrize("words", SEARCHES, ids=["words", "letters", "nul", "wildcards", "emoji"])
    def test_answers_whatever_is_looked_for(self, client, alice, words):
        client.force_login(alice)

        assert client.get(reverse("strategies:list"), {"q": words}).status_code == 200
