"""Names of divisions by code: ``七里镇 · 河西村 · 第三网格``."""

from __future__ import annotations

from county.commands import PlaceLevel
from county.division import named_path
from county.names import BETWEEN
from county.package.open import CountyPackage
from county.place_levels import PLACE_LEVEL_NAMES
from desktop.i18n import pick


class DivisionNames:
    """The county with its towns, villages and grids."""

    def __init__(self, package: CountyPackage) -> None:
        """Read the three tables.  Raises PackageError."""
        self._county = {package.manifest.code: package.manifest.name}
        self._names: dict[str, str] = {}
        for layer in ("towns", "villages", "grids"):
            table = package.table(layer)
            self._names |= {str(c): str(n) for c, n in zip(table["code"], table["name"], strict=True) if n}

    def path(self, code: str) -> str:
        """Names from the town down to ``code``, the county's for its own code; the code itself where a name is unknown,
        "" for ""."""
        if code not in self._names:
            return self._county.get(code, code)
        return BETWEEN.join(named_path(code, self._names))

    def located(self, code: str, level: PlaceLevel) -> str:
        """The same of a place, with how exactly it is known unless it is a point."""
        path = self.path(code)
        return f"{path}{BETWEEN}{pick(PLACE_LEVEL_NAMES[level])}" if level in PLACE_LEVEL_NAMES else path


def shorter_paths(path: str) -> list[str]:
    """A path as it is, then without one after the other of its highest names; the last one is the last name alone."""
    names = path.split(BETWEEN)
    return [BETWEEN.join(names[start:]) for start in range(len(names))]
