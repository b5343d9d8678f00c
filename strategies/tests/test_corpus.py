from pathlib import Path

import pytest
from django.conf import settings

from strategies import checking

CORPUS = sorted((Path(settings.BASE_DIR) / "engine/tests/corpus").rglob("*.py"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
class TestCheckOfAnHonestStrategy:
    def test_finds_no_error(self, path):
        assert [finding for finding in checking.check(path.read_text()) if finding.is_error] == []
