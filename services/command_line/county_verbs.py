"""``main.py county``: build, import, check and migrate packages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from county.explained import visible
from services.command_line.options import Folder, Replace, file_option
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

county = typer.Typer(cls=Verbs, help="Build, import, check and migrate county packages.")


@county.command()
def new(
    folder: Folder,
    seed: Annotated[int, typer.Option(help="same seed, same county")] = 1,
    villages: Annotated[int, typer.Option(min=2)] = 137,
    sensors: Annotated[int, typer.Option(min=1)] = 2070,
    buildings: Annotated[int, typer.Option(min=1)] = 60_000,
    replace: Replace = False,
) -> None:
    """Build a synthetic demo county."""
    from county.package.demo.build import build_demo

    if replace:
        from services.supervision.package_in_use import refuse_in_use

        refuse_in_use(folder)
    with progress_bar() as progress:
        replaced = build_demo(
            folder,
            seed=seed,
            villages=villages,
            sensors=sensors,
            buildings=buildings,
            replace=replace,
            progress=progress,
            cancelled=lambda: False,
        )
    if replaced:
        print(replaced)
    print(f"{folder}: the demo county is built; open it with `main.py run {folder}`")


@county.command("import")
def import_(
    folder: Folder,
    name: Annotated[str, typer.Option(help="name of the county")],
    code: Annotated[str, typer.Option(metavar="NNNNNN", help="its 6-digit division code")],
    boundary: Annotated[Path, file_option("outline of the county")],
    towns: Annotated[Path | None, file_option("town outlines or seats")] = None,
    villages: Annotated[Path | None, file_option("village outlines or seats")] = None,
    places: Annotated[Path | None, file_option("seats of divisions as points with names")] = None,
    codes: Annotated[Path | None, file_option("table of statistical division codes", "F")] = None,
    seat: Annotated[
        str | None, typer.Option(metavar="TOWN", help="town in which the county's government sits, by name or code")
    ] = None,
    village_cells: Annotated[
        bool, typer.Option("--village-cells", help="villages as the cells nearest to their seats: approximate")
    ] = False,
    population: Annotated[
        Path | None, file_option("people as a raster: without seats, --village-cells are around its centres")
    ] = None,
    grids: Annotated[Path | None, file_option("outlines of the grids within the villages")] = None,
    terrain: Annotated[Path | None, file_option("heights as a raster")] = None,
    landcover: Annotated[Path | None, file_option("land cover as a classified raster or as polygons")] = None,
    landcover_legend: Annotated[
        str | None, typer.Option(metavar="LEGEND", help="what its numbers mean: worldcover, globeland30, clcd or own")
    ] = None,
    roads: Annotated[Path | None, file_option()] = None,
    waters: Annotated[Path | None, file_option()] = None,
    buildings: Annotated[Path | None, file_option()] = None,
    sensors: Annotated[Path | None, file_option()] = None,
    resources: Annotated[Path | None, file_option()] = None,
    facilities: Annotated[Path | None, file_option("schools, clinics, elder care, service centres as points")] = None,
    ages: Annotated[Path | None, file_option("table of the villages' heads by age band", "F")] = None,
    read_points: Annotated[Path | None, file_option("places where goods are scanned, as points")] = None,
    crs: Annotated[str | None, typer.Option(metavar="EPSG|gcj02|bd09", help="of files without one")] = None,
    replace: Replace = False,
) -> None:
    """Build a county package from real files; exit 1 if any of their content was lost (errors)."""
    from county.package.importer import import_county

    if replace:
        from services.supervision.package_in_use import refuse_in_use

        refuse_in_use(folder)
    with progress_bar() as progress:
        imported = import_county(
            folder,
            name=name,
            code=code,
            boundary=boundary,
            towns=towns,
            villages=villages,
            grids=grids,
            places=places,
            codes=codes,
            seat=seat,
            village_cells=village_cells,
            population=population,
            terrain=terrain,
            landcover=landcover,
            landcover_legend=landcover_legend,
            roads=roads,
            waters=waters,
            buildings=buildings,
            sensors=sensors,
            resources=resources,
            facilities=facilities,
            ages=ages,
            read_points=read_points,
            crs=crs,
            replace=replace,
            progress=progress,
        )
    for finding in imported.manifest.findings:
        print(visible(finding))
    if imported.replaced:
        print(imported.replaced)
    print(visible(imported.summary(folder)))
    raise typer.Exit(int(imported.errors > 0))


@county.command()
def migrate(folder: Folder) -> None:
    """Migrate a package of an earlier version of the program; it is unchanged if that fails."""
    from county.package.manifest import FORMAT
    from county.package.migrate import migrate as migrate_package

    with progress_bar() as progress:
        steps = migrate_package(folder, progress)
    for step in steps:
        print(step)
    print(f"{folder}: has format {FORMAT}" + ("" if steps else " already; nothing to do"))


@county.command("check")
def check_(folder: Folder) -> None:
    """Print one finding per line; exit 1 if any is an error."""
    from county.package.check import check

    findings = check(folder)
    for finding in findings:
        print(finding)
    raise typer.Exit(int(any(f.severity == "error" for f in findings)))
