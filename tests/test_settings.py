"""Every setting is documented, and nothing is documented that is not a setting."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""\benv\.\w+\(\s*["']([A-Z_]+)["']""")
# Read elsewhere: by `manage.py up`, and by docker-compose.yml.
ELSEWHERE = {"PORT", "POSTGRES_PASSWORD", "WORKERS"}


def documented() -> list[str]:
    return re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


class TestEnvExample:
    def test_names_exactly_what_is_read(self):
        read = set(READ.findall((ROOT / "statis" / "settings.py").read_text()))

        assert set(documented()) == read | ELSEWHERE

    def test_names_each_setting_once(self):
        names = documented()

        assert sorted(names) == sorted(set(names))

    def test_sets_nothing_when_copied_as_it_is(self):
        lines = (ROOT / ".env.example").read_text().splitlines()

        assert all(line.startswith("#") or not line for line in lines)
