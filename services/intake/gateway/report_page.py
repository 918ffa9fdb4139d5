"""The page to report an event from a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from county.catalog import Catalog
from county.events.event import LONGEST_ADDRESS
from services.intake.gateway.endpoints import FILE_FIELD
from services.intake.gateway.markup import Markup, element, svg
from services.intake.gateway.page_frame import card, field, framed, icon, notice, stacked
from services.intake.gateway.page_texts import PageTexts
from services.intake.gateway.places import CountyMap, CountyPlaces, Village

NOTE_MAX = 2_000
REPORT_KEY = "report_key"
"""Hidden field: identifies one filled-in form, so that it is reported once."""
POINT_FIELDS = ("lon", "lat", "x_m", "y_m")


def report_page(
    texts: PageTexts,
    *,
    county: str,
    places: CountyPlaces,
    catalog: Catalog,
    key: str,
    sender: str,
    given: Mapping[str, str],
    problem: str = "",
) -> str:
    """A whole page.  ``given``: fields that were filled in before; ``sender``: the key that is logged in, "" for a
    citizen."""
    form = element(
        "form",
        element("input", type="hidden", name=REPORT_KEY, value=key),
        _photos(texts),
        _matter(texts, catalog, given),
        _place(texts, places, given),
        _contact(texts, given, staff=bool(sender)),
        element("button", texts("send"), type="submit", class_="button send", data_busy=texts("sending")),
        action="/report", method="post", enctype="multipart/form-data", class_="report",
        data_needs_place=texts("place_needed"),
    )  # fmt: skip
    body = stacked(
        notice("wrong", problem) if problem else None,
        element("p", icon("login"), texts("reporting_as", name=sender), class_="sender") if sender else None,
        form,
    )
    return framed(texts, county=county, title=texts("app"), lead=texts("lead"), active="report", body=body)


def _photos(texts: PageTexts) -> Markup:
    chooser = element(
        "label",
        icon("report"),
        element("span", texts("photos_add")),
        element(
            "input", type="file", name=FILE_FIELD, accept="image/*", multiple=True, id="photos",
            data_chosen=texts("photos_chosen"), data_many=texts("photos_many"), data_most="8",
        ),
        class_="chooser",
    )  # fmt: skip
    return card(
        chooser,
        element("div", class_="previews", id="previews", aria_live="polite"),
        element("p", texts("photos_hint"), class_="hint"),
        title=texts("photos"),
    )


def _matter(texts: PageTexts, catalog: Catalog, given: Mapping[str, str]) -> Markup:
    text = element(
        "textarea", given.get("note", ""), name="note", required=True, maxlength=NOTE_MAX, rows="4",
        placeholder=texts("matter_hint"), aria_label=texts("matter"),
    )  # fmt: skip
    chosen = given.get("subclass", "")
    offered = sorted(catalog.offered_subclasses().items(), key=lambda row: row[1].event_class)
    groups = (
        element(
            "optgroup",
            *(option(key, texts.of(subclass.name), chosen) for key, subclass in rows),
            label=texts.of(catalog.event_classes[event_class]),
        )
        for event_class, rows in groupby(offered, key=lambda row: row[1].event_class)
    )
    kinds = element("select", option("", texts("kind_any"), chosen), *groups, name="subclass")
    return card(text, field(texts("kind"), kinds), title=texts("matter"))


def _place(texts: PageTexts, places: CountyPlaces, given: Mapping[str, str]) -> Markup:
    hidden = (element("input", type="hidden", name=name, value=given.get(name, "")) for name in POINT_FIELDS)
    here = element(
        "button", icon("place"), element("span", texts("place_here")), type="button", id="here",
        class_="button plain js", data_asking=texts("place_asking"), data_found=texts("place_found"),
        data_denied=texts("place_denied"),
    )  # fmt: skip
    map_ = element(
        "div",
        element("p", texts("place_map"), class_="label"),
        drawn_map(places.map, label=texts("place_map"), tapped=texts("place_tapped")),
        class_="js",
    )
    chosen = given.get("village", "")
    villages = element(
        "select", option("", texts("place_none"), chosen), *_village_groups(places.villages, chosen), name="village",
        id="village",
    )  # fmt: skip
    shown = element("p", class_="chosen", id="chosen", aria_live="polite")
    address = element(
        "input", type="text", name="address", maxlength=LONGEST_ADDRESS, autocomplete="off",
        value=given.get("address", ""), placeholder=texts("address_hint"),
    )  # fmt: skip
    return card(
        *hidden, here, map_, field(texts("place_village"), villages), shown, field(texts("address"), address),
        title=texts("place"),
    )  # fmt: skip


def _village_groups(villages: Iterable[Village], chosen: str) -> Iterable[Markup]:
    ordered = sorted(villages, key=lambda village: village.code)
    for town, members in groupby(ordered, key=lambda village: village.town):
        yield element("optgroup", *(option(village.code, village.name, chosen) for village in members), label=town)


def _contact(texts: PageTexts, given: Mapping[str, str], *, staff: bool) -> Markup:
    """``staff``: a key is logged in, which says from which channel the report is, not who made it."""
    name = element("input", type="text", name="name", maxlength=40, autocomplete="name", value=given.get("name", ""))
    phone = element("input", type="tel", name="phone", maxlength=20, autocomplete="tel", value=given.get("phone", ""))
    who = field(texts("staff_name" if staff else "name"), name)
    fields = element("div", who, field(texts("phone"), phone), class_="pair")
    return card(fields, element("p", texts("contact_hint"), class_="hint"), title=texts("contact"))


def option(value: str, text: str, chosen: str) -> Markup:
    return element("option", text, value=value, selected=value == chosen)


def drawn_map(map_: CountyMap, *, label: str, tapped: str) -> Markup:
    """The towns as a drawing that can be tapped; the page's script turns the tap into metres."""
    height = f"{map_.height:.0f}"
    towns = (element("path", d=town.path, class_="town", data_name=town.name) for town in map_.towns)
    names = (element("text", town.name, x=f"{town.x:.0f}", y=f"{town.y:.0f}") for town in map_.towns)
    pin = element("g", element("path", d="M0 0C-34 -44 -44 -62 -44 -84a44 44 0 1 1 88 0C44 -62 34 -44 0 0z"),
                  element("circle", cx="0", cy="-84", r="16"), id="pin", class_="pin")  # fmt: skip
    return svg(
        f"-20 -60 1040 {map_.height + 80:.0f}", *towns, *names, pin, id="map", class_="map", role="img",
        aria_label=label, data_west=f"{map_.west_m:.3f}", data_north=f"{map_.north_m:.3f}",
        data_metres=f"{map_.metres:.6f}", data_tapped=tapped, data_height=height,
    )  # fmt: skip
