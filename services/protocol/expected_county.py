"""The county that a window shows: only a backend of it may send data."""

from __future__ import annotations

from typing import NamedTuple

from county.explained import ExplainedLine
from services.protocol.messages import Welcome

MISMATCH = (
    "the backend runs {theirs} ({their_key}, EPSG {their_epsg}), this map shows {ours} ({our_key}, EPSG {our_epsg}); "
    "open the package that the backend has"
)
OTHER_CATALOG = "the backend's catalogue has changed; open the county again to load it"


class ExpectedCounty(NamedTuple):
    """The county on the screen."""

    name: str
    identity: str
    epsg: int
    catalog: str
    """Digest of its catalogue; "" for any."""

    def mismatch(self, welcome: Welcome) -> ExplainedLine:
        """Why this backend's data must not be shown here; "" when they may."""
        if (welcome.county, welcome.epsg) != (self.identity, self.epsg):
            return ExplainedLine(
                MISMATCH, theirs=welcome.county_name, their_key=welcome.county, their_epsg=welcome.epsg,
                ours=self.name, our_key=self.identity, our_epsg=self.epsg,
            )  # fmt: skip
        if self.catalog and welcome.catalog != self.catalog:
            return ExplainedLine(OTHER_CATALOG)
        return ExplainedLine("")
