"""The county of a package, as drills read it: checks of scenarios, scores, places of injects."""

from __future__ import annotations

from collections.abc import Mapping, Set

from county.catalog import Catalog
from county.package.open import CountyPackage
from county.package.village_places import village_places
from county.resource import Resource
from county.sensors import Sensor


class PackageForDrills:
    """Implements :class:`county.drill.drill_county.DrillCounty`."""

    def __init__(self, package: CountyPackage) -> None:
        self.package = package
        self.code: str = package.manifest.code
        self.catalog: Catalog = package.catalog
        self.sensors: Mapping[str, Sensor] = package.sensors.by_id
        self.resources: Mapping[str, Resource] = {resource.id: resource for resource in package.resources}
        self.units: Set[str] = {*self.resources, *package.catalog.departments}
        self.unit_kinds: Set[str] = {unit.kind for unit in self.resources.values()}
        self.roads: Set[str] = {str(id) for id in package.table("roads")["id"]}
        self.village_places: Mapping[str, tuple[float, float]] = village_places(package)

    def xy_m(self, lon: float, lat: float) -> tuple[float, float]:
        x_m, y_m = self.package.xy_m(lon, lat)
        return float(x_m), float(y_m)

    def division_at(self, x_m: float, y_m: float) -> str | None:
        return self.package.division_at(x_m, y_m)

    def has_division(self, code: str) -> bool:
        return self.package.has_division(code)

    @property
    def department_of(self) -> Mapping[str, str]:
        """Department by id of the resource."""
        kinds = self.catalog.resource_kinds
        return {unit.id: kinds[unit.kind].department for unit in self.resources.values() if unit.kind in kinds}

    @property
    def population(self) -> dict[str, int]:
        """People by code of the village, of packages that know them."""
        villages = self.package.table("villages")
        if "population" not in villages.columns:
            return {}
        known = zip(map(str, villages["code"]), villages["population"].tolist(), strict=True)
        return {code: int(people) for code, people in known if people >= 0}
