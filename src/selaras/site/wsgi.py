"""The door through which a web server calls Selaras."""

import ctypes
import gc
import os
from contextlib import suppress
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.site.settings")


def settle() -> None:
    """Load what every page needs before the first is asked for, and keep it apart from what pages leave behind.

    The collector of garbage then walks over none of it, and comes the sooner to what pages leave; what loading left
    goes back to the system. A pack with faults is told of where it is asked for.
    """
    import_module(settings.ROOT_URLCONF)
    from selaras.law.pack import PackError, load  # noqa: PLC0415 - what reads settings comes after they are chosen
    from selaras.records.governments import BUILT_IN  # noqa: PLC0415

    for folder in settings.SELARAS_PACKS or [path.parent for path in BUILT_IN.glob("*/pack.yaml")]:
        with suppress(PackError):
            load(folder)
    gc.collect()
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only glibc has it
    if trim is not None:
        trim(0)


application = get_wsgi_application()
settle()
