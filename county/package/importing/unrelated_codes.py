"""A list of codes that begin like the county's own, but are those of none of its divisions: refused."""

from __future__ import annotations

from collections.abc import Mapping

from county.package.finding import naming
from county.package.importing.codelist import CodeList
from county.package.manifest import PackageError
from county.package.open import Table


def refuse_unrelated(codelist: CodeList, tables: Mapping[str, Table]) -> None:
    """Refuse a list that has no code of the map's towns and villages, and no village of the same name in the same town.

    Raises PackageError.
    """
    levels = [tables[layer] for layer in ("towns", "villages") if layer in tables]
    on_map = {str(c): str(n) for table in levels for c, n in zip(table["code"], table["name"], strict=True)}
    listed = {**codelist.town_names, **codelist.names}
    if not on_map or on_map.keys() & listed.keys():
        return
    if "villages" in tables:
        villages = tables["villages"]
        town_names = [on_map.get(str(town), "") for town in villages["town"]]
        if any(codelist.successor(town, str(name)) for town, name in zip(town_names, villages["name"], strict=True)):
            return
    raise PackageError(
        "{path}: has none of the codes on the map ({mine}), but {theirs}; check --codes and its column of codes",
        path=codelist.path, mine=_examples(on_map), theirs=_examples(listed),
    )  # fmt: skip


def _examples(names: Mapping[str, str]) -> str:
    return naming((f"{code} {name}".strip() for code, name in names.items()), 3)
