"""Codes of divisions that their file does not have: by their names in the official list."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codelist import CodeList, stem
from county.package.importing.named_columns import names_of
from county.package.importing.site import Site, SiteFeatures
from county.tables.simplified import simplified

_PEOPLES = (
    "土家|苗|侗|瑶|回|满|壮|蒙古|畲|白|彝|布依|藏|维吾尔|哈萨克|朝鲜|傣|黎|傈僳|仡佬|羌|水|佤|拉祜|东乡|纳西|哈尼|景颇|土|达斡尔|"
    "仫佬|布朗|撒拉|毛南|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_KIND_OF_TOWN = re.compile(
    rf"(?:(?:{_PEOPLES})族)*(?:民族)?(?:街道办事处|街道办|街道|镇人民政府|乡人民政府|镇|乡|苏木|办事处)$"
)


def codes_by_name(
    site: Site, layer: Literal["towns", "villages"], items: SiteFeatures, missing: NDArray[np.bool_], codelist: CodeList
) -> NDArray[np.object_]:
    """Codes (n,) of the features ``missing`` one, "" for the others and those that the list does not tell.

    A name is compared as it is, then without the kind of division, then without what precedes it; villages within
    their town when file and list name towns.  What was found how, and what was not, is reported.
    """
    features, n = items.features, len(items)
    names = [plain_name(name) for name in names_of(site, layer, features.path, features.columns, n)]
    by_town = layer == "villages" and any(codelist.town_names.values())
    stated = fields.column(features.columns, layer, "town_name") if by_town else None
    towns = [town_stem(plain_name(town)) for town in fields.text(stated, n)]
    listed = codelist.town_names if layer == "towns" else codelist.names
    within = _by_town(listed, codelist)
    found = np.full(n, "", dtype=object)
    exact: set[str] = set()
    unclear: list[str] = []
    for i in np.flatnonzero(missing).tolist():
        choices = within.get(towns[i], {}) if towns[i] else listed
        codes = _matching(names[i], choices, town_stem if layer == "towns" else stem)
        if len(codes) == 1:
            found[i] = codes[0]
            if plain_name(listed[codes[0]]) == names[i]:
                exact.add(codes[0])
        else:
            also = f" ({' or '.join(codes)})" if codes else ""
            unclear.append(f"{names[i] or features.place(i)}{also}")
    unclear += _claimed_twice(found, names, exact, listed)
    _report(site, layer, features.path.name, codelist, found, int(missing.sum()), names, listed, unclear)
    return found


def town_stem(name: str) -> str:
    """The name of a town without its kind: 沱江镇 may have been 沱江乡 when the map was drawn."""
    return _KIND_OF_TOWN.sub("", name) or name


def plain_name(name: object) -> str:
    """What is compared of a name: in simplified characters, without blanks and differences of width."""
    return simplified("".join(unicodedata.normalize("NFKC", str(name)).split()))


def _by_town(listed: Mapping[str, str], codelist: CodeList) -> dict[str, dict[str, str]]:
    towns: dict[str, dict[str, str]] = defaultdict(dict)
    for code, name in listed.items():
        towns[town_stem(plain_name(codelist.town_names.get(code[:9] + "000", "")))][code] = name
    return towns


def _matching(name: str, listed: Mapping[str, str], short: Callable[[str], str]) -> list[str]:
    """The codes of the names that are equal to ``name``, else of those that are without their kind, else of those with
    which it ends."""
    if not name:
        return []
    plain = {code: plain_name(other) for code, other in listed.items() if other}
    ways: Iterable[list[str]] = (
        [code for code, other in plain.items() if other == name],
        [code for code, other in plain.items() if short(other) == short(name)],
        [code for code, other in plain.items() if name.endswith(other)],
    )
    return next((codes for codes in ways if codes), [])


def _claimed_twice(
    found: NDArray[np.object_], names: list[str], exact: set[str], listed: Mapping[str, str]
) -> list[str]:
    """Take codes away again that features of different names would have, unless one has the name of the list."""
    claims: dict[str, set[str]] = defaultdict(set)
    for code, name in zip(found, names, strict=True):
        claims[code].add(name)
    unclear = []
    for code, claiming in claims.items():
        if not code or len(claiming) < 2:
            continue
        lost = {name for name in claiming if code not in exact or name != plain_name(listed[code])}
        unclear += [f"{name} ({code} {listed[code]} is another one's)" for name in sorted(lost)]
        found[[c == code and name in lost for c, name in zip(found, names, strict=True)]] = ""
    return unclear


def _report(
    site: Site, layer: str, file: str, codelist: CodeList, found: NDArray[np.object_], missing: int, names: list[str],
    listed: Mapping[str, str], unclear: list[str],
) -> None:  # fmt: skip
    known = [(c, name) for c, name in zip(found, names, strict=True) if c]
    text = f"{missing} have no code: {len(known)} were found by name in {codelist.path.name}"
    other = dict.fromkeys(f"{name} as {listed[c]} {c}" for c, name in known if name != plain_name(listed[c]))
    site.report(layer, file, text + (f", {len(other)} of them under another name: {naming(other)}" if other else ""))
    if unclear:
        text = f"{len(unclear)} have no code and no name that is one in {codelist.path.name}, and were left out"
        site.report(layer, file, f"{text}: {naming(unclear, 10)}; add their codes", "error")
