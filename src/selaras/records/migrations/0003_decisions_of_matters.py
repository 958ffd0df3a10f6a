"""Decisions that matters came to before there was a table of decisions."""

from typing import Any

from django.db import migrations


def gather(apps: Any, schema_editor: Any) -> None:
    """Every text by which a coordination was decided becomes a decision, by its entry in the ledger."""
    decision, proposal = apps.get_model("records", "Decision"), apps.get_model("records", "Proposal")
    decided = proposal.objects.filter(step="putuskan").select_related("matter", "participant").order_by("pk")
    for row in decided.iterator():
        form = row.matter.form
        decision.objects.get_or_create(
            government_id=row.government_id,
            matter=row.matter,
            entry=row.entry,
            defaults={
                "order": row.version,
                "text": row.text,
                "ground": f"Pasal 18 huruf {form}" if form else "Pasal 18",
                "decided_by": row.participant.post or row.matter.opener_post,
                "adopted_on": row.created_at.date(),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("records", "0002_coordination")]

    operations = [migrations.RunPython(gather, migrations.RunPython.noop)]
