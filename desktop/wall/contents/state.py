"""Who is on duty in which mode, and which responses are in force."""

from __future__ import annotations

from county.names import BETWEEN
from county.response.levels import RESPONSE_LEVELS, Response
from county.shifts import ShiftHandover
from county.wall.headline import GRAVE
from desktop.i18n import locale, pick
from desktop.moments import local
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.language import translate
from desktop.wall.tiles.header import HeaderContent
from desktop.window.provenance_marks import provenance_marks

MOST_NAMED = 2
"""Dark outputs that are named; of more the header tells the number."""


def responses_in_force(provider: ContentProvider) -> list[Response]:
    """The highest level first."""
    states = provider.session.layers.states("response").values()
    found = [state for state in states if isinstance(state, Response) and state.in_force]
    return sorted(found, key=lambda response: list(RESPONSE_LEVELS).index(response.level))


class HeaderContents(ContentProvider):
    """The person on duty is who has taken over the last shift."""

    def content(self, now_ms: int) -> HeaderContent | None:
        moment = local(now_ms)
        responses = responses_in_force(self) if self.session.layers.begun else []
        mode, color = "", "text"
        if self.session.realm.kind != "live":
            mode, color = translate("wall", "Drill, not real"), "late"
        elif responses:
            mode = pick(RESPONSE_LEVELS[responses[0].level])
            color = "alarm" if responses[0].level in GRAVE else "late"
        elif self.session.layers.begun:
            mode = translate("wall", "No response in force")
        secrecy = self.tile.params.get("secrecy", "")
        return HeaderContent(
            county=self.session.package.manifest.name, mode=mode, mode_color=color, secrecy=str(secrecy),
            time=f"{moment:%H:%M}", date=f"{moment:%m-%d} {locale().dayName(moment.isoweekday())}", duty=self._duty(),
            notices=self._dark(), provenance=BETWEEN.join(provenance_marks(self.session.package.manifest)[:1]),
        )  # fmt: skip

    def _dark(self) -> str:
        names = self.sources.dark()
        if len(names) > MOST_NAMED:
            return translate("wall", "{n} outputs dark").format(n=len(names))
        separator = translate("wall", ", ")
        return translate("wall", "Output {names} dark").format(names=separator.join(names)) if names else ""

    def _duty(self) -> str:
        if not self.session.layers.begun:
            return ""
        shifts = self.session.layers.states("shift").values()
        taken = [shift for shift in shifts if isinstance(shift, ShiftHandover) and shift.state == "taken_over"]
        if not taken:
            return ""
        last = max(taken, key=lambda shift: shift.steps[-1].happened_ms)
        return translate("wall", "on duty: {name}").format(name=last.steps[-1].actor)
