from lykta.facts.incidents.models import Incident


def locked(incident: Incident) -> Incident:
    """The row as it stands now, held until the transaction ends."""
    rows = Incident.objects.for_municipality(incident.municipality_id).select_related("municipality", "category")
    row: Incident = rows.select_for_update(of=("self",)).get(pk=incident.pk)
    return row
