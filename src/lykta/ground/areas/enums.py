from enum import StrEnum


class Permission(StrEnum):
    EDIT = "areas.edit"  # places of the gazetteer, area sets, layers of the base map
