from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.worlds import World, make_world

# Machines are noisy: a property is true or false, never late.
settings.register_profile("lykta", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lykta")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared test data; a test that needs it is skipped, with this reason, where it is absent."""
    folder = Path(os.environ.get("LYKTA_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no shared test data at {folder} (set LYKTA_SHARED)")
    return folder
