"""Why a command was refused: one English template per code.  The desktop translates them."""

from __future__ import annotations

TEMPLATES: dict[str, str] = {
    "event_exists": "Event {event} exists already; report it under a new number",
    "event_unknown": "Event {event} is not known here; refresh the list",
    "event_past": "Event {event} ended more than {days} days ago; its steps are in the journal alone",
    "id_invalid": "The event needs a number of 1 to 64 printable characters",
    "text_too_long": "The text is too long: at most {limit} characters",
    "message_too_long": "It is too long to be sent: at most {limit} bytes; shorten its texts",
    "title_missing": "The report has no title; say in a few words what happened",
    "transition_forbidden": "{command} is not possible while event {event} is {state}",
    "note_missing": "{command} of event {event} needs a note; write why",
    "merge_target_unfit": "Event {event} cannot take another one in: it is {state}",
    "unit_missing": "Event {event}: choose the unit to send",
    "unit_unknown": "Unit {unit} is not in this county; choose one from the list",
    "subclass_unknown": "Subclass {subclass} is not in the catalogue",
    "place_outside": "The place {x_m}, {y_m} lies outside the county",
    "extension_not_later": "Event {event}: the new deadline must be later than the present one",
    "clock_unknown": "Event {event}: its clock was never started",
    "already_supervised": "Event {event} is under supervision already",
    "score_out_of_range": "Event {event}: the score must be 1 to 5",
    "alarm_unknown": "Alarm {alarm} is not known here",
    "alarm_transition_forbidden": "{command} is not possible while alarm {alarm} is {state}",
    "time_not_later": "The time must lie in the future",
    "time_too_far": "The time is too far away: at most {days} days",
    "time_implausible": "It cannot have happened at that time: it lies ahead, or more than {years} years back; "
    "mend the time, or set this machine's clock",
    "time_before_last_step": "Event {event} has moved on since then; refresh and look again",
    "watch_only": "{command} is only for the watch itself",
    "command_failed": "{command} failed in the desk ({reason}); its log has more",
    "realm_unknown": "Realm {realm} does not run here",
    "sensor_unknown": "Sensor {sensor} with channel {channel} is not in this county",
    "reading_invalid": "Reading of {sensor}: {reason}",
    "disk_full": "The journal's disk is full; free space, the desk resumes by itself",
    "journal_failed": "The journal could not be written: {reason}",
    "id_reused": "Command id {command} was used before for something else",
}


def text(code: str, params: dict[str, str]) -> str:
    """The refusal in English, one line."""
    return TEMPLATES.get(code, code).format_map(params)
