from enum import StrEnum


class Permission(StrEnum):
    IMPORT = "evidence.import"  # read in files
    EDIT_CATEGORIES = "evidence.edit_categories"
