"""Data of the long forms."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def user_data(fresh_home: None, tmp_path: Path) -> Path:
    """The folder of user data, empty: the demo county is built in it."""
    return Path(os.environ["XDG_DATA_HOME"])
