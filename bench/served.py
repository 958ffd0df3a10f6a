"""The product's settings for the server that is measured: the floors besides, and on demand without kept pages."""

from __future__ import annotations

import os
from pathlib import Path

from selaras.site import settings as real

globals().update({name: value for name, value in vars(real).items() if name.isupper()})

ROOT_URLCONF = "bench.floors"
INSTALLED_APPS = [*real.INSTALLED_APPS, "bench"]
TEMPLATES = [{**real.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
MIDDLEWARE = [
    name for name in real.MIDDLEWARE if not (os.environ.get("BENCH_ANEW") and name.endswith("PagesMiddleware"))
]
# What `django-admin startproject` writes.
STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
