"""For servers that speak only WSGI; live progress needs `statis.asgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")

application = get_wsgi_application()
