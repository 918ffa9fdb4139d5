"""Hours of everybody who is enrolled, as a session shows them."""

from __future__ import annotations

from datetime import date

from county.plan_tracker.days import county_day
from county.training.outlook import YearOfTraining, years_of_training
from county.training.people import Trainee
from county.training.sessions import TrainingSession
from desktop.session import Session


class ShownYears:
    """Computed anew when a person, a session or the day is another one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._basis: object = None
        self._years: list[YearOfTraining] = []

    @property
    def today(self) -> date:
        """The county's day."""
        return county_day(self._session.clock.now_ms())

    def follow(self) -> list[YearOfTraining]:
        """By group and name."""
        layers, today = self._session.layers, self.today
        people = [one for one in layers.states("trainee").values() if isinstance(one, Trainee)]
        sessions = [one for one in layers.states("training").values() if isinstance(one, TrainingSession)]
        basis = (people, sessions, today)
        if basis != self._basis:
            self._basis = basis
            self._years = years_of_training(
                people, sessions, self._session.catalog.training_targets, today.year, today
            )  # fmt: skip
        return self._years
