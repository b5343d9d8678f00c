"""The embedded Valkey, with the real server."""

import stat

import pytest
import redis

from statis.supervision import valkey
from statis.supervision.machine import free_port
from statis.supervision.supervisor import Supervisor


class TestRedisUrl:
    def test_is_kept_for_the_next_process(self, tmp_path):
        assert valkey.redis_url(tmp_path) == valkey.redis_url(tmp_path)

    def test_is_readable_by_its_owner_only(self, tmp_path):
        valkey.redis_url(tmp_path)

        assert stat.S_IMODE((tmp_path / "valkey" / "url").stat().st_mode) == 0o600

    def test_changes_when_it_must_move(self, tmp_path):
        before = valkey.redis_url(tmp_path)

        after = valkey.move_to_free_port(tmp_path)

        assert after != before
        assert valkey.redis_url(tmp_path) == after


class TestServer:
    @pytest.fixture
    def url(self, tmp_path):
        with Supervisor(cwd=tmp_path, log_dir=tmp_path / "logs") as supervisor:
            url = valkey.redis_url(tmp_path)
            supervisor.start(valkey.program(tmp_path))
            supervisor.wait_until(lambda: valkey.answers(url), name="valkey", seconds=20)
            yield url

    def test_lets_nobody_in_without_the_password(self, url):
        stranger = redis.Redis(host="127.0.0.1", port=valkey.port_of(url))

        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        stranger.close()

    def test_listens_on_the_loopback_address_only(self, url):
        with redis.Redis.from_url(url, decode_responses=True) as client:
            assert client.config_get("bind") == {"bind": "127.0.0.1"}

    def test_keeps_its_data_over_a_restart(self, tmp_path):
        url = valkey.redis_url(tmp_path)
        for written in (True, False):
            with Supervisor(cwd=tmp_path, log_dir=tmp_path / "logs") as supervisor:
                supervisor.start(valkey.program(tmp_path))
                supervisor.wait_until(lambda: valkey.answers(url), name="valkey", seconds=20)
                with redis.Redis.from_url(url, decode_responses=True) as client:
                    if written:
                        client.set("word", "kept")
                    else:
                        assert client.get("word") == "kept"

    def test_keeps_the_password_out_of_the_command_line(self, tmp_path):
        password = valkey.redis_url(tmp_path).split(":")[2].split("@")[0]

        assert not any(password in argument for argument in valkey.program(tmp_path).argv)


class TestAnswers:
    def test_is_false_where_nobody_listens(self):
        assert not valkey.answers(f"redis://:x@127.0.0.1:{free_port()}/0")

    def test_refuses_an_address_that_is_not_ours(self):
        with pytest.raises(ValueError, match="not the address of an embedded Valkey"):
            valkey.answers("redis://elsewhere:6379/0")
