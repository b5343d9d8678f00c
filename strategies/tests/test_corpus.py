from pathlib import Path

import pytest
from django.conf import settings

from strategies.checking.inspection import inspected

ENGINE = Path(settings.BASE_DIR) / "engine"
CORPUS = sorted([*(ENGINE / "tests/corpus").rglob("*.py"), *(ENGINE / "sandbox/tests/benign").glob("*.py")])


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
class TestCheckOfAnHonestStrategy:
    def test_finds_no_error(self, path):
        assert inspected(path.read_text()).errors == []
