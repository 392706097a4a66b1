from enum import StrEnum


class Permission(StrEnum):
    EDIT = "municipalities.edit"  # contact, own words, colours, the week's cut, limits for what is public
    # No role holds these: a municipality is set up by whoever runs the installation, at the command line.
    CREATE = "municipalities.create"
    CHANGE = "municipalities.change"
