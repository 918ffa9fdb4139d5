"""Shows towns or villages on map and twin."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from county.division import is_town
from desktop.session import Session


def show_divisions(session: Session, codes: Sequence[str]) -> None:
    """Select those that are of the same kind as the first one, and go where they are; nothing where there are none."""
    if not codes:
        return
    layer = "towns" if is_town(codes[0]) else "villages"
    places = [code for code in codes if is_town(code) == (layer == "towns")]
    session.focus.select(layer, *places)
    table = session.package.table(layer)
    chosen = np.isin(table["code"].astype(str), places)
    if chosen.any():
        west_m, south_m, east_m, north_m = shapely.total_bounds(table.geometry[chosen]).tolist()
        radius_m = math.hypot(east_m - west_m, north_m - south_m) / 2
        session.focus.fly_to.emit((west_m + east_m) / 2, (south_m + north_m) / 2, radius_m)
