"""What was typed into forms about events that were left: it is there when they are opened again."""

from __future__ import annotations

from contextlib import suppress

from county import commands as c
from desktop.drafts.source import Fields
from desktop.steps.command_form import CommandForm
from desktop.steps.command_forms import FORMS
from desktop.steps.correct_form import CorrectForm, CorrectionDraft, correction_of


class KeptForms:
    """By event and command.  A correction opens again with its event, any other form when its step is chosen."""

    def __init__(self) -> None:
        self._fields: dict[tuple[str, type[c.EventCommand]], Fields] = {}
        self._corrections: dict[str, CorrectionDraft] = {}

    def keep(self, form: CommandForm, seen: int) -> None:
        """``form`` is about to be removed, but not by who fills it in.  ``seen``: see :class:`CorrectionDraft`."""
        if isinstance(form, CorrectForm):
            draft = form.draft(seen)
            if draft is not None:
                self._corrections[form.event_id] = draft
        elif not form.waiting and form.draft_fields():
            self._fields[form.event_id, form.command] = form.draft_fields()

    def keep_draft(self, event_id: str, step: type[c.EventCommand], fields: Fields) -> None:
        """The same for the form of an earlier run.  Fields of a correction that cannot be read are dropped."""
        if step is c.CorrectEvent:
            with suppress(ValueError):
                self._corrections[event_id] = correction_of(fields)
        else:
            self._fields[event_id, step] = fields

    def fill_in(self, form: CommandForm, seen: int) -> int:
        """Give back to a form that opens what was typed into it.  Returns the steps of the event's time line that were
        known when it was opened first: ``seen`` unless it is an earlier correction."""
        form.take_fields(self._fields.pop((form.event_id, form.command), {}))
        if isinstance(form, CorrectForm) and form.event_id in self._corrections:
            draft = self._corrections.pop(form.event_id)
            form.take(draft)
            return draft.seen
        return seen

    def has_correction(self, event_id: str) -> bool:
        return event_id in self._corrections

    def forget(self, sent: c.EventCommand) -> None:
        """The command was accepted."""
        self._fields.pop((sent.event_id, type(sent)), None)
        if isinstance(sent, c.CorrectEvent):
            self._corrections.pop(sent.event_id, None)

    def drafts(self) -> dict[str, Fields]:
        """By the names of :func:`name_of`."""
        kept = {name_of(event_id, step): fields for (event_id, step), fields in self._fields.items()}
        return kept | {name_of(event_id, c.CorrectEvent): kept.fields for event_id, kept in self._corrections.items()}


def fields_of(form: CommandForm, seen: int) -> Fields:
    """What is filled in of an open form; ``seen`` as in :meth:`KeptForms.keep`."""
    if not isinstance(form, CorrectForm):
        return form.draft_fields()
    draft = form.draft(seen)
    return {} if draft is None else draft.fields


def name_of(event_id: str, step: type[c.EventCommand]) -> str:
    """The name of the draft of a form."""
    return f"{event_id} {step.__name__}"


def event_and_step(name: str) -> tuple[str, type[c.EventCommand] | None]:
    """Of the name of a draft; None for a command that this version of the program does not know."""
    event_id, _, step_name = name.partition(" ")
    return event_id, next((step for step in FORMS if step.__name__ == step_name), None)
