"""Provisions: the official wording of a regulation, as an administrator's copy gives it."""

from __future__ import annotations

import json
from hashlib import sha256

from django.db import transaction

from selaras.actions.people import SYSTEM
from selaras.actions.search import describe
from selaras.actions.units import IN_FORCE
from selaras.law.official_text import OfficialText
from selaras.law.types import Basis, Strength
from selaras.records import clock, ledger
from selaras.records.governments import Government, ProvisionText


def import_text(*, government: Government, regulation: str, text: OfficialText) -> int:
    """Keep the wording of a regulation in place of what was kept before; returns how many provisions now have one.

    Only the wording by provision is kept: the reader has left out the closing block with its names and numbers. The
    entry carries the SHA-256 of all wordings (JSON, sorted by key), so that a changed one can be found out.
    """
    rows = [
        ProvisionText(government=government, regulation=regulation, key=key, wording=wording)
        for key, wording in text.wording.items()
    ]
    digest = sha256(json.dumps(dict(text.wording), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    with transaction.atomic():
        own = Government.objects.select_for_update(no_key=True).get(pk=government.pk)
        ProvisionText.objects.filter(government=own, regulation=regulation).delete()
        kept = len(ProvisionText.objects.bulk_create(rows))
        own.organisation_version += 1
        own.save(update_fields=["organisation_version"])
        ledger.append(
            government=own,
            subject_type="organisation",
            subject_key=own.code,
            subject_version=own.organisation_version,
            state_before=IN_FORCE,
            state_after=IN_FORCE,
            step="impor_bunyi",
            actor=SYSTEM,
            basis=Basis(Strength.DESIGNED, reason="bunyi resmi diimpor dari naskah pengelola"),
            recorded_at=clock.now(),
            files=[digest],
            texts={"text": f"{kept} ketentuan {regulation}"},
        )
        describe(own)
    return kept
