"""Static files under their hashed names, collected only when one of them changed."""

import hashlib
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_if_changed() -> bool:
    """Collect the static files unless those collected last are still current, and return whether it did."""
    stamp = Path(settings.STATIC_ROOT) / ".collected-from"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(wanted, encoding="ascii")
    return True


def _fingerprint() -> str:
    """Return a hash over name, size and time of every source file: reading them all would slow each start."""
    found = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list(None):
            file = Path(storage.path(path)).stat()
            found.update(f"{path}|{file.st_size}|{file.st_mtime_ns}\n".encode())
    return found.hexdigest()
