"""The one Django app of Selaras: all tables, and the triggers that guard the ledger."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from selaras.records import search_text, triggers


class RecordsConfig(AppConfig):
    """Registers the tables under the label `records` and keeps the ledger's triggers in place."""

    name = "selaras.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the triggers off before tables are remade, put them back after."""
        for beside in (triggers, search_text):
            pre_migrate.connect(beside.before_migrate, sender=self)
            post_migrate.connect(beside.after_migrate, sender=self)
