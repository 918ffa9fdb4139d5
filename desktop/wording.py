"""Display texts of the program's codes: verbs, steps, alarm states, priorities, link states, refusals.

Kinds with a catalogue row and the columns of the layers have their own names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from county import store_faults
from county.aggregates import COMMANDS, of_command_type
from county.alarm_state_names import ALARM_STATE_NAMES
from county.alarms import NOT_ANNUNCIATED, Alarm, AlarmState
from county.authority import Role
from county.catalog import EscalationStep
from county.drill.words import RIGHT_NAMES
from county.events.event import State, is_late
from county.events.state_names import STATE_NAMES
from county.explained import ExplainedLine
from county.names import BETWEEN, Name
from county.numbering import short_number
from county.realm import LIVE, Kind, Realm
from county.refusals import ZH, RefusalText, Refused, filled, template
from county.system_errors import TEXTS
from desktop.file_import.fields import field_name, field_word
from desktop.i18n import locale, pick
from desktop.moments import duration, short
from services.audit.entry import CAUSES, AuditEntry, AuditKind
from services.intake.named import FieldNames, FieldWord
from services.protocol.source import LinkState

VERBS = {
    "ReportEvent": QT_TRANSLATE_NOOP("wording", "Report"),
    "UploadChunk": QT_TRANSLATE_NOOP("wording", "Upload files"),
    "ClaimEvent": QT_TRANSLATE_NOOP("wording", "Claim"),
    "HandOverEvent": QT_TRANSLATE_NOOP("wording", "Hand over"),
    "ReleaseClaim": QT_TRANSLATE_NOOP("wording", "Release the claim"),
    "NoteEvent": QT_TRANSLATE_NOOP("wording", "Add a note"),
    "RejectEvent": QT_TRANSLATE_NOOP("wording", "Reject"),
    "FileEvent": QT_TRANSLATE_NOOP("wording", "File"),
    "MergeEvent": QT_TRANSLATE_NOOP("wording", "Merge"),
    "UnmergeEvent": QT_TRANSLATE_NOOP("wording", "Undo the merge"),
    "DispatchEvent": QT_TRANSLATE_NOOP("wording", "Dispatch"),
    "AddUnit": QT_TRANSLATE_NOOP("wording", "Send a further unit"),
    "ReleaseUnit": QT_TRANSLATE_NOOP("wording", "Release a unit"),
    "SetMainUnit": QT_TRANSLATE_NOOP("wording", "Set the main unit"),
    "ReportDeparture": QT_TRANSLATE_NOOP("wording", "Departed"),
    "ReportArrival": QT_TRANSLATE_NOOP("wording", "Arrived"),
    "AcceptTask": QT_TRANSLATE_NOOP("wording", "Accept task"),
    "ReturnTask": QT_TRANSLATE_NOOP("wording", "Return task"),
    "RequestExtension": QT_TRANSLATE_NOOP("wording", "Ask for an extension"),
    "RefuseExtension": QT_TRANSLATE_NOOP("wording", "Refuse the extension"),
    "ExtendDeadline": QT_TRANSLATE_NOOP("wording", "Extend"),
    "SuspendEvent": QT_TRANSLATE_NOOP("wording", "Suspend"),
    "ResumeEvent": QT_TRANSLATE_NOOP("wording", "Resume"),
    "SuperviseEvent": QT_TRANSLATE_NOOP("wording", "Supervise"),
    "EscalateEvent": QT_TRANSLATE_NOOP("wording", "Escalate"),
    "FeedBack": QT_TRANSLATE_NOOP("wording", "Feed back"),
    "ReworkEvent": QT_TRANSLATE_NOOP("wording", "Send back"),
    "CloseEvent": QT_TRANSLATE_NOOP("wording", "Verify and close"),
    "FollowUpEvent": QT_TRANSLATE_NOOP("wording", "Follow up"),
    "EvaluateEvent": QT_TRANSLATE_NOOP("wording", "Evaluate"),
    "ReopenEvent": QT_TRANSLATE_NOOP("wording", "Assign again"),
    "CorrectEvent": QT_TRANSLATE_NOOP("wording", "Correct"),
    "RaiseAlarm": QT_TRANSLATE_NOOP("wording", "Raise alarm"),
    "ClearAlarm": QT_TRANSLATE_NOOP("wording", "Clear alarm"),
    "AcknowledgeAlarm": QT_TRANSLATE_NOOP("wording", "Acknowledge"),
    "ShelveAlarm": QT_TRANSLATE_NOOP("wording", "Shelve"),
    "UnshelveAlarm": QT_TRANSLATE_NOOP("wording", "Unshelve"),
    "SuppressAlarm": QT_TRANSLATE_NOOP("wording", "Suppress"),
    "UnsuppressAlarm": QT_TRANSLATE_NOOP("wording", "Unsuppress"),
    "TakeOutOfService": QT_TRANSLATE_NOOP("wording", "Take out of service"),
    "ReturnToService": QT_TRANSLATE_NOOP("wording", "Return to service"),
}
STEPS = {
    "EventReported": QT_TRANSLATE_NOOP("wording", "Reported"),
    "EventCorrected": QT_TRANSLATE_NOOP("wording", "Corrected"),
    "EventClaimed": QT_TRANSLATE_NOOP("wording", "Claimed"),
    "EventHandedOver": QT_TRANSLATE_NOOP("wording", "Handed over to"),
    "ClaimReleased": QT_TRANSLATE_NOOP("wording", "Claim released"),
    "EventNoted": QT_TRANSLATE_NOOP("wording", "Noted"),
    "EventRejected": QT_TRANSLATE_NOOP("wording", "Rejected"),
    "EventFiled": QT_TRANSLATE_NOOP("wording", "Filed"),
    "EventMerged": QT_TRANSLATE_NOOP("wording", "Merged"),
    "EventUnmerged": QT_TRANSLATE_NOOP("wording", "Merge undone"),
    "ReportsJoined": QT_TRANSLATE_NOOP("wording", "Took over the report"),
    "ReportsParted": QT_TRANSLATE_NOOP("wording", "Gave the report back"),
    "EventDispatched": QT_TRANSLATE_NOOP("wording", "Dispatched"),
    "UnitAdded": QT_TRANSLATE_NOOP("wording", "Further unit sent"),
    "UnitReleased": QT_TRANSLATE_NOOP("wording", "Unit released"),
    "MainUnitSet": QT_TRANSLATE_NOOP("wording", "Main unit set"),
    "UnitDeparted": QT_TRANSLATE_NOOP("wording", "Unit departed"),
    "UnitArrived": QT_TRANSLATE_NOOP("wording", "Unit arrived"),
    "TaskAccepted": QT_TRANSLATE_NOOP("wording", "Task accepted"),
    "TaskReturned": QT_TRANSLATE_NOOP("wording", "Task returned"),
    "ExtensionRequested": QT_TRANSLATE_NOOP("wording", "Extension requested"),
    "ExtensionRefused": QT_TRANSLATE_NOOP("wording", "Extension refused"),
    "DeadlineExtended": QT_TRANSLATE_NOOP("wording", "Deadline extended"),
    "EventSuspended": QT_TRANSLATE_NOOP("wording", "Suspended"),
    "EventResumed": QT_TRANSLATE_NOOP("wording", "Resumed"),
    "EventSupervised": QT_TRANSLATE_NOOP("wording", "Put under supervision"),
    "EventEscalated": QT_TRANSLATE_NOOP("wording", "Escalated"),
    "HandlingFedBack": QT_TRANSLATE_NOOP("wording", "Fed back"),
    "EventSentBack": QT_TRANSLATE_NOOP("wording", "Sent back for rework"),
    "EventClosed": QT_TRANSLATE_NOOP("wording", "Verified and closed"),
    "FollowUpMade": QT_TRANSLATE_NOOP("wording", "Followed up"),
    "EventEvaluated": QT_TRANSLATE_NOOP("wording", "Evaluated"),
    "EventReopened": QT_TRANSLATE_NOOP("wording", "Assigned again"),
}
ESCALATION_LEVELS = {
    "unit": QT_TRANSLATE_NOOP("wording", "the unit"),
    "department": QT_TRANSLATE_NOOP("wording", "the head of the department"),
    "county": QT_TRANSLATE_NOOP("wording", "the county's leader in charge"),
}
"""处置单位, 主管部门负责人, 县级分管领导."""
SCORES = {
    1: QT_TRANSLATE_NOOP("wording", "Very poor"),
    2: QT_TRANSLATE_NOOP("wording", "Poor"),
    3: QT_TRANSLATE_NOOP("wording", "Fair"),
    4: QT_TRANSLATE_NOOP("wording", "Well done"),
    5: QT_TRANSLATE_NOOP("wording", "Very good"),
}
"""很不满意 to 很满意."""
STAGES = (
    QT_TRANSLATE_NOOP("wording", "Collect"),
    QT_TRANSLATE_NOOP("wording", "Register"),
    QT_TRANSLATE_NOOP("wording", "Assign"),
    QT_TRANSLATE_NOOP("wording", "Process"),
    QT_TRANSLATE_NOOP("wording", "Feedback"),
    QT_TRANSLATE_NOOP("wording", "Verify"),
    QT_TRANSLATE_NOOP("wording", "Evaluate"),
)
"""信息采集 案卷建立 任务派遣 任务处理 处理反馈 核查结案 综合评价, short enough for a chain."""
PRIORITIES = {
    "critical": QT_TRANSLATE_NOOP("wording", "Critical"),
    "high": QT_TRANSLATE_NOOP("wording", "High"),
    "medium": QT_TRANSLATE_NOOP("wording", "Medium"),
    "low": QT_TRANSLATE_NOOP("wording", "Low"),
}
ROLES: dict[Role, object] = {
    Role.OPERATOR: QT_TRANSLATE_NOOP("wording", "operator"),
    Role.DIRECTOR: QT_TRANSLATE_NOOP("wording", "drill director"),
    Role.LEADER: QT_TRANSLATE_NOOP("wording", "leader"),
    Role.WALL: QT_TRANSLATE_NOOP("wording", "wall"),
    Role.UNIT: QT_TRANSLATE_NOOP("wording", "unit"),
    Role.GATEWAY: QT_TRANSLATE_NOOP("wording", "gateway"),
    Role.ADMIN: QT_TRANSLATE_NOOP("wording", "administrator"),
    Role.AUDITOR: QT_TRANSLATE_NOOP("wording", "auditor"),
}
QUALITIES = (
    QT_TRANSLATE_NOOP("wording", "Good"),
    QT_TRANSLATE_NOOP("wording", "Uncertain"),
    QT_TRANSLATE_NOOP("wording", "Bad"),
    QT_TRANSLATE_NOOP("wording", "Replayed from a file"),
)
LINKS: dict[LinkState, object] = {
    "connecting": QT_TRANSLATE_NOOP("wording", "Connecting"),
    "syncing": QT_TRANSLATE_NOOP("wording", "Loading the snapshot"),
    "live": QT_TRANSLATE_NOOP("wording", "Connected"),
    "read_only": QT_TRANSLATE_NOOP("wording", "Read-only: journal damaged"),
    "stale": QT_TRANSLATE_NOOP("wording", "No heartbeat"),
    "unanswered": QT_TRANSLATE_NOOP("wording", "Commands do not arrive"),
    "refused": QT_TRANSLATE_NOOP("wording", "Access denied"),
    "closed": QT_TRANSLATE_NOOP("wording", "Closed"),
}

STREAM_NAMES = {
    "readings": QT_TRANSLATE_NOOP("wording", "readings"),
    "positions": QT_TRANSLATE_NOOP("wording", "positions"),
}
REALMS: dict[Kind, object] = {
    "drill": QT_TRANSLATE_NOOP("wording", "Drill"),
    "replay": QT_TRANSLATE_NOOP("wording", "Replay"),
}


AUDIT_KINDS: dict[str, object] = {
    "session_opened": QT_TRANSLATE_NOOP("wording", "Session opened"),
    "rejected": QT_TRANSLATE_NOOP("wording", "Connection rejected"),
    "command_refused": QT_TRANSLATE_NOOP("wording", "Command refused"),
    "contact_disclosed": QT_TRANSLATE_NOOP("wording", "Reporter disclosed"),
    "contact_refused": QT_TRANSLATE_NOOP("wording", "Reporter not disclosed"),
    "contact_erased": QT_TRANSLATE_NOOP("wording", "Reporter erased"),
    "file_fetched": QT_TRANSLATE_NOOP("wording", "File fetched"),
    "audit_read": QT_TRANSLATE_NOOP("wording", "Audit log read"),
    "audit_refused": QT_TRANSLATE_NOOP("wording", "Audit log not disclosed"),
    "key_added": QT_TRANSLATE_NOOP("wording", "Key added"),
    "key_revoked": QT_TRANSLATE_NOOP("wording", "Key revoked"),
    "keys_rotated": QT_TRANSLATE_NOOP("wording", "Keys rotated"),
    "person_enrolled": QT_TRANSLATE_NOOP("wording", "Person enrolled"),
    "backend_started": QT_TRANSLATE_NOOP("wording", "Backend started"),
    "backend_stopped": QT_TRANSLATE_NOOP("wording", "Backend stopped"),
    "journal_exported": QT_TRANSLATE_NOOP("wording", "Journal backed up"),
    "journal_restored": QT_TRANSLATE_NOOP("wording", "Journal restored"),
    "journal_rebuilt": QT_TRANSLATE_NOOP("wording", "Journal rebuilt after damage"),
    "journal_read_only": QT_TRANSLATE_NOOP("wording", "Damaged journal opened read-only"),
    "journal_repaired": QT_TRANSLATE_NOOP("wording", "Journal repaired"),
    "audit_damaged": QT_TRANSLATE_NOOP("wording", "Audit log damaged"),
    "entries_lost": QT_TRANSLATE_NOOP("wording", "Entries not stored"),
}
AUDIT_PARAMS: dict[str, object] = {
    "exit": QT_TRANSLATE_NOOP("wording", "exit code {value}"),
    "process": QT_TRANSLATE_NOOP("wording", "process {value}"),
    "lost": QT_TRANSLATE_NOOP("wording", "lost: {value}"),
    "records": QT_TRANSLATE_NOOP("wording", "proven records: {value}"),
    "damage": QT_TRANSLATE_NOOP("wording", "damage: {value}"),
    "unit": QT_TRANSLATE_NOOP("wording", "unit {value}"),
    "divisions": QT_TRANSLATE_NOOP("wording", "divisions {value}"),
    "sensors": QT_TRANSLATE_NOOP("wording", "sensors {value}"),
    "kinds": QT_TRANSLATE_NOOP("wording", "kinds of sensors {value}"),
    "people": QT_TRANSLATE_NOOP("wording", "people {value}"),
}
"""What an entry about a key or a backend says besides its subject."""
REJECTIONS: dict[str, object] = {
    "key_unknown": QT_TRANSLATE_NOOP("wording", "unknown key"),
    "no_role": QT_TRANSLATE_NOOP("wording", "no role in this realm"),
    "not_curve": QT_TRANSLATE_NOOP("wording", "no key offered"),
    "no_key": QT_TRANSLATE_NOOP("wording", "no key offered"),
}


def word(text: object) -> str:
    """One entry of the tables above in the current language."""
    return QCoreApplication.translate("wording", str(text))


def state(key: str) -> str:
    """The name of a state of an event or alarm; the key itself for other aggregates."""
    if key in ALARM_STATE_NAMES:
        return pick(ALARM_STATE_NAMES[AlarmState(key)])
    return pick(STATE_NAMES[State(key)]) if key in STATE_NAMES else key


def verb(name: str) -> str:
    """The name of a type of command; the type's name where the table has none."""
    if name in VERBS:
        return word(VERBS[name])
    kind = next((command for command in COMMANDS if command.__name__ == name), None)
    given = None if kind is None else of_command_type(kind).names.get(kind)
    return name if given is None else pick(given)


def escalation(step: EscalationStep) -> str:
    """A step of the escalation and whom it reaches, one line."""
    return f"{pick(step.name)} → {word(ESCALATION_LEVELS[step.to])}"


def realm_mark(realm: Realm) -> str:
    """The mark of a realm that is not live; "" for the live one."""
    if realm.kind == "live":
        return ""
    name = word(REALMS[realm.kind])
    return name if realm.kind == realm.id else f"{name} · {realm}"


def drill_words(*, once: bool = False) -> str:
    """What every window and page of a drill says; ``once``: where there is no room for more."""
    if once:
        return QCoreApplication.translate("wording", "DRILL  not a real event")
    return QCoreApplication.translate("wording", "DRILL · DRILL · DRILL  not a real event")


def banner(realm: Realm, *, once: bool = False) -> str:
    """What the band above the window, its pictures and its pages say of a realm that is not live; "" for the live
    one; ``once``: in few words."""
    return drill_words(once=once) if realm.kind == "drill" else realm_mark(realm)


def marked(title: str, realm: Realm) -> str:
    """The title of a window, with the mark of its realm."""
    return " · ".join(part for part in (realm_mark(realm), title) if part)


def role_names(roles: Iterable[Role | str]) -> str:
    """The names of the roles, in the order of :class:`~county.authority.Role`."""
    named = {Role(role) for role in roles}
    between = QCoreApplication.translate("wording", ", ")
    return between.join(word(ROLES[role]) for role in Role if role in named) or "–"


def alarm_state(alarm: Alarm, now_ms: int) -> str:
    """The state of ``alarm``: who acknowledged it when; who set it aside when, until when and why."""
    text = state(alarm.state)
    if alarm.state in NOT_ANNUNCIATED:
        return BETWEEN.join(part for part in (_set_aside(alarm, text, now_ms), alarm.aside_reason) if part)
    if alarm.state is AlarmState.ACKNOWLEDGED and alarm.acknowledged_ms is not None:
        return f"{text} · {alarm.acknowledged_by} {short(alarm.acknowledged_ms, now_ms)}"
    return text


def _set_aside(alarm: Alarm, text: str, now_ms: int) -> str:
    """State, end, person and time of an alarm that is not annunciated."""
    if alarm.aside_until_ms is not None:
        end = QCoreApplication.translate("wording", "{state} until {time}")
        text = end.format(state=text, time=short(alarm.aside_until_ms, now_ms))
    elif alarm.state is AlarmState.SUPPRESSED:
        text = QCoreApplication.translate("wording", "{state} until it clears").format(state=text)
    else:
        text = QCoreApplication.translate("wording", "{state} until returned to service").format(state=text)
    when = "" if alarm.aside_ms is None else short(alarm.aside_ms, now_ms)
    return BETWEEN.join(part for part in (text, " ".join(part for part in (alarm.aside_by, when) if part)) if part)


def explained(text: str) -> str:
    """A line for the user in the current language; a plain string stays as it is."""
    match text:
        case FieldNames(fields=fields):
            return QCoreApplication.translate("wording", ", ").join(map(field_name, fields))
        case FieldWord(field=field):
            return field_word(field, text)
        case ExplainedLine():
            pass
        case _:
            return text
    translated = QCoreApplication.translate("explained", text.template)
    params = {name: explained(value) for name, value in text.params.items()}
    return translated.format_map(params) if params else translated


def place_text(where: str) -> str:
    """The place of a row in a file."""
    kind, _, number = where.partition(" ")
    if kind in ("line", "row") and number.isdecimal():
        return QCoreApplication.translate("wording", "row {n}").format(n=number)
    return where


def reason(text: str) -> str:
    """Why a row of a file was not stored, in the current language: a refusal, a line for the user, or a plain text."""
    return refusal(text.code, dict(text.params)) if isinstance(text, RefusalText) else explained(text)


def remaining(due_ms: int, now_ms: int) -> str:
    """``12 min left`` or ``overdue by 3 h``."""
    span = duration(due_ms - now_ms)
    if is_late(due_ms, now_ms):
        return QCoreApplication.translate("wording", "overdue by {span}").format(span=span)
    return QCoreApplication.translate("wording", "{span} left").format(span=span)


def refusal(code: str, params: dict[str, str]) -> str:
    """Why the desk refused, one line, in the current language; codes in its parameters are translated, too."""
    named = dict(params)
    for field in [field.removesuffix(ZH) for field in params if field.endswith(ZH)]:
        named[field] = pick(Name(params[f"{field}{ZH}"], params.get(field, "")))
    if "command" in named:
        named["command"] = verb(named["command"])
    if "state" in named:
        named["state"] = state(named["state"])
    if "roles" in named and set(roles := named["roles"].split(", ")) <= set(Role):
        named["roles"] = role_names(roles)
    if (right := RIGHT_NAMES.get(named.get("right", ""))) is not None:
        named["right"] = pick(right)
    if "alarm" in named:
        named["alarm"] = short_number(named["alarm"])
    if "reason" in named:
        context = "explained" if named["reason"] in TEXTS else "refusals"
        named["reason"] = QCoreApplication.translate(context, named["reason"])
    return filled(QCoreApplication.translate("refusals", template(code, params)), named, params)


def audit_details(entry: AuditEntry) -> str:
    """What an entry of the audit log is about, and why something was refused; one line."""
    params = dict(entry.params)
    if entry.code in CAUSES:
        code = filled(QCoreApplication.translate("audit", CAUSES[entry.code]), params, params)
        params = {}
    else:
        code = word(REJECTIONS[entry.code]) if entry.code in REJECTIONS else verb(entry.code)
    reason, limits = "", []
    if entry.reason:
        reason = refusal(entry.reason, params)
    else:
        if set(roles := params.pop("roles", "").split(", ")) <= set(Role):
            limits.append(role_names(roles))
        known = params.keys() & AUDIT_PARAMS.keys()
        limits += [word(AUDIT_PARAMS[name]).format(value=params[name]) for name in params if name in known]
    lost = entry.kind == AuditKind.ENTRIES_LOST and entry.about in AUDIT_KINDS
    about = word(AUDIT_KINDS[entry.about]) if lost else entry.about
    realm = entry.realm if entry.realm != LIVE.id else ""
    return "  ·  ".join(part for part in (realm, code, about, *limits, reason) if part)


def file_text(name: str, size: int) -> str:
    """Name and size of a file."""
    return f"{name} ({locale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)})"


def problem_text(problem: Refused | ExplainedLine) -> str:
    """Why a file was not transferred, one line, in the current language."""
    return refusal(problem.code, problem.params) if isinstance(problem, Refused) else explained(problem)


def fault(code: str, params: Mapping[str, str]) -> str:
    """A fault of the backend's store, one line, in the current language; system details are only in the backend's
    log."""
    named = dict(params)
    if named.get("stream") in STREAM_NAMES:
        named["stream"] = word(STREAM_NAMES[named["stream"]])
    if "refusal" in named:
        named["why"] = refusal(named["refusal"], dict(params))
    return filled(QCoreApplication.translate("faults", store_faults.TEMPLATES.get(code, code)), named, params)
