"""Every stored field has a data class, and nobody is the subject of a record."""

import re

from lykta.base.privacy.data_classes import DataClass, declarations
from tests.architecture.test_relations import our_models


def stored_fields():
    for model in our_models():
        if not model._meta.auto_created:
            yield (
                model._meta.label,
                {field.name for field in model._meta.get_fields() if getattr(field, "concrete", False)},
            )


def test_every_field_is_classified():
    declared = {label: set(d.fields) for label, d in declarations().items()}
    wrong = {
        label: {
            "missing": sorted(fields - declared.get(label, set())),
            "gone": sorted(declared.get(label, set()) - fields),
        }
        for label, fields in stored_fields()
        if fields != declared.get(label, set())
    }
    assert wrong == {}
    assert set(declared) == {label for label, _ in stored_fields()}


def test_no_person_is_the_subject_of_a_record():
    names = [model.__name__ for model in our_models()]
    assert not [
        name for name in names if re.search(r"person(?!al)|suspect|victim|resident|vehicle", name, re.IGNORECASE)
    ]


def test_secrets_and_contacts_stand_only_where_they_may():
    where = {
        label for label, d in declarations().items() if {DataClass.CONTACT, DataClass.SECRET} & set(d.fields.values())
    }
    assert {label.split(".")[0] for label in where} <= {
        "accounts", "audit", "incidents", "messaging", "publishing", "situation_reports", "municipalities",
        "analysis", "action_plans", "promises", "follow_up", "evidence", "intake",
    }  # fmt: skip
