"""The door through which a web server calls Selaras."""

import ctypes
import gc
import os
from contextlib import suppress
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from selaras.law.pack import BUILT_IN, PackError, load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.site.settings")


def read_packs() -> None:
    """Read the packs before all else: what reading them leaves behind is filled by what is loaded after.

    A pack with faults is told of where it is asked for.
    """
    for folder in settings.SELARAS_PACKS or [path.parent for path in BUILT_IN.glob("*/pack.yaml")]:
        with suppress(PackError):
            load(folder)


def settle() -> None:
    """Load what every page needs before the first is asked for, and keep it apart from what pages leave behind.

    The collector of garbage then walks over none of it, and comes the sooner to what pages leave; what loading left
    goes back to the system.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
    if trim is not None:
        trim(0)


read_packs()
application = get_wsgi_application()
settle()
