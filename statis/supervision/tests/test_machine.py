"""What is refused before anything starts, each in one sentence."""

import errno
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from statis.supervision import machine
from statis.supervision.machine import NotPossible

ROOT = Path(__file__).resolve().parents[3]
Usage = namedtuple("Usage", "total used free")


class TestReadPort:
    @pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80a", "８０００"])
    def test_refuses_what_is_no_port(self, text):
        with pytest.raises(NotPossible, match="PORT must be a number from 1 to 65535"):
            machine.read_port(text)


class TestCheckPort:
    def test_names_a_busy_port_and_the_way_out(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]

            with pytest.raises(NotPossible, match=rf"Port {port} is in use .* PORT=9000 make run"):
                machine.check_port(port)

    def test_accepts_a_free_port(self):
        machine.check_port(machine.free_port())


class TestCheckFolder:
    def test_makes_the_folder(self, tmp_path):
        machine.check_folder(tmp_path / "a" / "b")

        assert (tmp_path / "a" / "b").is_dir()
        assert not list((tmp_path / "a" / "b").iterdir())

    def test_refuses_a_nearly_full_disk(self, tmp_path, monkeypatch):
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: Usage(10**9, 10**9 - 1000, 1000))

        with pytest.raises(NotPossible, match="The disk is full"):
            machine.check_folder(tmp_path)

    def test_refuses_a_file_in_its_place(self, tmp_path):
        (tmp_path / "var").write_text("a file")

        with pytest.raises(NotPossible, match="cannot be used"):
            machine.check_folder(tmp_path / "var")

    @pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EPERM])
    def test_explains_a_folder_that_is_not_ours(self, code):
        assert "VAR_DIR=/a/folder" in machine.explain(OSError(code, ""), Path("/data"))


class TestOnlyOne:
    def test_tells_a_second_start_where_the_first_is(self, tmp_path):
        holder = (
            "import sys; from pathlib import Path; from statis.supervision.machine import only_one\n"
            "with only_one(Path(sys.argv[1]), url='http://127.0.0.1:8000/'):\n"
            "    print('held', flush=True); sys.stdin.read()"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", holder, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdout.readline() == b"held\n"

        with (
            pytest.raises(NotPossible, match=rf"already runs at http://127.0.0.1:8000/ \(process {process.pid}\)"),
            machine.only_one(tmp_path, url="http://127.0.0.1:9000/"),
        ):
            pytest.fail("two processes hold the folder")

        process.kill()
        process.communicate()
        with machine.only_one(tmp_path, url="http://127.0.0.1:9000/"):
            assert '"http://127.0.0.1:9000/"' in (tmp_path / "running.json").read_text()
