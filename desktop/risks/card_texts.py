"""A warning card in words: what, where, since when, how many against how many, and how rarely chance gives that."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.catalog import Catalog
from county.risk.warning_card import DETECTORS, RiskSignal, WarningCard
from desktop.i18n import pick
from desktop.places.division_names import DivisionNames

YEAR_DAYS = 365
LONGEST_YEARS = 100
"""A rarer signal is told as so many years: a tail is not known any better."""
PLACES_SHOWN = 2


def matter_text(card: WarningCard, catalog: Catalog) -> str:
    """The class of its events; the key of one that the catalogue does not have."""
    row = catalog.event_classes.get(card.subject)
    return card.subject if row is None else pick(row)


def place_text(card: WarningCard, names: DivisionNames) -> str:
    """The first of its places, and how many more there are."""
    if not card.divisions:
        return QCoreApplication.translate("RiskWarnings", "Whole county")
    shown = "、".join(names.path(code) for code in card.divisions[:PLACES_SHOWN])
    more = len(card.divisions) - PLACES_SHOWN
    if more <= 0:
        return shown
    return QCoreApplication.translate("RiskWarnings", "{places} and {n} more").format(places=shown, n=more)


def count_text(signal: RiskSignal) -> str:
    """Observed against expected, and in how many days."""
    return QCoreApplication.translate("RiskWarnings", "{observed} / {expected} in {days} d").format(
        observed=signal.observed, expected=f"{signal.expected:.1f}", days=signal.days
    )


def recurrence_text(days: float) -> str:
    """How rarely chance alone gives a signal as strong anywhere in the county."""
    if days < YEAR_DAYS:
        return QCoreApplication.translate("RiskWarnings", "{n} days").format(n=round(days))
    years = days / YEAR_DAYS
    if years > LONGEST_YEARS:
        return QCoreApplication.translate("RiskWarnings", "over {n} years").format(n=LONGEST_YEARS)
    return QCoreApplication.translate("RiskWarnings", "{n} years").format(n=f"{years:.1f}")


def detectors_text(card: WarningCard) -> str:
    return "、".join(pick(DETECTORS[signal.detector]) for signal in card.signals)
