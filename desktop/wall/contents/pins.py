"""Results of decision parts that are pinned to walls: what somebody looked at, as of when, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator

from county.decisions.pins import Age, Pin, age_of
from county.figures.metric import Metric
from county.figures.text import PARTIAL, SMALL_SAMPLE, interval_text, short_text
from county.names import BETWEEN
from county.wall.kinds import PINS_SHOWN
from desktop import moments
from desktop.decisions.pinning import shown_pins
from desktop.i18n import pick
from desktop.wall.contents.figures import split
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.language import translate
from desktop.wall.tiles.numbers import BigNumber, NumbersContent
from services.results.registry import NOTHING_ASKED, asked_text

COLORS: dict[Age, str] = {"fresh": "text", "old": "late", "stale": "muted"}


class PinsContents(ContentProvider):
    """The first ones that were pinned; of the others the number.  Their values are on the desk: nothing is asked."""

    def content(self, now_ms: int) -> NumbersContent | None:
        if not self.session.layers.begun:
            return None
        pins = shown_pins(self.session, "wall")
        if not pins:
            return NumbersContent((BigNumber("–", translate("wall", "Nothing is pinned")),))
        fits = PINS_SHOWN if len(pins) <= PINS_SHOWN else PINS_SHOWN - 1
        numbers = tuple(self._numbers(pins[:fits], now_ms))
        if len(pins) > fits:
            numbers += (BigNumber(f"+{len(pins) - fits}", translate("wall", "Further pinned results")),)
        return NumbersContent(numbers)

    def _numbers(self, pins: list[Pin], now_ms: int) -> Iterator[BigNumber]:
        for pin in pins:
            metric = self.session.catalog.metrics.get(pin.figure.metric)
            if metric is None:
                yield BigNumber("–", pin.figure.metric, note=translate("wall", "no such metric"), color="muted")
            else:
                yield self._number(pin, metric, now_ms)

    def _number(self, pin: Pin, metric: Metric, now_ms: int) -> BigNumber:
        value, age = pin.figure.value, age_of(metric, pin.as_of_ms, now_ms)
        shown, unit = split(pick(short_text(metric, value)))
        interval = interval_text(metric, value)
        quality = {"small_sample": pick(SMALL_SAMPLE), "partial": pick(PARTIAL)}.get(value.quality, "")
        as_of = moments.short(pin.as_of_ms, now_ms)
        said = {
            "fresh": translate("wall", "as of {time}"), "old": translate("wall", "old: as of {time}"),
            "stale": translate("wall", "stale: as of {time}"),
        }[age].format(time=as_of)  # fmt: skip
        name = BETWEEN.join(filter(None, (self._asked(pin), pick(metric.name))))
        note = BETWEEN.join(filter(None, (said, f"[{interval}]" if interval else "", quality)))
        return BigNumber(shown, name, unit, note, COLORS[age])

    def _asked(self, pin: Pin) -> str:
        """By what several pins of one metric differ: before its name, whose end a narrow tile cuts off."""
        figure = pin.figure
        return "" if figure.asked == NOTHING_ASKED else pick(asked_text(figure, self.session.catalog))
