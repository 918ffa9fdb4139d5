"""Codes and names of the features of a file: by the headers that are known, else by content, which is then said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from county.division import Level
from county.package.finding import Severity, naming
from county.package.importing import fields
from county.package.importing.codes import is_surveyed, normal_code
from county.package.importing.full_names import without_parents
from county.package.importing.guessed import column_of_codes, columns_of_names, headers_of
from county.package.importing.site import Site
from county.package.manifest import PackageError
from county.tables.aliases import headers

_DIVISIONS = ("towns", "villages", "places", "codes")
ADD_HEADER = "name it so, or add its header to resources/importing/fields.toml"


def has_codes(site: Site, layer: str, columns: fields.Columns, n: int, level: Level | None) -> bool:
    """Whether a column has codes."""
    return fields.column(columns, layer, "code") is not None or column_of_codes(columns, n, level, site.code) != ""


def codes_of(
    site: Site, layer: str, path: Path, columns: fields.Columns, n: int, level: Level | None
) -> NDArray[np.object_]:
    """Normalised codes (n,).  Raises PackageError when no column has them."""
    raw = fields.column(columns, layer, "code")
    if raw is None:
        header = column_of_codes(columns, n, level, site.code)
        if not header:
            raise PackageError(
                "{path}: no column of codes for the {layer} among {columns} (known headers: {known}); name it so, or "
                "add its header to resources/importing/fields.toml",
                path=path, layer=layer, columns=headers_of(columns), known=naming(headers(layer, "code"), 6),
            )  # fmt: skip
        raw = columns[header]
        site.report(layer, path.name, f"its codes are taken from column {header!r}, the only one with such codes")
    texts = fields.text(raw, n)
    if surveyed := sum(map(is_surveyed, texts)):
        text = f"{surveyed} codes have the 19 digits of the land survey: their last seven, all zeros, were dropped"
        site.report(layer, path.name, text, "notice")
    return np.array([normal_code(code) for code in texts], dtype=object)


def names_of(
    site: Site, layer: str, path: Path, columns: fields.Columns, n: int, *, without: Severity = "error"
) -> NDArray[np.object_]:
    """Names (n,), "" where there are none; said when they are from an unknown column, or missing.

    ``without`` is how severe it is when none has a name.
    """
    names = fields.text(fields.column(columns, layer, "name"), n)
    if n and not (names != "").any():
        found = columns_of_names(columns, n)
        if len(found) == 1:
            names = fields.text(columns[found[0]], n)
            example = naming(names[names != ""], 2)
            site.report(layer, path.name, f"its names are taken from column {found[0]!r} ({example}); {ADD_HEADER}")
        else:
            which = f"columns {naming(found)} may have them" if found else "no column looks like names"
            known = naming(headers(layer, "name"), 6)
            site.report(
                layer,
                path.name,
                f"all {n} have no name: {which}, among {headers_of(columns)} (known headers: {known}); {ADD_HEADER}",
                without,
            )
    elif (blank := int(np.sum(names == ""))) > 0:
        site.report(layer, path.name, f"{blank} of {n} have no name; fill them in")
    if layer not in _DIVISIONS:
        return names
    short = without_parents(names, towns=layer == "towns")
    if short.parents:
        text = f"{short.parents} before its names, and towns behind that, were left out"
        site.report(layer, path.name, text, "notice")
    return short.names
