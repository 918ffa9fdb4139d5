"""Refusals, with one English template per code.  The desktop translates them."""

from __future__ import annotations

from collections.abc import Mapping

from county.china import CHINA_LAT, CHINA_LON
from county.names import Name

ZH = "_zh"
"""Ends the parameter with the Chinese form of a name; the one without it holds the English form."""


class Refused(Exception):
    """A command that the rules forbid.

    ``code`` is a key of :data:`TEMPLATES`; ``params`` fill its template.  The desktop translates the template,
    logs use the English one.
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def named(field: str, name: Name) -> dict[str, str]:
    """The parameters of a refusal that say a name: each reader is shown it in the own language."""
    return {field: name.en, f"{field}{ZH}": name.zh}


class RefusalText(str):
    """A refusal in English, one line.  Keeps its code and parameters for translation."""

    code: str
    params: Mapping[str, str]

    def __new__(cls, code: str, params: Mapping[str, str]) -> RefusalText:
        line = super().__new__(cls, text(code, dict(params)))
        line.code, line.params = code, dict(params)
        return line


TEMPLATES: dict[str, str] = {
    "event_exists": "Event {event} exists already; report it under a new number",
    "event_unknown": "Event {event} is not known here; refresh the list",
    "has_left": "{subject} ended some time ago and can no longer be changed; search for it to read its steps",
    "id_invalid": "The number of the event is not usable; use 1 to 64 letters of ASCII, digits, signs or Chinese "
    "characters, with single blanks between them",
    "text_too_long": "The text is too long: at most {limit} characters; shorten it",
    "text_unseen": "The text contains an invisible character at position {place} ({character}); delete or retype it",
    "message_too_long": "The command is too long to send: at most {limit} bytes; shorten its texts",
    "cause_watch_only": "Only the backend itself can give an alarm as the cause; describe in a few words what happened",
    "title_missing": "The report has no title; describe in a few words what happened",
    "transition_forbidden": "{command} is not possible while event {event} is {state}",
    "note_missing": "{command} of event {event} needs a note; write why",
    "alarm_reason_missing": "{command} of alarm {alarm} needs a reason; write why",
    "nothing_corrected": "Nothing of event {event} would change; change what is wrong, then correct it",
    "claimed_already": "Event {event} is claimed by {person} already; it can only be handed over",
    "not_claimed": "Nobody has claimed event {event}; claim it first",
    "claim_of_other": "Event {event} is claimed by {person}, who alone may release it; take it over instead",
    "receiver_missing": "Event {event}: choose the person to whom it is handed over",
    "receiver_has_it": "Event {event} is claimed by {person} already; choose another person",
    "merge_target_unfit": "Event {event} cannot be merged into: it is {state}",
    "merge_target_full": "Event {event} has taken over {limit} reports, as many as it may; merge into another one",
    "report_not_joined": "Report {report} is not merged into event {event}; refresh the card",
    "unit_missing": "Event {event}: choose the unit to send",
    "unit_unknown": "Unit {unit} is not in this county; choose one from the list",
    "unit_has_it": "Unit {unit} has event {event} already; choose another one",
    "too_many_units": "Event {event} has {limit} units, as many as it may; release one first",
    "unit_unfit": "{command} of event {event} is not possible for unit {unit}; refresh the card",
    "no_unit_fits": "{command} of event {event} is not possible for any of its units; refresh the card",
    "too_often": "{command} of event {event} was done {limit} times already; close it, or report a new event",
    "subclass_retired": "Subclass {subclass} is no longer used; choose another one",
    "subclass_unknown": "Subclass {subclass} is not in the catalogue; choose one of its keys or Chinese names",
    "place_outside": "The location {lon}° E, {lat}° N is outside {county}, {km} km from its border; choose one inside",
    "extension_not_later": "Event {event}: the new deadline must be later than the present one",
    "extension_waits": "Event {event}: the last request for an extension is not answered yet",
    "extension_not_requested": "Event {event}: its unit did not ask for an extension; refresh the card",
    "clock_unknown": "Event {event} has no running time limit",
    "already_supervised": "Event {event} is under supervision already",
    "escalation_unknown": "Step {step} of the escalation is not in the catalogue",
    "escalated_already": "Event {event}: step {step} of the escalation was taken already",
    "score_out_of_range": "Event {event}: the score must be 1 to 5",
    "alarm_unknown": "Alarm {alarm} is not known here",
    "time_before_alarm": "Alarm {alarm} was raised later than that; correct the time, or set this machine's clock",
    "alarm_transition_forbidden": "{command} is not possible while alarm {alarm} is {state}",
    "time_not_later": "The time must be in the future",
    "time_too_far": "The time is too far away: at most {days} days",
    "time_implausible": "The time of occurrence is more than {years} years in the past; correct it if it is wrong, or "
    "leave this out: nothing that old is kept here. Totals of earlier years can be sent as values of an indicator, one "
    "for each year",
    "time_ahead": "The time is {minutes} min ahead of the backend's clock, more than {limit} min; correct the time, or "
    "set the clock that is wrong, this computer's or the backend's",
    "time_before_drill": "The time is {minutes} min before the start of the drill, more than {limit} min; correct the "
    "time, or set this computer's clock",
    "time_before_last_step": "Event {event} has changed since; refresh and try again",
    "watch_only": "{command} is only for the backend itself",
    "not_authorised": "{principal} may not do this: {command} is for {roles}; use a key with such a role",
    "other_unit": "{event} is a matter of {unit}, not of {own}",
    "other_division": "Event {event} is outside the divisions of {principal}; an administrator can assign more",
    "alarm_other_division": "Alarm {alarm} is outside the divisions of {principal}; an administrator can assign more",
    "report_other_division": "The place is in division {division}, outside the divisions of {principal}; choose "
    "another place, or let an administrator assign more",
    "sensor_not_bound": "Key {principal} does not deliver {sensor}; name it in clients/{principal}.toml of the "
    "backend's keys, or send it with another key",
    "sensor_other_division": "{sensor} is outside the divisions of {principal}; an administrator can assign more",
    "not_enrolled": "The person could not be enrolled: {why}",
    "person_not_enrolled": "{person} is not enrolled for key {principal}; an administrator can enrol them",
    "command_failed": "{command} failed in the backend ({reason}); see its log",
    "realm_unknown": "Realm {realm} is not running here; name the realm of this backend",
    "sensor_unknown": "Sensor {sensor} with channel {channel} is not in this county; check the number and the channel",
    "reading_invalid": "Reading of {sensor}: {reason}; correct it and send it again",
    "reading_exists": "{sensor} had {known} at {at}, not {given}; the first value stays: send a correction with "
    "the time at which it was made",
    "row_invalid": "Row of {key} in {stream}: {reason}; correct it and send it again",
    "disk_full": "The journal's disk is full; free space; the desk resumes automatically",
    "journal_failed": "The journal could not be written: {reason}; see the backend's log",
    "journal_read_only": "The journal is damaged: only its proven part is shown, and nothing can be recorded; inform "
    "the administrator, who saves that part with `main.py journal … repair`, or restores a backup",
    "plan_title_missing": "Give the plan a title of at most {limit} characters",
    "forecast_too_large": "The forecast has more than {limit} bytes",
    "forecast_incomplete": "A class of the forecast lacks some of the places",
    "plan_empty": "Keep proposed sites or tours: one of both, after they were found",
    "plan_too_large": "The tours have more than {limit} visits; plan fewer villages or fewer weeks at once",
    "question_missing": "Write the question",
    "text_has_number": "The text has a telephone number; leave it out: records contain no numbers of people",
    "question_day_invalid": "{day} is no day of the calendar",
    "too_many_cited": "A question or an answer names {limit} articles at most",
    "example_of_many": "A question is an example of what one article answers; name one, or none",
    "word_incomplete": "Give both words: the one that was asked, and the one that articles use",
    "word_not_asked": "{word} is not in the question, or longer than {limit} characters; choose a word of the question",
    "word_too_general": "{word} says nothing about a subject; choose a longer word",
    "word_accepted_by_other": "{person} proposed the word; another person must accept it",
    "word_not_proposed": "The question has no word that waits to be accepted",
    "word_not_accepted": "The question has no accepted word",
    "scan_without_sender": "Scans need a sender; give the name of the system that read them",
    "scans_too_many": "Send 1 to {limit} scans at once",
    "scan_without_id": "A scan has no id (eventID); give each its own, so that it counts once",
    "scan_without_goods": "Scan {scan} names no goods; give their EPC, or the class of the lot with its quantity",
    "scan_without_parent": "Scan {scan} has no parentID; give the container that goods are put into or taken out of",
    "scan_not_of_kind": "Scan {scan} has fields that an event of kind {kind} does not have, or lacks its action",
    "scan_quantity": "Scan {scan}: the quantity of {goods} is no amount; give a number of at least 0",
    "scan_time": "Scan {scan} happened before 1970 or in the future; set the clock that is wrong",
    "scan_too_large": "Scan {scan} names more than {limit} goods; send several, or the class of the lot",
    "recall_level": "There is no level of recalls {level}; choose one of the table recall_levels.toml",
    "recall_title": "Give the recall a title of at most {limit} characters",
    "recall_places": "A recall needs a batch, and names {limit} places at most",
    "recall_runs": "A recall of {batch} is under way already; go on with that one",
    "recall_place": "The recall does not name the place {place}; refresh the panel",
    "recall_told": "{place} was told already; refresh the panel",
    "warning_without_signal": "A warning needs at least one signal of a detector",
    "as_of_unknown": "It was computed as of record {seq}, which is not there: the newest one is {newest}; compute it "
    "again",
    "as_of_ahead": "It was computed as of a time that is still to come; compute it again",
    "pin_no_result": "{metric} is no result of a decision part; pin one that a decision part shows",
    "pin_no_value": "The result has no value; pin it when it can be computed",
    "pin_nowhere": "Choose where the result is to be shown: on walls, on the leader's page, or both, each once",
    "pin_exists": "This result is pinned already; renew it there",
    "pin_other_question": "The result answers another question than the one that is pinned; pin it anew",
    "pin_newer": "The pinned result is newer, as of record {seq}; compute it again",
    "pins_too_many": "{limit} results are pinned; unpin one that nobody needs",
    "warning_no_number": "A signal of a warning has a value that is no number; nothing is warned of by it",
    "warning_too_long": "A warning names {places} places and {events} events at most",
    "warning_events_missing": "Name 1 to {limit} events that deal with the matter",
    "item_day_invalid": "{day} is no day of the calendar; write it like 2026-11-29",
    "item_title_missing": "Items and milestones need a title of at most {limit} characters",
    "item_lead_unknown": "{who} is neither a department nor a town or village of this county",
    "item_ends_before": "{item} ends before it begins",
    "item_amount_invalid": "An amount of money is missing or too large, or more is taken back than was spent",
    "item_metric_unknown": "Metric {metric} is not in the catalogue of this county",
    "item_target_invalid": "The target is no number",
    "item_too_many": "These are too many: {limit} at most",
    "item_named_twice": "{item} names something twice",
    "item_weight_invalid": "A milestone weighs 1 to {limit}",
    "item_milestone_outside": "Milestone {milestone} is due before its item begins or after it ends",
    "item_depends_unknown": "{item} is no other item of the same plan",
    "item_too_large": "A plan has {items} items at most, and {depth} levels below it",
    "item_cycle": "These items would wait for each other: {items}; leave one of the dependencies out",
    "item_parent_closed": "Item {item} is not open; choose another one for it to be part of",
    "item_pilot_below": "Only a whole plan is a pilot, from its beginning; leave its places out, or name them",
    "item_pilot_places": "Name the towns and villages where the pilot takes place",
    "item_milestone_settled": "Evidence for milestone {milestone} waits or was accepted: it stays as it is",
    "item_milestone_unknown": "Milestone {milestone} is not in this item; refresh the list",
    "item_drill_unknown": "Drill {drill} is not known here, or not over",
    "item_nothing_late": "Nothing of this item is late",
    "item_urged_already": "Event {event} presses it already, or {limit} events do",
    "item_no_pilot": "This is no pilot",
    "item_pilot_unfinished": "A pilot is extended when evidence for all its milestones was accepted; until then it is "
    "changed or stopped",
    "item_pilot_undecided": "Decide first what becomes of the pilot",
    "item_not_whole": "Only a whole plan is archived",
    "item_unfinished": "Milestones of the plan are open; withdraw what is not done, or go on",
    "item_template_unknown": "There is no template {template}; refresh the list",
    "evidence_missing": "Name or attach what shows it: a file, an event, a drill or a figure",
    "evidence_there_already": "Evidence for this milestone waits or was accepted already",
    "evidence_not_waiting": "No evidence for this milestone waits",
    "evidence_not_accepted": "No evidence for this milestone was accepted",
    "evidence_accepted_by_other": "{person} submitted the evidence; another person must accept it",
    "trainee_invalid": "Name the key or the post in at most {limit} characters",
    "trainees_too_many": "At most {limit} people are enrolled for training",
    "trainee_unknown": "{trainee} is not enrolled for training",
    "training_group_unknown": "There is no group {group} in the targets of training",
    "training_title_missing": "Give the session a title of at most {limit} characters",
    "training_nobody": "Name 1 to {limit} people, each once",
    "training_time_invalid": "A session ends after it begins, and {days} days later at most",
    "training_not_over": "A session is recorded when it is over, and {days} days after its beginning at most",
    "training_hours_invalid": "So long a session brings more than 0 and at most {limit} hours of training",
    "training_overlaps": "{trainee} was in “{session}” at the same time",
    "training_drill_unknown": "Drill {drill} is not known here, or not over",
    "training_drill_practice": "A drill counts as practice",
    "training_drill_times": "The session lies outside the time of drill {drill}",
    "training_drill_presence": "The journal of drill {drill} must show for everybody that they were present",
    "case_exists": "{case} exists already; use a new number",
    "rounds_no_truck": "No collection truck is among the resources of this county; add one to the package",
    "rounds_other_shift": "Shift {shift} does not run now, but {current}; open the panel again",
    "rounds_unknown": "No rounds of shift {shift} are known here; refresh the list",
    "rounds_replanned": "The rounds of shift {shift} were planned anew in the meantime",
    "stop_unknown": "Bin {bin} is not a stop of {unit} any more; refresh the list",
    "case_unknown": "{case} is not known here; refresh the list",
    "case_id_invalid": "The case needs a number of 1 to 64 printable characters",
    "case_transition_forbidden": "{command} is not possible while {case} is {state}",
    "case_note_missing": "{command} of {case} needs a note; write why",
    "case_too_often": "{command} of {case} was done {limit} times already; close it, or open a new one",
    "case_time_before_last_step": "{case} has changed since; refresh and try again",
    "clock_not_of_drill": "Only the clock of a drill can be set; the live realm follows the machine's clock",
    "rate_out_of_range": "The time rate must be 0 (paused) to {limit}",
    "jump_not_ahead": "The clock only jumps forward: choose a later time",
    "jump_too_far": "The clock jumps at most {hours} hours ahead at once",
    "file_missing": "{name} is not stored in the backend; attach it again",
    "file_too_large": "{name} is too large: at most {limit} MB",
    "file_changed": "{name} changed while it was transferred; attach it again",
    "file_damaged": "{name} is damaged in the backend; restore it from a backup",
    "file_unknown": "{name} is not stored in the backend any more; restore it from a backup",
    "file_invalid": "{name} was sent incorrectly; both sides must be of the same version",
    "file_not_picture": "{name} is not a picture, although its name says so; attach the original file",
    "photo_format": "{name} is a {format} picture, whose metadata cannot be deleted here; save it as JPEG or PNG",
    "photo_heic": "{name} is a HEIC photo, which cannot be read here; set the phone's camera to its most compatible "
    "format, or save the photo as JPEG",
    "photo_damaged": "{name} is not a complete photo; take the original as JPEG, PNG or WebP",
    "photo_too_large": "{name} has too many pixels: at most {limit} million; take a smaller one",
    "file_name_invalid": "A file name may have at most {limit} bytes of printable characters, none of "
    "/ \\ : * ? \" < > |; rename the file",
    "too_many_files": "At most {limit} files can be attached at once",
    "division_unknown": "The county has no division {division}; choose one from the list",
    "resource_unknown": "The county has no resource {resource}; choose one from the list",
    "radius_out_of_range": "The radius must be more than 0 and at most {limit} km",
    "closure_no_road": "There is no road at this place to close; choose a road on the map",
    "unit_not_mobile": "{unit} cannot be sent: only units that move have a status",
    "unit_status_older": "The status of {unit} was set later than that; refresh the list",
    "recipient_missing": "Nobody is named; enter who is called",
    "worker_is_no_number": "The worker is given by a work number, never by a name: at most {limit} letters, digits and "
    "hyphens, and at least one digit",
    "recipient_is_number": "Records hold no phone numbers or identity numbers; name the post or the work number",
    "response_in_force": "A response of level {level} is in force there already; change its level",
    "response_same_level": "The response has level {level} already; choose another one",
    "people_out_of_range": "The number of people must be 1 to {limit}",
    "shelter_unfit": "{resource} cannot take people in; choose a shelter",
    "briefing_supersedes_none": "Briefing {case} is not one that can be replaced; choose a signed one of the same kind "
    "and event",
    "briefing_too_many": "The briefing has too many entries: at most {limit}; remove some",
    "briefing_one_event": "A report is about one event; choose one",
    "briefing_title_missing": "A special report needs a title; write one",
    "briefing_report_open": "A report about event {event} is not signed yet; sign or withdraw it first",
    "briefing_recipient_invalid": "A recipient is a unit, a post or a division, of at most {limit} characters; correct "
    "it",
    "briefing_not_special": "Only a special report takes chosen figures; begin one",
    "briefing_figure_unknown": "There is no figure {metric} in the catalogue; choose another one",
    "briefing_has_figure": "The report has this figure already; choose another one",
    "briefing_no_figure": "The report does not have this figure; refresh it",
    "briefing_has_errors": "The briefing has errors that forbid signing ({count}); correct them first",
    "briefing_changed": "The briefing has changed since it was read; read it again",
    "site_people_out_of_range": "Each number of people is from 0 to {limit}; correct it",
    "site_post_invalid": "Write the post of the leader in 1 to {limit} characters, not the name",
    "briefing_urgency_invalid": "The urgency is 特急 or 加急, or nothing; choose one",
    "briefing_term_invalid": "A term of secrecy is one to ten years, like 3年; choose one",
    "briefing_copy_number_invalid": "A copy number is one to six digits, like 000001; correct it",
    "briefing_unanswered": "The question of rule {rule} has no answer; write one",
    "briefing_number": "The next number is {issue}; sign again",
    "briefing_no_document": "The signed document is missing; sign again",
    "briefing_event_ended": "Event {event} has ended already: draft its final report instead of a first one",
    "briefing_lowered": "A classification is lowered with a reason only; give one",
    "briefing_no_recipient": "The briefing has no recipient; enter one",
    "briefing_as_of_old": "The data are older than {limit} minutes; update them, or write why they suffice",
    "situation_text_missing": "The report about event {event} has no text; write it",
    "situation_not_first": "Event {event} has no first report yet; send that one first",
    "situation_has_first": "Event {event} has its first report already; send a further or the final one",
    "situation_ended": "The final report about event {event} was sent already",
    "period_invalid": "{period} is not a period; write it like 2026-11-25, 2026-11-25T14, 2026-11, 2026-Q4 or 2026",
    "period_ahead": "The period {period} has not begun yet; correct it",
    "figure_too_often": "The value for {period} was corrected {limit} times already",
    "calls_invalid": "{answered} answered of {offered} calls is not possible; correct the numbers",
    "not_a_grid": "{division} is not a grid; choose one of 15 digits",
    "indicator_unknown": "The catalogue has no indicator {indicator}; the nearest ones are {names}: choose one, or add "
    "it to the county's metrics",
    "indicator_no_number": "The value of {indicator} is not a number; enter one",
    "indicator_beyond": "{value} of {indicator} is impossible: it lies between {least} and {most}; correct it",
    "indicator_no_count": "{value} of {indicator} is impossible: it counts whole things; correct it, or its unit",
    "indicator_no_share": "{indicator} is no part of another indicator in the assessment; report it without a whole",
    "indicator_no_part": "{n} of {part} cannot be a part of {of} of {whole}; correct one, or report the other one "
    "first",
    "kpi_period_invalid": "{period} is no quarter, half-year or year; write one like 2026-Q3, 2026-H2 or 2026",
    "kpi_period_runs": "{period} is not over; it can be assessed after its end",
    "kpi_nothing_to_freeze": "No leaf of {period} has a value: there is nothing to freeze; report values first",
    "kpi_frozen": "The values of {period} are frozen and never change; report corrections for the next period",
    "kpi_note_missing": "The assessment of {period} needs a note; write by which decision or report",
    "kpi_definitions_differ": "The assessment of {period} was computed by other definitions; load it again",
    "kpi_values_invalid": "The values of {period} cannot be used; load the assessment again",
    "kpi_rating_invalid": "The score of node {node} must be between 0 and {most} points; correct it",
    "kpi_institution_missing": "Enter who gave the score, in at most {limit} characters",
    "vital_sign_unknown": "There is no vital sign {sign} in the catalogue; run one version of the program",
    "excursion_open": "The vital sign {sign} has an open excursion already",
    "excursion_unknown": "Excursion {excursion} is not known",
    "excursion_no_number": "The value of the vital sign is not a number",
    "indicator_no_evidence": "The value of {indicator} has no evidence; enter where it comes from",
    "fault_unknown": "This refused input is not kept any more; refresh the list",
    "fault_resolved": "This refused input was seen to already; refresh the list",
    "faults_invalid": "The number of refused inputs must be 1 to {limit}, with origin, reason and a few examples",
    "plan_unknown": "The catalogue has no plan {plan} that can be started; choose one from the list",
    "plan_level_unfit": "Plan {plan} has no level {level}; choose one of its levels",
    "plan_about_nothing": "A plan is started for an event or for a response; choose one of them",
    "plan_runs_already": "This plan runs already, at level {level}; change its level instead",
    "plan_event_ended": "Event {event} has ended; a plan is started for an open one",
    "plan_response_ended": "The response is not in force any more; start a response first",
    "plan_task_unknown": "The checklist has no task {task}; refresh the panel",
    "plan_task_done": "The task was completed or skipped already; refresh the panel",
    "plan_task_open": "The task is open; there is nothing to reopen",
    "automation_unknown": "The catalogue has no automation rule {rule}; refresh the panel",
    "automation_is_so": "Rule {rule} is switched that way already; refresh the panel",
    "shift_too_long": "A handover lists at most {limit} items of a kind; the further ones are only counted",
    "shift_to_self": "{person} hands over: choose somebody else who takes over",
    "shift_own": "{person} hands over this shift; another person has to take it over",
    "drill_other_realm": "This realm is not a drill; ask in the window of the drill",
    "drill_not_here": "Drill {drill} is not commanded here; use the window of its own realm",
    "drill_not_running": "{command} is not possible now: the drill does not run; start it first",
    "wall_scene_invalid": "A wall and a scene have names of at most {limit} characters; choose them from the list",
    "too_many_walls": "The desk knows {limit} walls already, as many as it may; give this wall the name of one of them",
    "drill_begun": "Drill {drill} has begun; a new run needs a new drill",
    "drill_ended": "The drill has ended; nothing more is dealt with in it",
    "drill_aborted": "The drill was aborted; return to duty in the live window",
    "drill_no_right": "Your role in the drill does not include this ({right}); ask the director",
    "drill_no_role": "{person} has no role in the drill; the director can give one",
    "drill_directors_only": "Only the director of the drill may do this",
    "drill_evaluators_only": "Only evaluators of the drill may do this",
    "drill_players_only": "Only players of the drill may do this",
    "drill_only_watches": "Those who evaluate or watch a drill change nothing on its desk; write notes instead",
    "drill_grade_unknown": "The county has no grade {grade}; choose one from the list",
    "self_assessment_closed": "Self-assessments are handed in from the hot wash on, until the drill is archived",
    "self_assessment_of_another": "Everybody hands in the own self-assessment only",
    "self_assessment_objectives": "State of every objective of the scenario whether it was met",
    "self_assessment_reason": "Write why objective {objective} was not met",
    "drill_msel_closed": "Injects and scores are open to directors and evaluators only, until the hot wash",
    "drill_role_unknown": "The scenario has no role {role}; choose one from the list",
    "drill_role_absent": "Nobody of role {role} has answered the roll call; bind a person who is present",
    "drill_person_has_role": "{person} has role {role} already; a person has one role a drill",
    "drill_director_leaves": "With role {role} you could direct and abort this drill no more; bind another person",
    "drill_present_already": "{person} has answered the roll call already",
    "drill_member_invalid": "{person} is not a person; write u: and the name as enrolled",
    "drill_too_many": "There are too many: at most {limit}",
    "drill_number_missing": "Numbers of events of a drill begin with 演; report it under such a number",
    "source_of_simulators": "Only what a simulator of a drill reports has the source simulated; choose the channel by "
    "which it was reported",
    "drill_number_of_background": "Numbers that begin with 演背景 are of what was there before the drill; report "
    "it under another number",
    "drill_number_in_live": "Numbers that begin with 演 are of drills; report it under another number",
    "scenario_missing": "Name the file of the scenario, and a few files that it shows",
    "inject_unknown": "The drill has no inject {inject}; refresh the list",
    "inject_transition_forbidden": "{command} is not possible while inject {inject} is {state}",
    "inject_needs_another": "{person} has released it already; a second person must do it, too",
    "inject_not_received": "Inject {inject} is not addressed to your role",
    "inject_acknowledged_already": "Inject {inject} was acknowledged already",
    "inject_not_delivered": "What inject {inject} contains was refused by the desk; edit it or skip it",
    "inject_invalid": "Inject {inject} lacks its content, or names a role that the drill does not have; correct it",
    "inject_delay_invalid": "An inject can be delayed by more than 0 and at most {hours} hours",
    "expectation_unknown": "The scenario has no expectation {expectation}; refresh the list",
    "share_out_of_range": "The share must be 0 to 1",
    "id_reused": "Command id {command} was used before for something else; report it under a new one",
}


NO_PLACE = "The location {x_m}, {y_m} is outside the county; choose one inside its outline"
"""Of ``place_outside`` for metres that no degrees correspond to, and in what earlier versions stored."""
NOT_IN_CHINA = "Longitude {lon} and latitude {lat} are not in China; check their order and their signs"
"""Of ``place_outside`` for degrees that are in no county: a distance from the border would say nothing."""


def template(code: str, params: Mapping[str, str]) -> str:
    """The English template of a refusal; ``code`` itself where it is unknown."""
    if code == "place_outside" and "km" not in params and "x_m" in params:
        return NO_PLACE
    if code == "place_outside" and not _in_china(params):
        return NOT_IN_CHINA
    return TEMPLATES.get(code, code)


def templates(code: str) -> tuple[str, ...]:
    """Every English template that a refusal with this code may have; ``code`` itself where it is unknown."""
    known = TEMPLATES.get(code, code)
    return (known, NO_PLACE, NOT_IN_CHINA) if code == "place_outside" else (known,)


def _in_china(params: Mapping[str, str]) -> bool:
    try:
        lon, lat = float(params["lon"]), float(params["lat"])
    except (KeyError, ValueError):
        return True
    return CHINA_LON[0] <= lon <= CHINA_LON[1] and CHINA_LAT[0] <= lat <= CHINA_LAT[1]


def text(code: str, params: dict[str, str]) -> str:
    """The refusal in English, one line; of a backend of another version perhaps without all of its fields."""
    return filled(template(code, params), params, params)


def filled(template: str, named: Mapping[str, str], params: Mapping[str, str]) -> str:
    """``template`` with its fields; all ``params`` are appended when the fields do not match (other version)."""
    try:
        return template.format_map(named)
    except (LookupError, ValueError, AttributeError):  # an unknown code is its own template
        return f"{template} ({', '.join(f'{k}={v}' for k, v in params.items())})"
