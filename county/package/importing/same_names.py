"""Divisions that have one name: a column that is not theirs, or a value that was filled down."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from county.package.finding import naming
from county.package.importing.site import Site
from county.package.open import Table

MOST = 0.5
"""Share of divisions that have their name with others, above which it is not theirs."""


def report_same_names(site: Site, layer: Literal["towns", "villages"], table: Table) -> None:
    """Say which towns of the county, or villages of one town, have one name; an error when most have."""
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, name in zip(table["code"].astype(str), table["name"].astype(str), strict=True):
        if name:
            named[code[:9] if layer == "villages" else "", name].append(code)
    same = [(name, codes) for (_, name), codes in named.items() if len(codes) > 1]
    if not same:
        return
    number = sum(len(codes) for _, codes in same)
    within = "villages of a town" if layer == "villages" else "towns"
    text = f"{number} {within} have their name with others: {naming(f'{n} ({naming(c, 2)})' for n, c in same)}"
    if number > MOST * len(table):
        site.report(layer, "", f"{text}; the column of names is not theirs, name it otherwise in the file", "error")
    else:
        site.report(layer, "", f"{text}; check them")
