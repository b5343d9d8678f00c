"""docker-compose.yml and Dockerfile, read as text: no Docker engine is needed."""

import re
from pathlib import Path

import pytest
import yaml

from engine.sandbox.__main__ import options_of
from statis.sandboxes import INSPECTOR

ROOT = Path(__file__).resolve().parent.parent
SECRET = re.compile(r"(?i)secret|password|token|_key$")


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


class TestServices:
    def test_are_the_same_application_as_make_run(self, compose):
        assert set(compose["services"]) == {"web", "worker", "beat", "sandbox", "postgres", "redis"}
        assert "uvicorn statis.asgi:application" in compose["services"]["web"]["command"]
        assert compose["services"]["worker"]["command"].startswith("celery -A statis worker ")
        assert compose["services"]["beat"]["command"].startswith("celery -A statis beat ")
        assert compose["services"]["sandbox"]["command"].startswith("python -m engine.sandbox ")

    def test_web_migrates_and_loads_prices_before_it_serves(self, compose):
        command = compose["services"]["web"]["command"]

        assert command.index("migrate") < command.index("seed --prices-only") < command.index("exec uvicorn")

    def test_wait_for_what_they_need(self, compose):
        services = compose["services"]

        assert set(services["web"]["depends_on"]) == {"postgres", "redis", "sandbox"}
        for name in ("worker", "beat"):
            assert services[name]["depends_on"] == {"web": {"condition": "service_healthy"}}

    @pytest.mark.parametrize("name", ["web", "worker", "sandbox", "postgres", "redis"])
    def test_say_whether_they_are_healthy(self, compose, name):
        assert compose["services"][name]["healthcheck"]["test"]

    @pytest.mark.parametrize("name", ["web", "worker", "beat", "sandbox"])
    def test_of_ours_have_no_privileges(self, compose, name):
        service = compose["services"][name]

        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["read_only"] is True
        assert not {"privileged", "cap_add", "pid", "ipc", "devices", "env_file"} & set(service)
        assert service["volumes"] == ["sandbox-socket:/run/sandbox"]
        assert service.get("network_mode", "none") == "none"

    def test_publish_one_port_and_on_the_loopback_address_only(self, compose):
        published = [port for service in compose["services"].values() for port in service.get("ports", [])]

        assert published == ["127.0.0.1:${PORT:-8000}:8000"]

    def test_use_images_by_plain_name(self, compose):
        for service in compose["services"].values():
            assert "/" not in service["image"]


class TestSandbox:
    def test_has_neither_network_nor_environment(self, compose):
        service = compose["services"]["sandbox"]

        assert service["network_mode"] == "none"
        assert not {"environment", "env_file", "ports", "networks", "depends_on", "tmpfs", "<<"} & set(service)

    def test_may_not_use_up_the_machine(self, compose):
        service = compose["services"]["sandbox"]

        assert service["mem_limit"]
        assert service["pids_limit"] < 256

    def test_understands_its_command_and_listens_where_the_others_look(self, compose):
        services = compose["services"]
        command = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", services["sandbox"]["command"]).split()

        options = options_of(command[3:])

        assert command[:3] == ["python", "-m", "engine.sandbox"]
        assert options.inspector == INSPECTOR
        for name in ("web", "worker"):
            assert services[name]["environment"]["SANDBOX_SOCKET"] == str(options.socket)
        assert str(options.socket) in services["sandbox"]["healthcheck"]["test"]

    def test_has_its_socket_in_memory_and_for_our_user_only(self, compose, dockerfile):
        options = compose["volumes"]["sandbox-socket"]["driver_opts"]
        user = re.search(r"useradd .*--uid (\d+)", dockerfile)[1]

        assert options["type"] == "tmpfs"
        assert f"uid={user}" in options["o"]
        assert "mode=0700" in options["o"]


class TestSecrets:
    def test_have_no_value_in_the_file(self, compose):
        for service in compose["services"].values():
            for name, value in service.get("environment", {}).items():
                if SECRET.search(name):
                    assert re.fullmatch(r"\$\{[A-Z_]+:\?.+\}", value), name

    def test_are_refused_when_unset(self, compose):
        environment = compose["services"]["web"]["environment"]

        assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
        assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")

    def test_are_not_copied_into_the_image(self, dockerfile):
        ignored = (ROOT / ".dockerignore").read_text().split()

        assert {".env", "var", ".git", ".venv"} <= set(ignored)
        assert "ARG" not in dockerfile


class TestSettings:
    def test_named_in_the_file_are_known_to_the_application(self, compose):
        known = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

        for name in ("web", "worker", "beat"):
            assert set(compose["services"][name]["environment"]) <= known


class TestImage:
    def test_installs_only_what_is_locked(self, dockerfile):
        installs = re.findall(r"pip install ([^\n\\]+)", dockerfile)

        assert len(installs) == 2
        for arguments in installs:
            assert arguments.startswith("--require-hashes --only-binary :all: -r ")

    def test_does_not_run_as_root(self, dockerfile):
        last_stage = dockerfile.rsplit("\nFROM ", 1)[1]

        assert "\nUSER statis\n" in last_stage

    def test_leaves_node_behind(self, dockerfile):
        last_stage = dockerfile.rsplit("\nFROM ", 1)[1]

        assert "--from=packages /opt/venv /opt/venv" in last_stage
        assert "requirements-node" not in last_stage

    def test_copies_only_files_that_exist(self, dockerfile):
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
            for source in line.split():
                assert (ROOT / source).exists(), source
