"""The two commands a newcomer meets, as far as they can be tested without starting anything."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("run", "test", "test-core", "test-e2e", "check", "fix", "bench", "seed", "docs")


def make(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **options)


class TestMake:
    def test_alone_lists_every_target_with_what_it_does(self):
        listed = {line.split()[1]: line.split(maxsplit=2)[2] for line in make().stdout.splitlines()}

        assert set(TARGETS) <= set(listed)
        assert all(listed.values())

    def test_starts_everything_through_the_bootstrap(self):
        for target in TARGETS:
            assert "./tools/python tools/bootstrap.py" in make("--dry-run", target).stdout


class TestBootstrap:
    def test_tells_an_old_python_so(self, tmp_path):
        script = f"""
import sys
sys.version_info = (3, 6, 15)
sys.path.insert(0, {str(ROOT / "tools")!r})
import bootstrap
bootstrap.main()
"""
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

        assert done.returncode == 1
        assert done.stderr.startswith("Statis needs Python 3.11 to 3.14; this is Python 3.6.")
        assert done.stderr.count("\n") == 1

    def test_uses_no_syntax_an_old_python_lacks(self):
        import ast

        source = (ROOT / "tools" / "bootstrap.py").read_text()

        tree = ast.parse(source, feature_version=(3, 4))
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]


class TestEnvironment:
    @pytest.fixture(autouse=True)
    def tools(self, monkeypatch):
        monkeypatch.syspath_prepend(ROOT / "tools")

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ("OSError: [Errno 28] No space left on device", "The disk is full"),
            ("NewConnectionError: Failed to establish a new connection: [Errno -3]", "No network"),
            ("npm error code EAI_AGAIN", "No network"),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"),
        ],
    )
    def test_explains_a_failed_installation_in_one_sentence(self, said, sentence):
        import environment

        explained = environment.why_not_installed(f"a warning\n{said}\nand more", "requirements.txt")

        assert sentence in explained
        assert "\n" not in explained

    def test_names_the_package_that_brings_venv(self):
        import environment

        assert "sudo apt install python3-venv" in environment.why_no_venv("ensurepip is not available")
