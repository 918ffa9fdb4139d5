"""``main.py wall``: check a wall, and write pictures of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.command_line import arguments
from services.command_line.options import (
    Address,
    Keys,
    check_link,
    finite,
)
from services.command_line.usage_errors import Verbs

wall = typer.Typer(cls=Verbs, help="Check a wall file, and write pictures of what it shows.")


@wall.command("check")
def check_wall(
    file: Annotated[Path, typer.Argument(help="a wall, .toml", callback=arguments.existing_file)],
    package: Annotated[
        Path | None, typer.Option(metavar="PACKAGE", help="the county it is for; default: that in whose folder it lies")
    ] = None,
) -> None:
    """Print one finding per line; exit 1 if any is an error."""
    from county.explained import visible
    from desktop.wall.wall_files import read

    loaded = read(file, package)
    for finding in loaded.findings:
        print(f"{finding.severity}: {visible(str(finding))}")
    if loaded.errors == 0 and loaded.wall is not None:
        found = loaded.wall
        tiles = sum(len(each.tiles) for each in found.scenes)
        print(f"{file}: {found.canvas_px[0]} × {found.canvas_px[1]} px on {len(found.outputs)} outputs, "
              f"{len(found.scenes)} scenes, {tiles} tiles: no error")  # fmt: skip
    raise typer.Exit(int(loaded.errors > 0))


@wall.command("shot")
def shoot_wall(
    file: Annotated[Path, typer.Argument(help="a wall, .toml", callback=arguments.existing_file)],
    out: Annotated[Path, typer.Option(metavar="DIR", help="where the pictures go", callback=arguments.target_folder)],
    package: Annotated[Path | None, typer.Option(metavar="PACKAGE", help="default: the demo county")] = None,
    connect: Address = None,
    keys: Keys = None,
    scene: Annotated[list[str] | None, typer.Option(metavar="ID", help="only these scenes")] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="how long data are collected before; default 12", callback=finite)
    ] = None,
) -> None:
    """Write a picture of every output of a wall, pixel for pixel, and one of the whole canvas."""
    check_link(connect, keys)
    from desktop.wall.program import shot

    raise typer.Exit(shot(file, out, package, connect=connect, keys=keys, scenes=scene or (), seconds=seconds))
