"""Standing delegations: a convener lets an Asisten lead matters of a sort from the start, until a day (Pasal 19 d)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from selaras.records.governments import Government


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Standing delegations, narrowed to a day."""

    def on(self, day: date) -> DelegationQuerySet:
        """Those that hold on `day`."""
        return self.filter(ended=False, valid_from__lte=day, valid_to__gte=day)


class Delegation(models.Model):
    """One standing delegation; it covers matters whose opener hangs on `lead`, of one form or of any."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    convener = models.CharField("pemimpin koordinasi", max_length=90)
    lead = models.CharField("dilimpahkan kepada", max_length=90)
    form = models.CharField("bentuk", max_length=1, blank=True)
    with_budget = models.BooleanField("juga yang menyangkut anggaran", default=False)
    valid_from = models.DateField("sejak")
    valid_to = models.DateField("sampai")
    ended = models.BooleanField("diakhiri lebih awal", default=False)
    version = models.PositiveIntegerField("versi", default=1)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="delegation_ends_after_it_begins", condition=Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="delegation_goes_to_another_post", condition=~Q(convener=F("lead"))),
        ]
        indexes = [models.Index(fields=["government", "convener", "valid_to"])]

    def __str__(self) -> str:
        return f"{self.convener} -> {self.lead}"

    def covers(self, form: str, budget: bool) -> bool:
        """Whether a matter of that form, with or without budget, falls under it."""
        return self.form in ("", form) and (self.with_budget or not budget)
