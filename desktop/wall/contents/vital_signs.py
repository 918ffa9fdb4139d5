"""城市体征: how bad every plate is, how many of its signs are how bad or unknown, and which sign is worst."""

from __future__ import annotations

from collections.abc import Mapping

from county.figures.kpi_text import BAND_NAMES
from county.figures.text import NO_DATA, PARTIAL, short_text
from county.figures.vital_sign_table import SEVERITY, Band, plates_of
from county.figures.vital_signs import PlateState, plate_state
from county.wall.states import STATE_COLORS
from desktop import moments
from desktop.i18n import pick
from desktop.wall.contents.asked import AskedContents
from desktop.wall.contents.figure_link import SignsQuestion
from desktop.wall.language import translate
from desktop.wall.tiles.plates import PlatesContent, WallPlate, WallSign
from services.protocol.assessment_messages import VitalSignState

BAND_COLORS: dict[Band, str] = {
    "green": "text", "yellow": STATE_COLORS["yellow_signs"], "orange": STATE_COLORS["orange_signs"],
    "red": STATE_COLORS["red_signs"], "unknown": "muted",
}  # fmt: skip
"""Of what is said about signs."""


class VitalSignsContents(AskedContents[SignsQuestion]):
    """The plates in the order of the table: each has its place on the wall."""

    def asked(self) -> SignsQuestion:
        return SignsQuestion()

    def content(self, now_ms: int) -> PlatesContent | None:
        answer, signs = self.question.answer, self.session.catalog.vital_signs
        if answer is None:
            return None
        states = {state.id: state for state in answer.signs}
        plates = plates_of(signs)
        return PlatesContent(tuple(
            self._plate(pick(signs[key].name), {leaf: states.get(leaf) for leaf in leaves}, now_ms)
            for key, leaves in plates.items()
        ))  # fmt: skip

    def _plate(self, name: str, leaves: Mapping[str, VitalSignState | None], now_ms: int) -> WallPlate:
        """A leaf that the answer does not have is unknown."""
        found = plate_state("unknown" if leaf is None else leaf.band for leaf in leaves.values())
        known = [leaf for leaf in leaves.values() if leaf is not None and SEVERITY[leaf.band] > 0]
        worst = max(known, key=lambda leaf: (SEVERITY[leaf.band], -leaf.since_ms), default=None)
        all_signs = tuple(self._sign(key, leaf) for key, leaf in leaves.items())
        if worst is None:
            return WallPlate(name, found.band, _counts(found), signs=all_signs)
        sign = self.session.catalog.vital_signs[worst.id]
        value = pick(short_text(self.session.catalog.metrics[sign.metric], worst.value))
        since = ""
        if worst.since_ms:
            since = translate("wall", "since {time}").format(time=moments.short(worst.since_ms, now_ms))
        return WallPlate(
            name, found.band, _counts(found), f"{pick(sign.name)} {value}", since, BAND_COLORS[worst.band], all_signs
        )

    def _sign(self, key: str, leaf: VitalSignState | None) -> WallSign:
        """With its value, or that there is none."""
        sign = self.session.catalog.vital_signs[key]
        if leaf is None or leaf.band == "unknown" or not sign.metric:
            return WallSign(pick(sign.name), pick(NO_DATA), BAND_COLORS["unknown"])
        value = pick(short_text(self.session.catalog.metrics[sign.metric], leaf.value))
        if leaf.value.quality == "partial":
            value = f"{value} {pick(PARTIAL)}"
        return WallSign(pick(sign.name), value, BAND_COLORS[leaf.band])


def _counts(plate: PlateState) -> tuple[tuple[str, str], ...]:
    """What is said of the signs, and in which colours."""
    bad: tuple[tuple[Band, int], ...] = (("red", plate.red), ("orange", plate.orange), ("yellow", plate.yellow))
    said = [(f"{pick(BAND_NAMES[band])} {count}", BAND_COLORS[band]) for band, count in bad if count]
    normal = plate.signs - plate.red - plate.orange - plate.yellow - plate.unknown
    if normal and not said:
        said.append((translate("wall", "{n} normal").format(n=normal), "text"))
    if plate.unknown:
        said.append((translate("wall", "{n} unknown").format(n=plate.unknown), "muted"))
    return tuple(said)
