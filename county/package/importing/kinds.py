"""Kinds of sensors, resources, facilities and read points as files write them: the key or a name of the catalogue."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from county.catalog import ResourceKind, SensorKind, in_languages
from county.coverage.settings import PublicService
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.guessed import headers_of
from county.package.importing.site import Site, SiteFeatures
from county.tables.aliases import headers
from county.tables.simplified import simplified
from county.tracing.settings import TracePlaceKind

Kinds = (
    Mapping[str, SensorKind] | Mapping[str, ResourceKind] | Mapping[str, PublicService] | Mapping[str, TracePlaceKind]
)


def kinds_of(
    site: Site, layer: str, items: SiteFeatures, ids: NDArray[np.object_], kinds: Kinds
) -> NDArray[np.object_]:
    """Keys of the kinds (n,); "" for kinds that are not in the catalogue, which is reported."""
    column = fields.column(items.features.columns, layer, "kind")
    if column is None:
        known = naming(headers(layer, "kind"), 6)
        site.report(
            layer,
            items.features.path.name,
            f"no column of kinds among {headers_of(items.features.columns)} (known headers: {known}), so that all "
            f"{len(items)} were left out; add one with {_offered(kinds)}",
            "error",
        )
        return np.full(len(items), "", dtype=object)
    written = fields.text(column, len(items))
    by_word = _by_word(kinds)
    found = np.array([by_word.get(_word(str(text)), "") for text in written], dtype=object)
    for text in np.unique(written[found == ""].astype(str)).tolist():
        which = ids[(found == "") & (written == text)]
        site.report(
            layer,
            "",
            f"{len(which)} of unknown kind {text!r} were left out ({naming(which)}); "
            f"use one of {_offered(kinds)}, or add a row to the catalogue",
            "error",
        )
    return found


def _word(text: str) -> str:
    """What is compared: in simplified characters, without blanks, case and width."""
    return simplified("".join(unicodedata.normalize("NFKC", text).casefold().split()))


def _by_word(kinds: Kinds) -> dict[str, str]:
    """Keys by key and name; a name that several kinds have is none's."""
    named: dict[str, set[str]] = {}
    for key, kind in kinds.items():
        for name in in_languages(kind.name):
            named.setdefault(_word(name), set()).add(key)
    unique = {word: next(iter(keys)) for word, keys in named.items() if len(keys) == 1}
    return unique | {_word(key): key for key in kinds}


def _offered(kinds: Kinds) -> str:
    return ", ".join(f"{key} ({kinds[key].name.zh})" for key in sorted(kinds))
