"""Settings for tests: fast password hashing, nothing sent, nothing kept, and not this machine's own data folder."""

import atexit
import os
import shutil
import tempfile

# One folder a process, so that tests running side by side share neither files nor a Valkey.
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="statis-test-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789" * 3)

from statis.settings import *  # noqa: F403, E402

# Nothing goes out unless a test says so and serves the upstream itself.
MARKET_SOURCES = ()
# Every run of every test is checked, but with fewer cuts than people get: each is a run of its own.
LOOKAHEAD_CUTS = 2
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Plain addresses, found in the source folders: no collectstatic before a test.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
SERVESTATIC_AUTOREFRESH = SERVESTATIC_USE_FINDERS = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # A file, not memory: a real worker process must see what a test wrote, and locking is then the real one.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
