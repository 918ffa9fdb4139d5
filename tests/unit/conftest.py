"""GeoPackages of tests need not be durable: without syncs they are written much faster."""

from __future__ import annotations

from collections.abc import Iterator

import pyogrio
import pytest


@pytest.fixture(scope="session", autouse=True)
def without_syncs() -> Iterator[None]:
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
    yield
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})
