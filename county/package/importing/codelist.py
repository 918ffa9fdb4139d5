"""The official list of villages, and its comparison with the villages of the map."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from county.division import BadCode, level_of
from county.explained import ExplainedLine
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.garbled import garbled_notes
from county.package.importing.named_columns import codes_of, names_of
from county.package.importing.named_file import named_file
from county.package.importing.outline import beginnings
from county.package.importing.refused_codes import RefusedCodes
from county.package.importing.rows import read_rows
from county.package.importing.site import Site
from county.package.importing.unseen import unseen_notes
from county.package.manifest import ImportOptionError, PackageError
from county.package.open import Table
from county.tables.simplified import simplified

_BOTH = "the map's names are kept, both can be searched"
FEWEST_EXCHANGED = 2
"""So many divisions may have exchanged their codes."""
MOST_TOWNS = 30
"""That one line counts."""
MOST_NAMES = 2
"""Of a town in a list: it may have been renamed between two rows."""
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
        return {
            (simplified(self.town_names.get(code[:9] + "000", "")), stem(name)): code
            for code, name in self.names.items()
        }

    def successor(self, town: str, name: str) -> str:
        """Code of the village with the same town and name, 村 or 社区; "" when there is none."""
        return self._by_stem.get((simplified(town), stem(name)), "")


def stem(name: str) -> str:
    """What is compared of a name: simplified, without the kind of village, as 土桥坳村 became 土桥坳社区."""
    plain = simplified(name)
    return next((plain.removesuffix(s) for s in _SUFFIXES if plain.endswith(s) and plain != s), plain)


def read_codelist(named: Path, site: Site) -> CodeList:
    """The towns and villages of the county in the table that the user named.  Raises PackageError."""
    source = named_file(named)
    path = source.path
    if source.crs is not None:
        raise ImportOptionError("{named}: a list of codes has no coordinates; leave out its CRS after @", named=named)
    rows = read_rows(source.table)
    place = rows.where.__getitem__
    garbled = garbled_notes(path.name, rows.columns, place)
    for note in (*rows.notes, *unseen_notes(path.name, rows.columns, "codes", place), *garbled):
        site.report("codes", note.item, note.text, note.severity)
    columns, n = rows.columns, len(rows)
    code = codes_of(site, "codes", path, columns, n, None)
    name = names_of(site, "codes", path, columns, n)
    town = fields.text(fields.column(columns, "codes", "town_name"), n)
    names: dict[str, str] = {}
    towns: dict[str, str] = {}
    elsewhere = 0
    twice: list[str] = []
    refused = RefusedCodes(path.name, "the row was left out")
    for row, c in enumerate(code):
        try:
            level = level_of(c)
        except BadCode as error:
            refused.add(rows.where[row], error)
            continue
        if not c.startswith(site.code):
            elsewhere += 1
        elif level == "town":
            towns[c] = name[row]
        elif level == "village":
            if c in names:
                twice.append(f"{c} ({names[c]}, {name[row]})")
            names[c] = name[row]
            towns.setdefault(c[:9] + "000", town[row])
    if not names and not towns:
        why = refused.first or ExplainedLine("{codes}: the county may have been renumbered", codes=beginnings(code))
        raise PackageError(
            "{path}: contains no town or village of county {code} ({why}); check --code and the file",
            path=path, code=site.code, why=why,
        )  # fmt: skip
    _refuse_counted(path, ((c, t) for c, t in zip(code, town, strict=True) if c in names))
    refused.report(site, "codes")
    if twice:
        text = f"{len(twice)} rows of {path.name} have the code of an earlier row, and are used: {naming(twice)}"
        site.report("codes", "", f"{text}; remove one of each")
    if elsewhere:
        text = f"{elsewhere} rows of {path.name} belong to other counties and were left out; {beginnings(code)}"
        site.report("codes", "", text)
    return CodeList(path, names, towns)


def _refuse_counted(path: Path, villages: Iterable[tuple[str, str]]) -> None:
    """Refuse a list whose ``villages`` (code, name of the town) have the code of one town and the names of several, as
    when Excel counts on in cells that are filled by dragging.  Raises PackageError."""
    towns: dict[str, dict[str, None]] = defaultdict(dict)
    for code, town in villages:
        if town:
            towns[code[:9] + "000"][town] = None
    for code, names in towns.items():
        if len(names) > MOST_NAMES:
            raise PackageError(
                "{path}: its codes put the villages of {n} towns ({names}) in one, {code}; Excel counts on when a cell "
                "is dragged down: enter the codes again",
                path=path, n=len(names), names=naming(names), code=code,
            )  # fmt: skip


def compare_towns(site: Site, codelist: CodeList, towns: Table) -> None:
    """Report how the map's towns differ from those of the list."""
    on_map = dict(zip(map(str, towns["code"]), map(str, towns["name"]), strict=True))
    listed_name = codelist.path.name
    unknown = [f"{c} {on_map[c]}".rstrip() for c in sorted(on_map.keys() - codelist.town_names.keys())]
    _report_all(site, "towns", f"have codes that are not in {listed_name}", unknown, "kept, recode them in the file")
    missing = [f"{c} {codelist.town_names[c]}".rstrip() for c in sorted(codelist.town_names.keys() - on_map.keys())]
    _report_all(site, "towns", f"are in {listed_name} and have no outline on the map", missing, "add their outlines")
    renamed = [
        f"{c} {on_map[c]} is {listed} there"
        for c, listed in codelist.town_names.items()
        if listed and on_map.get(c) and _differ(listed, on_map[c])
    ]
    _report_all(site, "towns", f"are named otherwise in {codelist.path.name}", renamed, _BOTH)
    _report_exchanged(site, "towns", codelist, on_map, codelist.town_names)


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
    renumbered: list[str] = []
    ended: list[str] = []
    for c, n, t in zip(code[outdated], name[outdated], town_name[outdated], strict=True):
        new = codelist.successor(str(t), str(n))
        known.add(new)
        if new:
            renumbered.append(f"{c} {t} {n} ({t} {codelist.names[new]} has {new} there)")
        else:
            ended.append(f"{c} {t} {n}")
    listed = codelist.path.name
    unknown, kept = f"have codes that are not in {listed}", "kept with their old codes and marked"
    recode = f"{kept}, recode them in the file if they are the same"
    _report_all(site, "villages", f"{unknown}, where other codes have their names", renumbered, recode)
    _report_all(site, "villages", f"{unknown}, nor are their names in their towns there", ended, kept)
    renamed = [
        f"{c} {n} is {codelist.names[c]} there"
        for c, n in zip(code[~outdated], name[~outdated], strict=True)
        if n and _differ(codelist.names[c], n)
    ]
    _report_all(site, "villages", f"are named otherwise in {listed}", renamed, _BOTH)
    _report_exchanged(site, "villages", codelist, dict(zip(code, name, strict=True)), codelist.names)
    missing = [c for c in codelist.names if c not in known]
    by_town = Counter(c[:9] + "000" for c in missing)
    towns = [f"{codelist.town_names.get(town) or town} {count}" for town, count in by_town.most_common()]
    what = f"are in {listed} and have no outline on the map, by town {naming(towns, MOST_TOWNS)}; they are"
    _report_all(site, "villages", what, [f"{c} {codelist.names[c]}" for c in missing], "add their outlines")
    return outdated


def _differ(name: str, other: str) -> bool:
    return simplified(name) != simplified(other)


def _report_exchanged(
    site: Site, layer: str, codelist: CodeList, on_map: Mapping[str, str], listed: Mapping[str, str]
) -> None:
    """An error when names of the map are in the list, but most with another one's code: codes or names of the file are
    in another row, as after a sort of one column."""
    of_name: dict[str, set[str]] = defaultdict(set)
    for c, name in listed.items():
        of_name[simplified(name)].add(c)
    known = {c: name for c, name in on_map.items() if simplified(name) in of_name}
    there_are = {c: of_name[simplified(name)] for c, name in known.items()}
    others = [f"{c} {known[c]} ({min(codes)} there)" for c, codes in there_are.items() if c not in codes]
    there = [c for c in known if known[c] and c in listed]
    if len(others) > FEWEST_EXCHANGED and 2 * len(others) > len(there):
        text = f"{len(others)} of {len(known)} have the code of another one in {codelist.path.name}: {naming(others)}"
        site.report(layer, "", f"{text}; codes or names of the file stand in wrong rows, get it again", "error")


def _report_all(site: Site, layer: str, what: str, divisions: list[str], effect: str) -> None:
    """One finding on all ``divisions`` of which ``what`` is true, with the first of them."""
    if divisions:
        site.report(layer, "", f"{len(divisions)} {what}: {naming(divisions)}; {effect}")
