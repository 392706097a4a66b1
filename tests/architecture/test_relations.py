"""Import-linter does not see string foreign keys: no relation may point at a floor above, or sideways."""

from django.apps import apps

FLOORS = [
    ["base.kernel"], ["base.audit"], ["base.documents", "base.messaging", "base.files"], ["base.privacy"],
    ["ground.municipalities"], ["ground.areas"], ["ground.accounts"],
    ["airlocks.publishing", "airlocks.intake"],
    ["facts.evidence"], ["facts.incidents", "facts.statistics"],
    ["cycle.analysis"],
    ["cycle.situation_reports"], ["cycle.cause_analysis"], ["cycle.action_plans"], ["cycle.promises"],
    ["cycle.follow_up"],
]  # fmt: skip
FLOOR_OF = {f"lykta.{room}": floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def our_models():
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("lykta.")]


def test_every_room_with_tables_has_a_floor():
    rooms = {model._meta.app_config.name for model in our_models()}
    assert rooms <= set(FLOOR_OF)


def test_relations_point_down():
    wrong = []
    for model in our_models():
        here = model._meta.app_config.name
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.is_relation or field.auto_created or target is None:
                continue
            there = target._meta.app_config.name
            if there.startswith("lykta.") and there != here and FLOOR_OF[there] >= FLOOR_OF[here]:
                wrong.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert wrong == []


def test_relations_to_the_ground_are_not_walked_backwards():
    """`related_name="+"`: from a municipality or an account no template can wander to what hangs on it."""
    ground = ("lykta.ground.municipalities", "lykta.ground.areas", "lykta.ground.accounts")
    wrong = []
    for model in our_models():
        if model._meta.app_config.name in ground:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.is_relation or field.auto_created or target is None:
                continue
            if target._meta.app_config.name in ground and not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name}")
    assert wrong == []


def test_every_municipal_row_is_scoped():
    """A model with a municipality refuses a query that does not name one. Planted: the bare query raises."""
    import pytest

    from lykta.base.kernel.scope import ScopedQuerySet, ScopeForgotten

    unscoped_on_purpose = {"ImportBatch", "Category", "IncidentChange", "AreaSetInUse"}
    for model in our_models():
        if model._meta.auto_created:
            continue
        names = {field.name for field in model._meta.get_fields()}
        if "municipality" not in names or model.__name__ in unscoped_on_purpose:
            continue
        queryset = model._default_manager.all()
        assert isinstance(queryset, ScopedQuerySet), model.__name__
        for run in (list, lambda q: q.count(), lambda q: q.exists(), lambda q: q.delete(), lambda q: q.update(pk=1)):
            with pytest.raises(ScopeForgotten):
                run(queryset.all())
