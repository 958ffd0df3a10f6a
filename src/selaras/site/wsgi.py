"""The door through which a web server calls Selaras."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.site.settings")

application = get_wsgi_application()
