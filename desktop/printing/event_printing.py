"""Prints the event of the card, or saves it as a PDF file."""

from __future__ import annotations

from collections.abc import Callable

from desktop.cards.event_card import EventCard
from desktop.map.place_picture import NotPainted, PlacePicture
from desktop.printing.event_page import event_page, with_picture
from desktop.printing.paper_job import PageOf, PaperJobs, png_of
from desktop.session import Session
from desktop.wording import explained
from services.paper.page import PaperPage

PictureOf = Callable[[float, float], PlacePicture]


class EventPrinting:
    """Asks by the dialogs of the system; what goes wrong is said on the card."""

    def __init__(self, session: Session, card: EventCard, picture_of: PictureOf) -> None:
        """``picture_of``: the surroundings of a place (working CRS, metres)."""
        self._session = session
        self._card = card
        self._picture_of = picture_of
        self.jobs = PaperJobs(card)
        self.jobs.failed.connect(card.show_file_problem)

    def release(self) -> None:
        """The window closes."""
        self.jobs.release()

    def page(self) -> PaperPage | None:
        """The page of the event that the card shows, without its picture; None while it shows none."""
        card = self._card
        event = card.shown_event
        if event is None:
            return None
        return event_page(
            self._session, event, card.facts_of(event), card.time_line.about, archived=not card.on_desk
        )  # fmt: skip

    def print_event(self) -> None:
        """Print it on the printer that the user chooses."""
        page = self.page()
        printer = None if page is None else self._session.dialogs.choose_printer(self._card)
        if page is not None and printer is not None:
            self._complete(page, lambda page_of: self.jobs.print_on(page_of, printer))

    def save_pdf(self) -> None:
        """Save it as a file that the user chooses."""
        page, event = self.page(), self._card.shown_event
        if page is None or event is None:
            return
        path = self._session.dialogs.save_page(self._card, f"{event.id}.pdf")
        if path is not None:
            self._complete(page, lambda page_of: self.jobs.save(page_of, path))

    def _complete(self, page: PaperPage, give: Callable[[PageOf], None]) -> None:
        """Add the picture of the place when it is painted, then ``give`` the page."""
        event = self._card.shown_event
        assert event is not None
        lon, lat = self._session.package.lonlat(event.x_m, event.y_m)
        place = float(lon), float(lat)
        picture = self._picture_of(event.x_m, event.y_m)
        picture.made.connect(lambda image: give(lambda: with_picture(page, png_of(image), place)))
        picture.failed.connect(lambda why: self._without_picture(page, give, why))

    def _without_picture(self, page: PaperPage, give: Callable[[PageOf], None], why: NotPainted) -> None:
        self._card.show_file_problem(explained(why.line))
        give(lambda: page)
