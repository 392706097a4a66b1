from lykta.facts.incidents.models import Incident


def locked(incident: Incident) -> Incident:
    """The row as it stands now, held until the transaction ends. `note_change` comes before, in every operation."""
    rows = Incident.objects.for_municipality(incident.municipality_id).select_related(
        "municipality", "category", "place"
    )
    row: Incident = rows.select_for_update(of=("self",), no_key=True).get(pk=incident.pk)
    return row
