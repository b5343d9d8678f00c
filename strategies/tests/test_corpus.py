from pathlib import Path

import pytest
from django.conf import settings

from strategies.checking.inspection import inspected

CORPUS = sorted((Path(settings.BASE_DIR) / "engine/tests/corpus").rglob("*.py"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
class TestCheckOfAnHonestStrategy:
    def test_finds_no_error(self, path):
        assert inspected(path.read_text()).errors == []
