"""The official list of villages, and its comparison with the villages of the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from county.division import BadCode, level_of
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codes import normal_code
from county.package.importing.rows import read_rows
from county.package.importing.site import Site
from county.package.manifest import PackageError

_SUFFIXES = ("社区居委会", "居委会", "村委会", "社区", "村")


@dataclass(frozen=True)
class CodeList:
    """Villages by their 12-digit codes: name, and name of their town."""

    path: Path
    names: dict[str, str]
    town_names: dict[str, str]
    """By the town's code."""

    @cached_property
    def _by_stem(self) -> dict[tuple[str, str], str]:
        return {(self.town_names.get(code[:9] + "000", ""), stem(name)): code for code, name in self.names.items()}

    def successor(self, town: str, name: str) -> str:
        """Code of the village with the same town and name, 村 or 社区; "" when there is none."""
        return self._by_stem.get((town, stem(name)), "")


def stem(name: str) -> str:
    """The name without the kind of village: 土桥坳村 became 土桥坳社区."""
    return next((name.removesuffix(s) for s in _SUFFIXES if name.endswith(s) and name != s), name)


def read_codelist(path: Path, site: Site) -> CodeList:
    """The villages of the county in the table ``path``.  Raises PackageError."""
    rows = read_rows(path)
    columns, n = rows.columns, len(rows)
    raw = fields.column(columns, "codes", "code")
    if raw is None:
        raise PackageError(
            f"{path}: no column of codes (known headers: {', '.join(fields.headers('codes', 'code'))}); name it so"
        )
    name = fields.text(fields.column(columns, "codes", "name"), n)
    town = fields.text(fields.column(columns, "codes", "town_name"), n)
    names: dict[str, str] = {}
    towns: dict[str, str] = {}
    elsewhere = 0
    for row, code in enumerate(map(normal_code, fields.text(raw, n))):
        try:
            level = level_of(code)
        except BadCode as error:
            site.report("codes", rows.where[row], f"{error}; the row was left out, fix it in {path.name}")
            continue
        if not code.startswith(site.code):
            elsewhere += 1
        elif level == "town":
            towns[code] = name[row]
        elif level == "village":
            if code in names:
                site.report(
                    "codes",
                    code,
                    f"occurs twice in {path.name} ({names[code]}, {name[row]}); the later is used, remove one",
                )
            names[code] = name[row]
            towns.setdefault(code[:9] + "000", town[row])
    if not names:
        raise PackageError(f"{path}: contains no village of county {site.code}; check --code and the file")
    if elsewhere:
        site.report("codes", "", f"{elsewhere} rows of {path.name} belong to other counties and were left out")
    return CodeList(path, names, towns)


def compare(
    site: Site,
    codelist: CodeList,
    code: NDArray[np.object_],
    name: NDArray[np.object_],
    town_name: NDArray[np.object_],
) -> NDArray[np.bool_]:
    """Report how the map's villages (n,) differ from the list; returns which have a code that no longer exists (n,).

    A village that is on the map with its old code does not count as missing.
    """
    known = set(code)
    outdated = np.array([c not in codelist.names for c in code], dtype=bool)
    for c, n, t in zip(code[outdated], name[outdated], town_name[outdated], strict=True):
        new = codelist.successor(str(t), str(n))
        known.add(new)
        hint = f"{t} {codelist.names[new]} has {new} there" if new else "no village of that name in its town there"
        site.report(
            "villages",
            c,
            f"{t} {n}: this code is not in {codelist.path.name} ({hint}); kept with "
            "its old code and marked, recode it in the file if they are the same",
        )
    for c, n in zip(code[~outdated], name[~outdated], strict=True):
        if n and codelist.names[c] != n:
            site.report(
                "villages",
                c,
                f"is named {n} on the map, {codelist.names[c]} in {codelist.path.name}; the map's name is kept",
            )
    missing: dict[str, list[str]] = {}
    for c, n in codelist.names.items():
        if c not in known:
            missing.setdefault(c[:9] + "000", []).append(f"{n} {c}")
    for town, villages in sorted(missing.items()):
        site.report(
            "villages",
            town,
            f"{codelist.town_names.get(town, '')}: no outline on the map for {len(villages)} of its "
            f"villages in {codelist.path.name}: {naming(villages, len(villages))}; add their outlines",
        )
    return outdated
