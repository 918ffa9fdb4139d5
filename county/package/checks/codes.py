"""Checks of division codes: form, hierarchy, and references to them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from county.division import BadCode, level_of, parent_of
from county.package.checks.inspected import PARENTS, Inspected, listed
from county.package.finding import Finding, naming
from county.package.schema import CATALOGUED, LEVELS

_LEVEL = {"boundary": "county", "towns": "town", "villages": "village", "grids": "grid"}


def form(package: Inspected) -> Iterator[Finding]:
    """Length and digits of every code, and whether it belongs to this county."""
    county = package.manifest.code
    for layer, level in (*_LEVEL.items(), ("places", "")):
        if layer not in package.tables:
            continue
        for code in package.tables[layer]["code"].astype(str).tolist():
            if not code:
                continue
            try:
                found = level_of(code)
            except BadCode as error:
                yield Finding("error", layer, code, f"{error}; fix the code")
                continue
            if level and found != level:
                yield Finding("error", layer, code, f"this is a {found}'s code, not a {level}'s; fix the code")
            elif not code.startswith(county):
                yield Finding("error", layer, code, f"is not of county {county}; fix or remove the code")


def hierarchy(package: Inspected) -> Iterator[Finding]:
    """Whether each division states the parent given by its code, and that parent exists."""
    for layer, (above, column) in PARENTS.items():
        if layer not in package.tables:
            continue
        table = package.tables[layer]
        orphans: dict[str, list[str]] = {}
        present = set(package.tables[above]["code"].astype(str)) if above in package.tables else set()
        for code, parent in zip(table["code"].astype(str).tolist(), table[column].astype(str).tolist(), strict=True):
            if _level(code) != _LEVEL[layer]:
                continue
            if parent != parent_of(code):
                yield Finding(
                    "error",
                    layer,
                    code,
                    f"{column} is {parent!r}, by its code it is {parent_of(code)}; fix one of them",
                )
            elif parent not in present:
                orphans.setdefault(parent, []).append(code)
        for parent, codes in orphans.items():
            if len(codes) == 1:
                text = f"its {column} {parent} is not among the {above}; add it or fix the code"
                yield Finding("error", layer, codes[0], text)
            else:
                text = f"{len(codes)} have the {column} {parent}, which is not among the {above}: {naming(codes)}"
                yield Finding("error", layer, "", f"{text}; add it or fix their codes")


def references(package: Inspected) -> Iterator[Finding]:
    """Whether the divisions referred to by features and seats exist."""
    codes = {package.manifest.code, *package.divisions()}
    for layer in ("buildings", "names", *CATALOGUED):
        if layer in package.tables:
            table = package.tables[layer]
            division = table["division"].astype(str)
            unknown = np.array([d != "" and d not in codes for d in division], dtype=bool)
            text = "its division is not a town, village or grid of the package, nor the county; fix it"
            yield from listed("error", layer, table["id"][unknown], text)
    if "places" in package.tables:
        county = package.manifest.code
        places = package.tables["places"]["code"].astype(str).tolist()
        outlined = {_LEVEL[layer] for layer in LEVELS if layer in package.tables}
        lost = [c for c in places if c not in codes and c.startswith(county) and _level(c) in outlined]
        yield from listed("warning", "places", lost, "is the seat of a division that has no outline; add the outline")


def _level(code: str) -> str:
    """The level of a code; "" for an invalid one, which :func:`form` reports."""
    try:
        return level_of(code)
    except BadCode:
        return ""
