"""The state of the county in one sentence, by the rule of :mod:`county.wall.headline`, and the facts that make it."""

from __future__ import annotations

from collections.abc import Iterator

from county.alarms import AlarmState
from county.figures.kpi_text import BAND_NAMES
from county.figures.vital_sign_table import Band, plates_of
from county.figures.vital_signs import PlateState, plate_state
from county.response.levels import EMERGENCIES, RESPONSE_LEVELS, Response
from county.wall.headline import Cause, CountyState, headline
from county.wall.kinds import SOURCES
from county.wall.states import STATE_COLORS
from desktop.events.query import OPEN
from desktop.i18n import pick
from desktop.wall.contents.asked import AskedContents
from desktop.wall.contents.events import columns_of, emergency_color
from desktop.wall.contents.figure_link import SignsQuestion
from desktop.wall.contents.leading import NamedEmergency, named_emergency, title_of
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.contents.state import responses_in_force
from desktop.wall.freshness import SourceAge
from desktop.wall.language import translate
from desktop.wall.tiles.headline import HeadlineContent, HeadlineFact
from layers.alarms import AlarmBook


class HeadlineContents(AskedContents[SignsQuestion]):
    """It is as old as the desk.  Vital signs that nobody judges any more are unknown: they change the sentence, and do
    not grey the emergencies."""

    def asked(self) -> SignsQuestion:
        return SignsQuestion()

    def ages(self, now_ms: int) -> tuple[SourceAge, ...]:
        return ContentProvider.ages(self, now_ms)

    def content(self, now_ms: int) -> HeadlineContent | None:
        if columns_of(self) is None:
            return None
        tally, calls = self.session.tally, self.session.waiting_calls.emergencies()
        responses = responses_in_force(self)
        bands = self._bands(now_ms)
        now = CountyState(
            calls=sum(not call.over for call in calls), past_calls=sum(call.over for call in calls),
            response=responses[0].level if responses else None, emergencies=tally.emergencies(),
            overdue=tally.overdue(now_ms), signs=None if bands is None else plate_state(bands.values()),
        )  # fmt: skip
        state = headline(now)
        sentence = self._sentence(now, responses, bands or {})
        why = self._why(now, state.cause, now_ms, bands or {})
        return HeadlineContent(state.grade, sentence, why, tuple(self._facts(now, state.cause)))

    def _bands(self, now_ms: int) -> dict[str, Band] | None:
        """Of all vital signs; None: nobody says how they are."""
        answer, judged = self.question.answer, SourceAge("judge", self.question.judged_ms, SOURCES["judge"][1])
        if answer is None or "lost" in (self.answer_age.state(now_ms), judged.state(now_ms)):
            return None
        known: dict[str, Band] = {state.id: state.band for state in answer.signs}
        plates = plates_of(self.session.catalog.vital_signs)
        return {leaf: known.get(leaf, "unknown") for leaves in plates.values() for leaf in leaves}

    def _sentence(self, now: CountyState, responses: list[Response], bands: dict[str, Band]) -> str:
        match headline(now).cause:
            case "calls" if self._calls_are_alarms():
                return translate("wall", "{n} critical alarms not acknowledged").format(n=now.calls)
            case "calls":
                return translate("wall", "{n} emergencies not taken up").format(n=now.calls)
            case "grave_response" | "response":
                first = responses[0]
                return f"{pick(EMERGENCIES[first.emergency])} · {pick(RESPONSE_LEVELS[first.level])}"
            case "red_signs":
                return self._signs("red", bands, translate("wall", "{n} vital signs red"))
            case "emergencies":
                return translate("wall", "{n} emergencies in hand").format(n=now.emergencies)
            case "past_calls":
                return translate("wall", "{n} critical alarms over, not acknowledged").format(n=now.past_calls)
            case "orange_signs":
                return self._signs("orange", bands, translate("wall", "{n} vital signs orange"))
            case "overdue":
                return translate("wall", "{n} events overdue").format(n=now.overdue)
            case "yellow_signs":
                return self._signs("yellow", bands, translate("wall", "{n} vital signs yellow"))
            case "unknown_signs" if now.signs is None:
                return translate("wall", "Calm as far as known, vital signs unknown")
            case "unknown_signs":
                assert now.signs is not None
                return translate("wall", "Calm as far as known, {n} vital signs unknown").format(n=now.signs.unknown)
            case "nothing":
                open_events = self.session.tally.number(OPEN)
                return translate("wall", "All is calm: {n} events open, none overdue").format(n=open_events)

    def _calls_are_alarms(self) -> bool:
        """Whether only alarms call: of the events that they opened, units may have been sent."""
        calls = self.session.waiting_calls.emergencies()
        return all(call.kind == "alarm" for call in calls if not call.over)

    def _why(self, now: CountyState, cause: Cause, now_ms: int, bands: dict[str, Band]) -> str:
        """The records that decide the state, the most urgent one by name; "" where the sentence has said it."""
        tally = self.session.tally
        match cause:
            case "calls" | "emergencies":
                named = named_emergency(self.session, now_ms)
                assert named is not None, "it is the cause"
                return _first_of(title_of(self.session, named), now.calls if cause == "calls" else now.emergencies)
            case "past_calls":
                first = next(call for call in self.session.waiting_calls.emergencies() if call.over)
                return _first_of(title_of(self.session, NamedEmergency(True, first.id)), now.past_calls)
            case "overdue":
                return _first_of(pick(tally.longest_overdue(now_ms, 1)[0].title), tally.overdue(now_ms))
            case "red_signs" | "orange_signs" | "yellow_signs":
                found = [key for key, band in bands.items() if f"{band}_signs" == cause]
                return _first_of(pick(self.session.catalog.vital_signs[found[0]].name), len(found)) if found[1:] else ""
            case "unknown_signs":
                return translate("wall", "{n} events open, none overdue").format(n=tally.number(OPEN))
            case "grave_response" | "response" | "nothing":
                return ""

    def _signs(self, band: Band, bands: dict[str, Band], many: str) -> str:
        """A single sign is named."""
        found = [key for key, known in bands.items() if known == band]
        if len(found) > 1:
            return many.format(n=len(found))
        return f"{pick(self.session.catalog.vital_signs[found[0]].name)} · {pick(BAND_NAMES[band])}"

    def _facts(self, now: CountyState, cause: Cause) -> Iterator[HeadlineFact]:
        """What the sentence does not say, the most important first: where there is no room, the last ones are left
        out."""
        if cause not in ("calls", "emergencies"):
            color = emergency_color(self, now.emergencies)
            yield HeadlineFact(f"{now.emergencies:,}", translate("wall", "emergencies"), color)
        if cause != "overdue":
            color = STATE_COLORS["overdue"] if now.overdue else "text"
            yield HeadlineFact(f"{now.overdue:,}", translate("wall", "overdue"), color)
        if now.signs is None:
            yield HeadlineFact("–", translate("wall", "vital signs"), "muted")
        else:
            off = now.signs.red + now.signs.orange + now.signs.yellow
            yield HeadlineFact(f"{off:,}", translate("wall", "vital signs out of range"), _color(now.signs))
            if now.signs.unknown:
                yield HeadlineFact(f"{now.signs.unknown:,}", translate("wall", "vital signs unknown"), "muted")
        alarms = self.session.layers.of(AlarmBook).number(AlarmState.UNACKNOWLEDGED)
        yield HeadlineFact(f"{alarms:,}", translate("wall", "alarms to acknowledge"))


def _first_of(name: str, count: int) -> str:
    """The first one by name, and whether there are others."""
    return name if count == 1 else translate("wall", "{what} and others").format(what=name)


def _color(signs: PlateState) -> str:
    if signs.red:
        return STATE_COLORS["red_signs"]
    return STATE_COLORS["orange_signs"] if signs.orange else STATE_COLORS["yellow_signs"] if signs.yellow else "text"
