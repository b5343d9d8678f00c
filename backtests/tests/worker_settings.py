"""The settings of a worker under test: the database of the test, and lost runs noticed within seconds."""

import os

from statis.settings_test import *  # noqa: F403
from statis.settings_test import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_NAME"]
RUN_LEASE_SECONDS = 3
RUN_PICKUP_SECONDS = 2
CELERY_BEAT_SCHEDULE = {"reap": {"task": "backtests.tasks.reap", "schedule": 1.0, "options": {"expires": 5}}}
