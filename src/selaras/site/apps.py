"""How static files are gathered for serving."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Gathers the built front end and leaves its sources behind."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "src", ".selaras"]
