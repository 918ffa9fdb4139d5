"""Runs the automation rules that a record triggers, and logs each run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from county.aggregates import subject_of_command
from county.automation.log import AutomationDeed
from county.commands import Command
from county.records import Record
from county.refusals import Refused
from services.follow_ups.automations import Automations, Firing
from services.loop.failures import LoopFailures, StateUncertain
from services.store.ports import StoreError

Run = Callable[[Command[Any]], Refused | None]
"""Runs a command of a rule unless it was processed before; returns its refusal.  Raises StoreError, StateUncertain."""


class AutomationRuns:
    """A rule that fails costs nobody else's command, and no other rule."""

    def __init__(self, automations: Automations, failures: LoopFailures) -> None:
        self._automations = automations
        self._failures = failures

    def follow(self, record: Record[Any], run: Run) -> None:
        """Run what ``record``, which the desk has folded, triggers.  Raises StoreError and StateUncertain."""
        try:
            firings = list(filter(self._automations.is_on, self._automations.triggered(record)))
        except Exception as error:
            self._failures.note(error, "the automation rules failed", record=str(record.seq))
            return
        for firing in firings:
            try:
                self._act(firing, run)
            except (StoreError, StateUncertain):
                raise
            except Exception as error:
                self._failures.note(error, "an automation rule failed", rule=firing.key, record=str(record.seq))

    def _act(self, firing: Firing, run: Run) -> None:
        automations = self._automations
        room = automations.has_room(firing)
        if room == "silent":
            return
        outcome = "too_often" if room == "full" else automations.hindrance(firing)
        did: list[AutomationDeed] = []
        if outcome is None:
            for command in automations.commands(firing):
                refused = run(command)
                kind, subject = type(command.body).__name__, subject_of_command(command.body)
                code, params = ("", {}) if refused is None else (refused.code, refused.params)
                did.append(AutomationDeed(command=kind, subject=subject, refused=code, params=params))
            outcome = "refused" if any(deed.refused for deed in did) else "acted" if did else "nothing"
        run(automations.log(firing, outcome, tuple(did)))
