"""A forecast as rows of a table: places, classes, methods, what the model looked at, groups, and former forecasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from PySide6.QtCore import QObject

from county.names import Name
from county.need.baselines import METHODS
from county.need.features import FEATURES
from county.need.level import LEVEL_NAMES, level
from county.need.results import GROUPS, NeedForecast, NeedsForecast, level_scores, next_interval
from county.need.sentences import sentence
from county.need.weeks import monday
from desktop import theme
from desktop.i18n import pick
from desktop.panels.record_panel import Row

NeedPart = Literal["places", "classes", "methods", "influences", "groups", "former"]
PARTS: tuple[NeedPart, ...] = ("places", "classes", "methods", "influences", "groups", "former")


class NeedRows(QObject):
    """Rows of places and classes have their code or key as id."""

    def __init__(self, named: Callable[[str], str], classes: dict[str, Name], parent: QObject) -> None:
        """``named``: name of a place by its code."""
        super().__init__(parent)
        self._named = named
        self._classes = classes

    def heads(self, part: NeedPart) -> list[str]:
        match part:
            case "places":
                return [
                    self.tr("Place"), self.tr("Forecast"), self.tr("90 % interval"), self.tr("Last week"),
                    self.tr("Mean of 52 weeks"), self.tr("Per 1,000 people"), self.tr("Need"),
                ]  # fmt: skip
            case "classes":
                return [self.tr("Class"), self.tr("Forecast"), self.tr("Events so far"), self.tr("What is used")]
            case "methods":
                return [self.tr("Method"), self.tr("Mean absolute error"), self.tr("MASE"), self.tr("Pinball loss")]
            case "influences":
                return [self.tr("What was known"), self.tr("Error grows by"), self.tr("Mean forecast by its value")]
            case "groups":
                return [
                    self.tr("By"), self.tr("Third"), self.tr("Places"), self.tr("Mean absolute error"),
                    self.tr("Covered"),
                ]  # fmt: skip
        return [
            self.tr("Week"), self.tr("Method"), self.tr("Mean absolute error"), self.tr("Of the mean of 52 weeks"),
            self.tr("Within their interval"),
        ]  # fmt: skip

    def numeric(self, part: NeedPart) -> tuple[int, ...]:
        return {
            "places": (1, 3, 4, 5), "classes": (1, 2), "methods": (1, 2, 3), "influences": (1,), "groups": (2, 3, 4),
            "former": (2, 3, 4),
        }[part]  # fmt: skip

    def rows(self, part: NeedPart, found: NeedsForecast, one: NeedForecast) -> Iterator[Row]:
        match part:
            case "places":
                return self._places(found, one)
            case "classes":
                return self._of_classes(found)
            case "methods":
                return self._methods(one)
            case "influences":
                return self._influences(one)
            case "groups":
                return self._groups(one)
        return self._former(one)

    def _places(self, found: NeedsForecast, one: NeedForecast) -> Iterator[Row]:
        """Most events first."""
        if not one.told:
            return
        told, around, past = one.forecasts, next_interval(one), one.past_counts(len(found.codes))
        scores = level_scores(told)
        few = frozenset(found.few_reports)
        for place in sorted(range(len(told)), key=lambda place: (-told[place], found.codes[place])):
            code, people = found.codes[place], found.people[place]
            bounds = "–" if around is None else f"{around[0][place]:.1f}–{around[1][place]:.1f}"
            rate = f"{1_000 * told[place] / people:.2f}" if people > 0 else self._people(people)
            name = self._named(code)
            if code in few:
                name = self.tr("{place} (reports little)").format(place=name)
            cells = (
                name, f"{told[place]:.1f}", bounds, str(past[-1, place]) if len(past) else "–",
                f"{past[-52:, place].mean():.2f}" if len(past) else "–", rate,
                pick(LEVEL_NAMES[level(float(scores[place]))]),
            )  # fmt: skip
            yield Row(code, cells, theme.WARNING if code in few else theme.TEXT)

    def _people(self, people: int) -> str:
        return self.tr("no people") if people == 0 else self.tr("not known")

    def _of_classes(self, found: NeedsForecast) -> Iterator[Row]:
        for one in sorted(found.needs, key=lambda one: -float(one.forecasts.sum())):
            told = f"{one.forecasts.sum():.1f}" if one.told else "–"
            events = "–" if one.state == "few_weeks" else f"{one.sample:,}"
            name = pick(self._classes[one.need]) if one.need in self._classes else one.need
            cells = (name, told, events, pick(sentence(one, found.weeks)))
            yield Row(one.need, cells, theme.TEXT if one.told else theme.MUTED)

    def _methods(self, one: NeedForecast) -> Iterator[Row]:
        for score in sorted(one.scores, key=lambda score: score.mae):
            name = pick(METHODS[score.method])
            if score.method == one.method:
                name = self.tr("{method} (in use)").format(method=name)
            cells = (name, f"{score.mae:.3f}", _number(score.mase), _number(score.pinball))
            yield Row(score.method, cells)

    def _influences(self, one: NeedForecast) -> Iterator[Row]:
        dependences = {each.feature: each for each in one.dependences}
        for each in one.influences:
            course = ""
            if each.feature in dependences:
                of = dependences[each.feature]
                course = "  ".join(f"{x:g}: {y:.2f}" for x, y in zip(of.values, of.told, strict=True))
            name = pick(FEATURES[each.feature]) if each.feature in FEATURES else each.feature
            yield Row(each.feature, (name, f"{each.rise:+.4f}", course))

    def _groups(self, one: NeedForecast) -> Iterator[Row]:
        thirds = (self.tr("lowest"), self.tr("middle"), self.tr("highest"))
        for group in one.groups:
            covered = "–" if group.coverage is None else f"{100 * group.coverage:.1f} %"
            cells = (pick(GROUPS[group.by]), thirds[group.third], str(group.places), f"{group.mae:.3f}", covered)
            color = theme.WARNING if group.by in one.uneven else theme.TEXT
            yield Row(f"{group.by} {group.third}", cells, color)

    def _former(self, one: NeedForecast) -> Iterator[Row]:
        for former in one.scored:
            inside = "–" if former.inside is None else self.tr("{n} of {all} places").format(
                n=former.inside, all=former.places
            )  # fmt: skip
            better = former.mae <= former.mean_mae
            yield Row(str(former.week), (
                monday(former.week).isoformat(), pick(METHODS[former.method]), f"{former.mae:.3f}",
                f"{former.mean_mae:.3f}", inside,
            ), theme.TEXT if better else theme.MUTED)  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
