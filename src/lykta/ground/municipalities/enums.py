from enum import StrEnum


class Permission(StrEnum):
    """No role holds these: a municipality is set up by whoever runs the installation, at the command line."""

    CREATE = "municipalities.create"
    CHANGE = "municipalities.change"
