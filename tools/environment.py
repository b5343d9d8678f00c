"""Make .venv and the front-end files from what is locked, then hand over. Standard library only."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

import build_frontend

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NO_NETWORK = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "nodename nor servname provided",
    "Network is unreachable",
    "Connection refused",
    "Connection reset by peer",
    "ConnectTimeoutError",
    "Read timed out",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
)


class CannotStart(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do."""


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(text, flush=True)


def main(arguments: list[str]) -> NoReturn:
    """Prepare what the command needs and become it."""
    command, *rest = arguments or ["run"]
    os.environ["STATIS_BEGAN_AT"] = str(time.time())
    try:
        if command == "run":
            prepare(dev=False)
            become([str(PYTHON), str(ROOT / "manage.py"), "up", *rest])
        if command == "dev":
            prepare(dev=True)
            become([str(PYTHON), *rest])
        raise CannotStart(f"bootstrap.py knows run and dev, not {command}.")
    except CannotStart as problem:
        sys.exit(str(problem))
    except OSError as problem:
        sys.exit(explain(problem))
    except KeyboardInterrupt:
        sys.exit("Stopped before the set-up was complete; the next run goes on from here.")


def become(argv: list[str]) -> NoReturn:
    """Replace this process, so that signals reach the command itself."""
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(argv[0], argv)  # noqa: S606


def explain(problem: OSError) -> str:
    """Return the sentence for a failure of the machine."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: Statis needs about 1 GB for its packages. Free some space and run this again."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{problem.filename or ROOT} cannot be written. Give yourself the right to write there, then try again."
    return f"The set-up stopped: {problem}."


def prepare(*, dev: bool) -> None:
    """Bring .venv and the front-end files up to date; nothing is done when they are."""
    make_venv()
    install(ROOT / "requirements.txt")
    if dev:
        install(ROOT / "requirements-dev.txt")
    build_front_end()


def make_venv() -> None:
    """
    Make .venv unless a sound one is there.

    :raises CannotStart: if this Python cannot make one.
    """
    if PYTHON.exists() and answers([str(PYTHON), "-c", "import pip"]):
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    say(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]} ...")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotStart(why_no_venv(made.stdout + made.stderr))


def why_no_venv(output: str) -> str:
    """Return the sentence for a `python -m venv` that failed."""
    if "ensurepip" in output or "No module named venv" in output:
        return (
            f"Python {sys.version_info[0]}.{sys.version_info[1]} here lacks its venv module. Install it (on Debian "
            "and Ubuntu: sudo apt install python3-venv) and run this again."
        )
    if "No space left" in output:
        return explain(OSError(errno.ENOSPC, ""))
    return f"A virtual environment could not be made in {VENV}: {last_line(output)}"


def install(lock: Path) -> None:
    """
    Install a locked requirements file with pip, wheels and known hashes only; a stamp remembers that it was done.

    :raises CannotStart: if pip could not.
    """
    stamp = VENV / f".installed-{lock.stem}"
    wanted = digest([lock]) + f" {sys.version_info[0]}.{sys.version_info[1]}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    count = sum("==" in line for line in lock.read_text().splitlines())
    say(f"Installing {count} packages from {lock.name} (the first time takes a minute or two) ...")
    argv = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    argv += ["--retries", "2", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise CannotStart(why_not_installed(done.stdout + done.stderr, lock.name))
    stamp.write_text(wanted)


def why_not_installed(output: str, name: str) -> str:
    """Return the sentence for an installation that failed."""
    if "No space left on device" in output or "ENOSPC" in output:
        return explain(OSError(errno.ENOSPC, ""))
    if any(sign in output for sign in NO_NETWORK):
        return (
            "No network: the packages could not be downloaded. Connect, or set pip's index to a mirror you can reach, "
            "and run this again; what was downloaded already is kept."
        )
    return f"The packages of {name} could not be installed: {last_line(output)}"


def build_front_end() -> None:
    """
    Build static/vendor from the npm packages when a source of it changed.

    :raises CannotStart: if it could not be built.
    """
    script = ROOT / "tools" / "build_frontend.py"
    stamp = ROOT / "static" / "vendor" / ".built-from"
    wanted = digest(front_end_sources())
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if build_frontend.system_npm() is None:
        install(ROOT / "requirements-node.txt")
    say("Building the front-end files ...")
    done = subprocess.run([str(PYTHON), str(script)], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise CannotStart(why_not_installed(done.stdout + done.stderr, "package.json"))
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def front_end_sources() -> list[Path]:
    """Return every file that decides what static/vendor holds."""
    named = ("package.json", "package-lock.json", "tools/build_frontend.py")
    return [*(ROOT / name for name in named), *sorted((ROOT / "frontend").glob("*.*"))]


def answers(argv: list[str]) -> bool:
    """Return whether a command runs and ends well."""
    try:
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def digest(files: list[Path]) -> str:
    """Return the sha256 of files, names and contents."""
    found = hashlib.sha256()
    for file in files:
        found.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()


def last_line(output: str) -> str:
    """Return what a tool said last, its error line if it has one; the whole goes to a file, which is named."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")] or lines or ["it said nothing"]
    with tempfile.NamedTemporaryFile("w", prefix="statis-setup-", suffix=".log", delete=False) as log:
        log.write(output)
    return f"{errors[-1]} (everything it said: {log.name})"
