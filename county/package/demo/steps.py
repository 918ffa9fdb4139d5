"""The steps of building a demo county, as its progress names them; a window translates them."""

from __future__ import annotations

LAND = "raising and eroding the land"
RESERVOIRS = "damming reservoirs"
RIVERS = "tracing rivers"
PEOPLE = "settling people"
DIVISIONS = "drawing towns, villages and grids"
ROADS = "building roads"
STREETS = "laying streets"
HOUSES = "building houses"
COVER = "deriving land cover"
DEVICES = "installing devices"
RESOURCES = "stationing resources"
FILES = "writing files"
PLACING = "moving into place"
DONE = "done"
STEPS = (
    LAND, RESERVOIRS, RIVERS, PEOPLE, DIVISIONS, ROADS, STREETS, HOUSES, COVER, DEVICES, RESOURCES, FILES, PLACING,
    DONE,
)  # fmt: skip
