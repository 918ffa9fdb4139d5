"""The objects that the panels of a window share, created once with its county."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from county.catalog import Catalog
from county.clock import Clock
from county.events.emergency import emergency_subclasses
from county.events.texts import EventTexts
from county.package.open import CountyPackage
from county.realm import Realm
from county.sensors import Sensor
from desktop.alarms.waiting_calls import WaitingCalls
from desktop.backend.feed import Feed
from desktop.backend.submissions import Submissions
from desktop.briefings.requests import BriefingRequests
from desktop.drafts.store import DraftStore
from desktop.drill.real_calls import RealCalls
from desktop.drill.received import ReceivedInjects
from desktop.drill.room import DrillRoom
from desktop.duty.attendance import Attendance
from desktop.duty.enrolment import Enrolment
from desktop.duty.operator import Operator
from desktop.events.names import EventNames
from desktop.events.query import ActiveQuery
from desktop.events.saved_filters import SavedFilters
from desktop.events.tally import Tally
from desktop.file_import.imports import FileImports
from desktop.files.file_dialogs import FileDialogs
from desktop.places.division_names import DivisionNames
from desktop.places.name_sounds import NameSounds
from desktop.places.named_places import NamedPlaces
from desktop.process.opening import OpenedCounty
from desktop.replay.comparison import MomentComparison
from desktop.replay.live_mark import PastBeside
from desktop.replay.replayed_drill import ReplayedDrill
from desktop.reporting.duplicate_search import DuplicateSearch
from desktop.reporting.subclass_sounds import SubclassSounds
from desktop.sound.player import MutePlayer, TonePlayer
from layers.events import EventsLayer
from layers.focus import Focus
from layers.registry import LayerSet
from layers.resources import ResourcesLayer
from layers.style import StyleSheet
from services.drill_report.drill_folder import DrillFolder
from services.protocol.client import Client
from services.protocol.replay import Timeline
from services.protocol.source import Commander, FileLink, Source

if TYPE_CHECKING:
    from desktop.drill_editor.drill_start import RunDrill

OpenLive = Callable[[str], None]
"""Given the number of an event that is to be selected there, "" for none."""


@dataclass(frozen=True)
class Session:
    """One county, one realm, one operator."""

    package: CountyPackage
    catalog: Catalog
    divisions: DivisionNames
    layers: LayerSet
    styles: StyleSheet
    focus: Focus
    active_query: ActiveQuery
    operator: Operator
    submissions: Submissions
    source: Source
    commander: Commander | None
    """None where nothing can be changed: replay."""
    files: FileLink | None
    """None where files can neither be sent nor shown."""
    enrolment: Enrolment | None
    feed: Feed
    imports: FileImports | None = None
    """None where files cannot be imported."""
    dialogs: FileDialogs = field(default_factory=FileDialogs)
    drafts: DraftStore | None = None
    """Where half-written forms are kept; None: they are not."""
    player: TonePlayer = field(default_factory=MutePlayer)
    """Plays the tones of alarms."""
    timeline: Timeline | None = None
    """The time that can be set; None where it passes by itself."""
    comparison: MomentComparison | None = None
    """What changed between two moments of a replay; None where there is none."""
    replayed_drill: ReplayedDrill | None = None
    """In a replay: what its viewer was told of its drill; None where there is no replay."""
    opened_from_live: bool = False
    """Whether a live window remains behind this one."""
    live: RealCalls | None = None
    """In a drill or a replay: what waits in the live realm; None where that cannot be reached."""
    open_live: OpenLive | None = None
    """In a drill or a replay: shows the live realm in a window of its own; None where that cannot be reached."""
    drill_folder: DrillFolder | None = None
    """The journal of the drill, for reports and approvals; None where it is not on this machine."""

    run_drill: RunDrill | None = None
    """Starts a drill of a scenario; None where the county's data are not on this machine."""

    @property
    def clock(self) -> Clock:
        """The realm's time, used for everything displayed; never the machine's."""
        return self.source.clock

    @cached_property
    def realm(self) -> Realm:
        """The realm that is displayed and that commands belong to."""
        return Realm(self.source.health().realm)

    @cached_property
    def drill(self) -> DrillRoom:
        """What this window may know of the drill of its realm."""
        return DrillRoom(self.source, self.layers, self.feed, lambda: self.submissions.acting, self.realm)

    @property
    def received(self) -> ReceivedInjects:
        """What injects told the person on duty, or in a replay its viewer by the shown moment."""
        return self.drill if self.replayed_drill is None else self.replayed_drill

    @cached_property
    def past_beside(self) -> PastBeside:
        """Whether a part of this window shows an earlier moment than the rest of it."""
        return PastBeside()

    @property
    def sensors(self) -> Mapping[str, Sensor]:
        """The county's sensors by id."""
        return self.package.sensors.by_id

    @cached_property
    def tally(self) -> Tally:
        """Counts over the events on the desk."""
        return Tally(self.layers.of(EventsLayer).columns, self.event_texts, emergency_subclasses(self.catalog))

    @cached_property
    def waiting_calls(self) -> WaitingCalls:
        """What nobody has taken up yet."""
        return WaitingCalls(self.layers, self.catalog)

    @cached_property
    def duplicates(self) -> DuplicateSearch:
        """The search for possible duplicates among the events on the desk."""
        return DuplicateSearch(self.layers, self.catalog)

    @cached_property
    def attendance(self) -> Attendance:
        """This window's seat and the other ones."""
        attendance = Attendance(
            self.focus, self.commander, lambda: self.submissions.acting, lambda: self.author
        )  # fmt: skip
        self.feed.seated.connect(attendance.take)
        return attendance

    @cached_property
    def event_names(self) -> EventNames:
        """The texts by which events on the desk are found."""
        departments, resources = self.catalog.departments, self.layers.of(ResourcesLayer)
        return EventNames(
            self.catalog, self.event_texts, self.divisions.path,
            lambda unit: departments.get(unit) or resources.title(unit),
        )  # fmt: skip

    @cached_property
    def named_places(self) -> NamedPlaces:
        """The places of the county by name."""
        return NamedPlaces(self.package)

    @cached_property
    def subclass_sounds(self) -> SubclassSounds:
        """Pinyin and initials of the catalog's subclasses, once loaded."""
        return SubclassSounds(self.catalog)

    @cached_property
    def name_sounds(self) -> NameSounds:
        """Pinyin and initials of divisions, departments and resources, once loaded."""
        return NameSounds(self._named)

    def _named(self) -> list[str]:
        """As lists of choices show them in Chinese."""
        package = self.package
        codes = [str(code) for layer in ("towns", "villages") for code in package.table(layer)["code"]]
        departments = [department.zh for department in self.catalog.departments.values()]
        return list(dict.fromkeys(
            (package.manifest.name, *map(self.divisions.path, codes), *departments,
             *(resource.name for resource in package.resources))
        ))  # fmt: skip

    @property
    def author(self) -> str:
        """The author of this window's commands: the person on duty, else the key."""
        principal = self.source.health().principal
        return self.submissions.acting or ("" if principal is None else principal.id)

    @cached_property
    def briefings(self) -> BriefingRequests:
        """What other parts of the window ask of the briefings."""
        return BriefingRequests()

    @cached_property
    def saved_filters(self) -> SavedFilters:
        """The filters that the person on duty has saved."""
        return SavedFilters(self.operator.settings, lambda: self.author)

    @property
    def event_texts(self) -> EventTexts:
        """Titles of events."""
        return self.layers.of(EventsLayer).texts


def session_over(
    client: Client,
    county: OpenedCounty,
    operator: Operator,
    realm: Realm,
    imports: FileImports | None = None,
    player: TonePlayer | None = None,
    dialogs: FileDialogs | None = None,
    drafts: DraftStore | None = None,
    live: RealCalls | None = None,
    open_live: OpenLive | None = None,
    drill_folder: DrillFolder | None = None,
    run_drill: RunDrill | None = None,
) -> Session:
    """A session of ``county`` over ``client``; its feed and its enrolment are not started yet.

    ``player``: None where no tone is to be heard; ``dialogs``: None for those of the system;
    ``drafts``: None where they are not kept.
    """
    enrolment = Enrolment(operator, client, client)
    submissions = Submissions(client.submit, lambda: enrolment.acting, client.clock, realm=realm.id)
    return Session(
        package=county.package,
        catalog=county.catalog,
        divisions=county.divisions,
        layers=county.layers,
        styles=county.styles,
        focus=Focus(),
        active_query=ActiveQuery(),
        operator=operator,
        submissions=submissions,
        source=client,
        commander=client,
        files=client,
        enrolment=enrolment,
        feed=Feed(client, county.layers, submissions),
        imports=imports,
        dialogs=FileDialogs() if dialogs is None else dialogs,
        drafts=drafts,
        player=MutePlayer() if player is None else player,
        live=live,
        open_live=open_live,
        drill_folder=drill_folder,
        run_drill=run_drill,
    )
