"""What the forms about incidents choose among."""

from __future__ import annotations

from lykta.facts.evidence.queries import category_tree
from lykta.ground.municipalities.models import Municipality


def category_choices(municipality: Municipality) -> list[tuple[str, str]]:
    choices = []
    for node in category_tree(municipality):
        choices.append((node.code, node.label))
        choices += [(child.code, f"{node.label}: {child.label.lower()}") for child in node.children]
    return choices
