"""What the simulated traffic of a county consists of before anything has happened there.

It depends on the package alone, so that a backend has it before it opens its data.
"""

from __future__ import annotations

from county.catalog import Catalog
from county.package.open import CountyPackage
from county.sensing import ChannelTable
from county.units.dispatch import can_be_sent
from services.simulation.reports import Reports
from services.simulation.signals import Signals
from services.simulation.tables import Phrases, read
from services.simulation.trucks import Trucks


class SimulatedSources:
    """Sensors, reporters and units; for one :class:`services.simulation.traffic.DemoTraffic`."""

    def __init__(
        self,
        package: CountyPackage,
        catalog: Catalog,
        channels: ChannelTable,
        seed: int,
        trucks: Trucks | None = None,
    ) -> None:
        """``trucks``: units that move on the roads; None: no movement.  Raises BadCatalog, PackageError."""
        phrases = read("phrases", Phrases)
        self.seed = seed
        self.catalog = catalog
        self.units = tuple(unit for unit in package.resources if can_be_sent(unit, catalog))
        self.sensors = package.sensors.by_id
        self.work = phrases.work
        self.signals = Signals(package.sensors, catalog, channels, seed=seed)
        self.reports = Reports(package, phrases, seed=seed)
        self.trucks = trucks
