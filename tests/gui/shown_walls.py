"""Walls for tests: files as values, and shows over a scripted session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import Any

from msgspec.structs import replace as changed

from county.names import Name
from county.wall.wall import Distance, Output, Rotation, Wall, WallScene, WallTile
from desktop.session import Session
from desktop.wall.contents.figure_link import FigureLink
from desktop.wall.contents.provider import WallSources
from desktop.wall.show import WallShow

NAME = Name("墙", "Wall")


def tile(kind: str, rect: tuple[int, int, int, int], **more: Any) -> WallTile:
    """A tile whose id is its kind, unless another one is given."""
    return WallTile(**{"id": kind, "kind": kind, "rect_px": rect} | more)


def scene(scene_id: str, *tiles: WallTile) -> WallScene:
    return WallScene(id=scene_id, name=NAME, tiles=tiles)


def a_wall(*scenes: WallScene, outputs: int = 1, size: tuple[int, int] = (960, 540), **more: Any) -> Wall:
    """Outputs of one size beside each other, found by their place."""
    width, height = size
    return Wall(**{
        "format": 1, "name": NAME, "canvas_px": (outputs * width, height), "pitch_mm": 2.5,
        "distance_m": Distance(near=3, far=5),
        "outputs": tuple(
            Output(name=f"#{n + 1}", canvas_rect_px=(n * width, 0, width, height), native_px=size)
            for n in range(outputs)
        ),
        "scenes": scenes, "rotate": Rotation(on=True, every_s=10),
    } | more)  # fmt: skip


def real(session: Session) -> Session:
    """The session over a county whose data are real and exact."""
    package = copy(session.package)
    layers = package.manifest.layers.items()
    package.manifest = changed(package.manifest, layers={
        name: changed(origin, synthetic=False, approximate=False) for name, origin in layers
    })  # fmt: skip
    return replace(session, package=package)


@contextmanager
def shown_wall(session: Session, wall: Wall) -> Iterator[WallShow]:
    """A show of the wall; everything is released at the end."""
    figures = FigureLink(session)
    show = WallShow(wall, WallSources(session, figures))
    yield show
    show.close()
    figures.close()
