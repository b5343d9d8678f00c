"""`manage.py sandbox --check`: what it says, and the exit code that programs go by."""

import io
import json
import os
import socket
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command

from engine.sandbox.policy import Layer
from statis import sandboxes
from statis.management import layers
from statis.management.commands import sandbox
from statis.sandboxes import Examination, Examined

WHOLE = Examination(
    in_force=[layer.value for layer in Layer],
    failing=[],
    landlock_version=7,
    has_seccomp=True,
    is_root=True,
    uid=0,
    kernel="Linux 6.18",
    architecture="x86_64",
    python="3.11.7",
    zygote_pid=4242,
    zygote_bytes=105_000_000,
    lockdown_ms=1.62,
)
REFUSAL = "This system cannot isolate strategies: Landlock is missing. Run Statis in its container."


def without(*missing, **changes):
    return replace(WHOLE, in_force=[layer.value for layer in Layer if layer not in missing], **changes)


@pytest.fixture
def check(monkeypatch):
    """Run the command on what an examination came to, and return its exit code and its output."""

    def call(*arguments, **values):
        monkeypatch.setattr(sandbox, "examined", lambda: Examined(**{"socket": "", "found": WHOLE, **values}))
        out, code = io.StringIO(), 0
        try:
            call_command("sandbox", "--check", *arguments, stdout=out)
        except SystemExit as ended:
            code = ended.code
        return code, out.getvalue()

    return call


class TestHere:
    """On the machine that runs the tests, which has every layer: the others could not have been developed on it."""

    def test_finds_every_layer_in_force_and_what_a_child_costs(self):
        out = io.StringIO()

        call_command("sandbox", "--check", "--json", stdout=out)

        *each, told = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [one["layer"] for one in each] == [layer.value for layer in Layer]
        is_root = os.geteuid() == 0
        assert {one["state"] for one in each if is_root or one["layer"] != Layer.UID} <= {"in force", "reduced"}
        assert told["is_in_order"]
        assert 0 < told["examination"]["lockdown_ms"] < 1_000
        assert told["examination"]["zygote_bytes"] > 10_000_000
        assert told["limits"]["log_lines"] == django_settings.RUN_LIMITS.log_lines

    def test_asks_the_service_of_the_settings(self, settings, tmp_path, eventually):
        settings.SANDBOX_SOCKET = str(tmp_path / "sandbox.sock")
        command = [sys.executable, "-m", "engine.sandbox", "--socket", settings.SANDBOX_SOCKET]
        service = subprocess.Popen(command, cwd=django_settings.BASE_DIR, stderr=subprocess.DEVNULL)
        out = io.StringIO()
        try:
            # There is a socket before there is an answer: the service tries its walls first.
            eventually(lambda: not sandboxes.examined().refusal, seconds=30)

            call_command("sandbox", "--check", stdout=out)
        finally:
            service.terminate()
            service.wait(10)

        assert f"Zygote     process {service.pid}," in out.getvalue()
        assert f"{settings.SANDBOX_SOCKET}: answers" in out.getvalue()

    def test_finds_the_service_of_make_run_by_its_data_folder(self, settings, tmp_path, monkeypatch):
        settings.SANDBOX_SOCKET, settings.VAR_DIR = "", tmp_path
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(tmp_path / sandboxes.EMBEDDED_SOCKET))

            looked = sandboxes._socket_of_make_run()

        assert looked == str(tmp_path / "sandbox.socket")

    def test_says_that_the_service_is_not_there(self, settings, tmp_path):
        settings.SANDBOX_SOCKET = str(tmp_path / "nobody.sock")
        out = io.StringIO()

        with pytest.raises(SystemExit) as ended:
            call_command("sandbox", "--check", stdout=out)

        assert ended.value.code == 1
        assert "does not answer" in out.getvalue()
        assert "python -m engine.sandbox --socket" in out.getvalue()
        assert "This machine" in out.getvalue()


class TestExitCode:
    def test_is_0_with_every_layer_in_force(self, check):
        code, text = check()

        assert code == 0
        assert text.count("in force") == len(Layer) + 1
        assert "1.62 ms, median of 50" in text

    @pytest.mark.parametrize("layer", Layer)
    def test_is_1_without_any_one_of_them_and_the_text_says_what_to_do(self, check, layer):
        code, text = check(found=without(layer))

        (line,) = [line for line in text.splitlines() if line.startswith(f"  {layer.value} ")]
        assert code == 1
        assert "missing" in line
        assert layers.ADVICE[layer] in line

    def test_is_1_where_the_layers_do_not_hold_together(self, check):
        code, text = check(found=replace(WHOLE, failing=["all layers (fork)"]))

        assert code == 1
        assert "all layers (fork) did not hold" in text

    def test_is_1_where_nothing_may_run(self, check):
        code, text = check(socket="/run/s", refusal=REFUSAL, found=None)

        assert code == 1
        assert text.startswith("No strategy runs here.")
        assert REFUSAL in text
        assert "/run/s: does not serve" in text

    def test_is_0_for_an_ordinary_user_who_is_told_what_that_means(self, check):
        code, text = check(found=without(Layer.UID, is_root=False, uid=10001))

        assert code == 0
        assert "reduced   Not started as root, so children share user id 10001" in text

    def test_is_2_on_the_command_line_without_the_option(self, tmp_path):
        environment = {**os.environ, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "statis.settings"}
        command = [sys.executable, django_settings.BASE_DIR / "manage.py", "sandbox"]

        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

        assert ended.returncode == 2
        assert "--check" in ended.stderr


class TestText:
    @pytest.mark.parametrize(("version", "kernel"), [(1, "6.7"), (3, "6.7"), (4, "6.12"), (5, "6.12")])
    def test_names_the_kernel_that_makes_landlock_whole(self, check, version, kernel):
        code, text = check(found=replace(WHOLE, landlock_version=version))

        assert code == 0
        assert f"reduced   Version {version}: " in text
        assert f"Linux {kernel} or newer" in text

    @pytest.mark.parametrize(
        ("is_allowed", "words"), [(True, "Isolation is reduced"), (False, "every backtest is refused")]
    )
    def test_says_whether_runs_go_on_without_a_layer(self, check, settings, is_allowed, words):
        settings.SANDBOX_REDUCED_ISOLATION = is_allowed

        code, text = check(found=without(Layer.LANDLOCK))

        assert code == 1
        assert words in text.splitlines()[0]

    def test_of_a_failure_to_measure_is_honest(self, check):
        _, text = check(found=replace(WHOLE, lockdown_ms=None, zygote_bytes=None))

        assert "Fork to a locked-down child: could not be measured" in text
        assert "process 4242\n" in text


class TestJson:
    def test_is_one_object_a_line_of_plain_characters(self, check):
        code, text = check("--json", socket="/run/\x1b[2J", found=without(Layer.SECCOMP))

        *each, last = [json.loads(line) for line in text.splitlines()]
        assert code == 1
        assert [one["state"] for one in each].count("missing") == 1
        assert (last["is_in_order"], last["service_answers"]) == (False, True)
        assert "\x1b" not in text
