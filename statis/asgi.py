"""Where the web server enters: `uvicorn statis.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")

application = get_asgi_application()
