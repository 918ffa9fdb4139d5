"""The divisions and their seats, from one file per level: outlines become divisions, points become seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.finding import naming
from county.package.importing import divisions, features, fit, settlements
from county.package.importing.cells import NOTE, village_cells
from county.package.importing.code_evidence import NamesByCode, check_codes
from county.package.importing.codelist import CodeList, compare_towns
from county.package.importing.divisions import Layer
from county.package.importing.draft import Draft
from county.package.importing.named_columns import has_codes
from county.package.importing.named_file import named_file
from county.package.importing.population import read_population
from county.package.importing.read import SourceFeatures, read_features
from county.package.importing.site import Site, SiteFeatures, placed
from county.package.importing.spot_heights import spot_heights
from county.package.importing.unrelated_codes import refuse_unrelated


def add_levels(
    site: Site,
    draft: Draft,
    files: Mapping[Layer, Path],
    places: Path | None,
    codelist: CodeList | None,
    progress: Callable[[str], None],
    *,
    cells: bool = False,
    population: Path | None = None,
    earlier: Sequence[NamesByCode] = (),
) -> None:
    """Add towns, villages, grids and places; ``cells``: villages from their seats, or from a raster of population.

    ``earlier``: names in a package that is replaced.

    Raises PackageError.

    ``progress`` receives what is begun.

    All levels are read first, so that a shifted one is detected by comparison before anything is clipped.
    """
    read: dict[Layer, tuple[SiteFeatures, NDArray[np.object_]]] = {}
    read_of: dict[Layer, int] = {}
    seats = [read_features(places, "places")] if places else []
    for layer, path in files.items():
        progress(f"reading {layer}")
        outlines, points = _split(read_features(path, layer))
        if len(points):
            seats.append(points)
        if len(outlines):
            read_of[layer] = len(outlines) if len(points) else outlines.in_file
            read[layer] = divisions.coded(site, layer, placed(site, layer, outlines), codelist)
        else:
            site.report(layer, "", f"{path.name} contains only points: taken as seats, the map has no {layer}")
    progress("comparing levels")
    fit.check_divisions(site, read)
    for layer, coded in read.items():
        progress(f"clipping {layer}")
        table = divisions.build(site, layer, *coded, codelist)
        guessed = bool(table["approximate"].any())
        note = "outlines are stated as approximate" if guessed else ""
        draft.add(layer, table, files[layer].name, read=read_of[layer], approximate=guessed, note=note)
    if "villages" in draft.tables and "towns" not in read:
        _join_villages(site, draft, codelist, divisions.stated_town_names(*read["villages"]))
    _add_places(site, draft, seats, codelist)
    check_codes(
        site, draft.tables, (*_names_of_others(read, seats, draft), *earlier), listed=codelist is not None,
        own_towns="towns" in read,
    )  # fmt: skip
    if cells:
        people = read_population(population, site) if population else None
        table = village_cells(site, draft.tables, codelist, people)
        of_seats = "places" in draft.tables and (draft.tables["places"]["kind"] == "village_seat").any()
        source = draft.origin["places"].source if of_seats or population is None else named_file(population).path.name
        note = NOTE if of_seats else settlements.NOTE
        draft.add("villages", table, source, read=0, approximate=True, note=note)
        if "towns" not in draft.tables:
            seat = draft.tables["places"]
            names = {str(c): str(n) for c, n in zip(seat["code"], seat["name"], strict=True)}
            _join_villages(site, draft, codelist, names)
    progress("comparing codes")
    if codelist is not None:
        refuse_unrelated(codelist, draft.tables)
        _compare_towns(site, draft, codelist)


def _names_of_others(
    read: Mapping[Layer, tuple[SiteFeatures, NDArray[np.object_]]], seats: list[SourceFeatures], draft: Draft
) -> list[NamesByCode]:
    """Names under codes in files besides those of the outlines themselves: of seats, and of towns in the file of
    villages."""
    found = []
    if "villages" in read and (stated := divisions.stated_town_names(*read["villages"])):
        found.append(NamesByCode(f"{read['villages'][0].features.path.name}, the column of towns", stated))
    if any(has_codes(draft.site, "places", file.columns, len(file), None) for file in seats):
        table = draft.tables["places"]
        names = {str(c): str(n) for c, n in zip(table["code"], table["name"], strict=True)}
        found.append(NamesByCode(draft.origin["places"].source, names))
    return found


def _join_villages(site: Site, draft: Draft, codelist: CodeList | None, names: dict[str, str]) -> None:
    """Add the towns as the union of their villages; ``names``: of towns, by code."""
    table = divisions.towns_from_villages(draft.tables["villages"], codelist, names)
    guessed = bool(table["approximate"].any())
    source, note = draft.origin["villages"].source, "the villages of each town joined"
    draft.add("towns", table, source, read=0, approximate=guessed, note=note)
    nameless = table["code"][table["name"] == ""]
    if len(nameless):
        text = f"{len(nameless)} have no name in any file: {naming(nameless)}; give a list of codes with --codes"
        site.report("towns", "", text)


def _compare_towns(site: Site, draft: Draft, codelist: CodeList) -> None:
    """Compare the towns that have outlines of their own with the list, and say when nothing could be compared."""
    if "towns" in draft.tables and draft.counts["towns"].read:
        compare_towns(site, codelist, draft.tables["towns"])
    elif "villages" not in draft.tables:
        text = f"{codelist.path.name} was compared with nothing: the map has neither towns nor villages; give --towns"
        site.report("codes", "", text)


def _split(found: SourceFeatures) -> tuple[SourceFeatures, SourceFeatures]:
    """All features that are not points, and points."""
    point = shapely.get_dimensions(found.geometry) == 0
    return found.where(~point), found.where(point)


def _add_places(site: Site, draft: Draft, seats: list[SourceFeatures], codelist: CodeList | None) -> None:
    if not seats:
        table = features.seats_inside(draft.tables)
        note = "a point inside each outline; no file of seats was given"
        draft.add("places", table, "derived", read=0, approximate=True, note=note)
        return
    parts = []
    for found in seats:
        points = placed(site, "places", found)
        fit.check_members(site, "places", "code", points, draft.tables)
        site.spot_heights += spot_heights("places", found.path.name, points.features.columns, points.geometry)
        parts.append(features.within(site, "places", points))
    names = ", ".join(found.path.name for found in seats)
    table = features.places(site, parts, draft.tables, codelist)
    draft.add("places", table, names, read=sum(found.in_file for found in seats))
