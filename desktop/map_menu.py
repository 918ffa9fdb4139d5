"""The menu of a click with the right button on the map: what can be done at that place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QApplication, QMenu

from county.commands import ReportEvent
from desktop.map.view import MapView
from desktop.permission import why_not
from desktop.session import Session


class MapMenu(QObject):
    """Report here, what is near, copy the coordinates; an action that is not permitted says why."""

    report_wanted = Signal(float, float)
    """At x_m, y_m."""
    nearby_wanted = Signal(float, float)
    """Of x_m, y_m."""

    def __init__(self, view: MapView, session: Session) -> None:
        super().__init__(view)
        self._view, self._session = view, session
        self.menu = QMenu(view)
        view.box.context_wanted.connect(self._open)

    def _open(self, at_px: QPointF) -> None:
        x_m, y_m = self._view.viewport.m(at_px.x(), at_px.y())
        inside = self._session.package.division_at(x_m, y_m) is not None
        denied = why_not(self._session, ReportEvent) or ("" if inside else self.tr("Outside the county"))
        lon, lat = self._session.package.lonlat(x_m, y_m)
        written = f"{float(lon):.6f}, {float(lat):.6f}"
        self.menu.clear()
        report = self.menu.addAction(self.tr("Report an event here …"))
        report.triggered.connect(lambda: self.report_wanted.emit(x_m, y_m))
        report.setEnabled(not denied)
        if denied:
            report.setText(f"{report.text()}（{denied}）")
        near = self.menu.addAction(self.tr("What is near"))
        near.triggered.connect(lambda: self.nearby_wanted.emit(x_m, y_m))
        copy = self.menu.addAction(self.tr("Copy {place}").format(place=written))
        copy.triggered.connect(lambda: QApplication.clipboard().setText(written))
        self._view.tip.hide()
        self.menu.popup(self._view.mapToGlobal(at_px.toPoint()))
