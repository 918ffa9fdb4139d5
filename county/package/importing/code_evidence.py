"""Whether codes stand in the rows of their divisions, by what the files tell without the official list.

A column that was sorted or moved alone leaves every code valid.  Told by: the kind of division that a code and a name
state, names under the same codes in another file or in the package that is replaced, and where the villages of a town
are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from county.division import town_kind, village_kind
from county.package.finding import naming
from county.package.importing.codelist import stem
from county.package.importing.codes_by_name import plain_name, town_stem
from county.package.importing.site import Site
from county.package.open import Table

FEWEST = 2
"""So many divisions may have exchanged their codes, or have been renamed."""
_KINDS = {
    "towns": {"街道": "subdistrict", "街道办事处": "subdistrict", "镇": "town", "乡": "township"},
    "villages": {"社区": "community", "居委会": "community", "村": "village", "村委会": "village"},
}
"""What the ends of names say.  In the national list of 2023 all 283 villages of 433123 agree with their codes."""
_NEIGHBOURS = 3
FEWEST_VILLAGES, FEWEST_IN_TOWN = 20, 5
"""Below which neighbours tell nothing."""
OF_ONE_TOWN = 0.5
"""Share of the nearest villages that are of the same town.  In 433123 0.76 (outlines) to 0.83 (seats); 0.41 when codes
are sorted apart from the outlines, 0.06 to 0.23 when they are shuffled or moved."""


class NamesByCode(NamedTuple):
    """Names that another source has for codes."""

    source: str
    by_code: Mapping[str, str]


def check_codes(
    site: Site, tables: Mapping[str, Table], others: Sequence[NamesByCode], *, listed: bool, own_towns: bool
) -> None:
    """Report codes that do not fit their names or places, and note where names could not be
    compared.

    ``others``: names under the same codes, each from a source of its own.  ``listed``: the official list was compared.
    ``own_towns``: the outlines of towns are not those of their villages joined.
    """
    compared = True
    layers = [layer for layer in ("towns", "villages") if layer in tables and (layer != "towns" or own_towns)]
    for layer in layers:
        table = tables[layer]
        on_map = {str(c): str(n) for c, n in zip(table["code"], table["name"], strict=True) if n}
        _check_kinds(site, layer, on_map)
        found = [_check_names(site, layer, on_map, names) for names in others]
        compared &= any(found)
    if "villages" in tables:
        _check_towns(site, tables, own_towns=own_towns)
    if not (compared or listed):
        site.unchecked.append("codes not compared with a register: --codes FILE")


def _check_kinds(site: Site, layer: str, on_map: Mapping[str, str]) -> None:
    """A warning when names and codes state different kinds of divisions both ways: 镇 with the code of a 乡, and 乡
    with that of a 镇.  Of one way alone it is a change of the kind under an old code."""
    kind_of = town_kind if layer == "towns" else village_kind
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, name in on_map.items():
        said = _kind_by_name(layer, name)
        if said and said != kind_of(code):
            found[said, kind_of(code)].append(f"{code} {name}")
    for (said, coded), there in found.items():
        back = found.get((coded, said), [])
        if said < coded and min(len(there), len(back)) >= FEWEST:
            text = f"{len(there) + len(back)} have the code of another kind than their name says: "
            text += f"{naming(there, 3)}; and {naming(back, 3)}"
            text += "; codes and names may stand in different rows, compare them with --codes FILE"
            site.report(layer, "", text)


def _kind_by_name(layer: str, name: str) -> str:
    plain = plain_name(name)
    ends = sorted(_KINDS[layer], key=len, reverse=True)
    return next((_KINDS[layer][end] for end in ends if plain.endswith(end) and plain != end), "")


def _check_names(site: Site, layer: str, on_map: Mapping[str, str], names: NamesByCode) -> bool:
    """An error when most names are known there, but under another one's code; returns whether any code is there."""
    short = town_stem if layer == "towns" else stem
    known = {code: short(plain_name(name)) for code, name in names.by_code.items() if name}
    of_name: dict[str, set[str]] = defaultdict(set)
    for code, name in known.items():
        of_name[name].add(code)
    both = {code: short(plain_name(name)) for code, name in on_map.items() if code in known}
    wrong = [code for code, name in both.items() if name in of_name and code not in of_name[name]]
    if len(wrong) > FEWEST and 2 * len(wrong) > len(both):
        examples = naming(f"{code} {on_map[code]} ({names.by_code[code]} there)" for code in wrong)
        text = f"{len(wrong)} of {len(both)} have the code of another one in {names.source}: {examples}"
        site.report(layer, "", f"{text}; codes or names of one of them stand in wrong rows, get it again", "error")
    return bool(both)


def _check_towns(site: Site, tables: Mapping[str, Table], *, own_towns: bool) -> None:
    """An error when villages are not where the towns of their codes are."""
    villages = tables["villages"]
    points = shapely.point_on_surface(villages.geometry)
    town = villages["town"].astype(str)
    if own_towns:
        towns = tables["towns"]
        at = np.full(len(points), "", dtype=object)
        village, within = shapely.STRtree(towns.geometry).query(points, predicate="intersects")
        at[village] = towns["code"][within]
        known = np.isin(town, towns["code"].astype(str)) & (at != "")
        wrong = np.flatnonzero(known & (at != town))
        if len(wrong) > FEWEST and 5 * len(wrong) > known.sum():
            examples = naming(f"{villages['code'][i]} {villages['name'][i]} in {at[i]}" for i in wrong)
            text = f"{len(wrong)} of {known.sum()} lie in another town than that of their code: {examples}"
            site.report("villages", "", f"{text}; codes of one of the files stand in wrong rows, get it again", "error")
        return
    share = _share_of_one_town(shapely.get_coordinates(points), town)
    if share is not None and share < OF_ONE_TOWN:
        text = f"only {share:.0%} of neighbouring villages are of one town by their codes, usually some 80 %: "
        text += "the codes stand in wrong rows; get the file again, or compare them with --codes FILE"
        site.report("villages", "", text, "error")


def _share_of_one_town(xy: NDArray[np.float64], town: NDArray[np.str_]) -> float | None:
    """Share (0..1) of the nearest villages that are of the same town; None where there are too few to tell."""
    if len(town) < FEWEST_VILLAGES or len(town) < FEWEST_IN_TOWN * len(np.unique(town)) or len(np.unique(town)) < 2:
        return None
    _, nearest = cKDTree(xy).query(xy, k=_NEIGHBOURS + 1)
    return float(np.mean(town[nearest[:, 1:]] == town[:, None]))
