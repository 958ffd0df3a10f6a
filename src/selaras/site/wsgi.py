"""The door through which a web server calls Selaras."""

import ctypes
import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.site.settings")


def settle() -> None:
    """Load what every page needs before the first is asked for, and keep it apart from what pages leave behind.

    The collector of garbage then no longer walks over it again and again; what loading left goes back to the system.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
    if trim is not None:
        trim(0)


application = get_wsgi_application()
settle()
