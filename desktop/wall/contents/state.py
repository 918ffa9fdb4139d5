"""The state of the county in one sentence, and who is on duty in which mode."""

from __future__ import annotations

from county.alarms import AlarmState
from county.response.levels import EMERGENCIES, RESPONSE_LEVELS, Response
from county.shifts import ShiftHandover
from desktop.i18n import locale, pick
from desktop.moments import local
from desktop.wall.contents.events import columns_of
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.language import translate
from desktop.wall.tiles.header import HeaderContent
from desktop.wall.tiles.headline import Grade, HeadlineContent, HeadlineFact
from layers.alarms import AlarmBook

SERIOUS = frozenset({"I", "II"})
"""Response levels that are as red as an emergency."""


def responses_in_force(provider: ContentProvider) -> list[Response]:
    """The highest level first."""
    states = provider.session.layers.states("response").values()
    found = [state for state in states if isinstance(state, Response) and state.in_force]
    return sorted(found, key=lambda response: list(RESPONSE_LEVELS).index(response.level))


class HeadlineContents(ContentProvider):
    """Red: an emergency that nobody has taken up, or a response of level I or II.  Amber: an emergency in hand, a
    response, something overdue, a critical alarm.  Otherwise all is well."""

    def content(self, now_ms: int) -> HeadlineContent | None:
        if columns_of(self) is None:
            return None
        tally, session = self.session.tally, self.session
        calls = [call for call in session.waiting_calls.emergencies() if not call.over]
        emergencies, overdue = tally.emergencies(), tally.overdue(now_ms)
        responses = responses_in_force(self)
        alarms = session.layers.of(AlarmBook).number(AlarmState.UNACKNOWLEDGED)
        grade: Grade = "good"
        sentence = translate("wall", "All is calm")
        if calls:
            grade = "alarm"
            sentence = translate("wall", "{n} emergencies not taken up").format(n=len(calls))
        elif responses:
            grade = "alarm" if responses[0].level in SERIOUS else "late"
            sentence = f"{pick(EMERGENCIES[responses[0].emergency])} · {pick(RESPONSE_LEVELS[responses[0].level])}"
        elif emergencies:
            grade, sentence = "late", translate("wall", "{n} emergencies in hand").format(n=emergencies)
        elif overdue:
            grade, sentence = "late", translate("wall", "{n} events overdue").format(n=overdue)
        facts = (
            HeadlineFact(f"{emergencies:,}", translate("wall", "emergencies"), "alarm" if calls else "text"),
            HeadlineFact(f"{overdue:,}", translate("wall", "overdue"), "late" if overdue else "text"),
            HeadlineFact(f"{alarms:,}", translate("wall", "alarms to acknowledge"), "text"),
        )
        return HeadlineContent(grade, sentence, facts)


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
            color = "alarm" if responses[0].level in SERIOUS else "late"
        elif self.session.layers.begun:
            mode = translate("wall", "Peacetime")
        secrecy = self.tile.params.get("secrecy", "")
        return HeaderContent(
            county=self.session.package.manifest.name, mode=mode, mode_color=color, secrecy=str(secrecy),
            time=f"{moment:%H:%M}", date=f"{moment:%m-%d} {locale().dayName(moment.isoweekday())}", duty=self._duty(),
        )  # fmt: skip

    def _duty(self) -> str:
        if not self.session.layers.begun:
            return ""
        shifts = self.session.layers.states("shift").values()
        taken = [shift for shift in shifts if isinstance(shift, ShiftHandover) and shift.state == "taken_over"]
        if not taken:
            return ""
        last = max(taken, key=lambda shift: shift.steps[-1].happened_ms)
        return translate("wall", "on duty: {name}").format(name=last.steps[-1].actor)
