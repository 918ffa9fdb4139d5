"""The phone page: forms that work without scripts, nothing from elsewhere, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from county import commands as c
from county.clock import ManualClock
from county.figures.inputs import GridVisited
from services.intake.gateway.api_keys import add_api_key, revoke_api_key
from services.intake.gateway.page_routes import COOKIE, title_of
from services.intake.gateway.page_texts import WEB, PageTexts, language_of, texts
from services.intake.gateway.problems import Problem
from tests.phone_photos import photo_with_place
from tests.square_county import GRID, PLACE_M, VILLAGE
from tests.unit.gateway_fixture import OpenedGateway, opened_for_test
from tests.unit.live_realm import NOW_MS

HOSTILE = "</textarea><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"
LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, level AA."""


class ReadPage(HTMLParser):
    """Elements and text of a page."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def value(self, name: str) -> str | None:
        """Value of the input of this name."""
        return next(attributes["value"] for _, attributes in self.elements if attributes.get("name") == name)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedGateway]:
    with opened_for_test(tmp_path_factory.mktemp("page")) as opened:
        yield opened


@pytest.fixture(scope="module")
def grids(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedGateway]:
    with opened_for_test(tmp_path_factory.mktemp("grids"), grid=True) as opened:
        yield opened


@pytest.fixture(autouse=True)
def a_new_visitor(opened: OpenedGateway) -> None:
    opened.monotonic.advance(60_000)
    opened.client.cookies.clear()


def sent(opened: OpenedGateway, *, photos: bool = False, headers: dict[str, str] | None = None, **fields: str) -> Any:
    form = {"report_key": "k1", "note": "垃圾桶满溢。两天没人清运", "village": VILLAGE} | fields
    files: list[Any] = [("photos", ("IMG.jpg", photo_with_place()))] if photos else [("photos", ("", b""))]
    return opened.client.post("/report", data=form, files=files, headers=headers or {})


def reported(opened: OpenedGateway, **fields: str) -> tuple[str, str]:
    """Number and path of a case that was reported on the page."""
    answer = sent(opened, **{"report_key": str(fields)} | fields)
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"].partition("?")[0]
    return path.split("/")[2], path


def test_a_citizen_reports_and_is_led_to_the_case(opened: OpenedGateway) -> None:
    answer = sent(opened, photos=True, name=" 张三 ", phone="13800000000", report_key="first")
    assert answer.status_code == 303
    page = ReadPage(opened.client.get(answer.headers["location"]))
    number = answer.headers["location"].split("/")[2]
    assert "上报成功" in page.text
    assert number in page.text
    event = opened.event(number)
    assert (event.source, event.title, event.subclass) == ("citizen", "垃圾桶满溢", "bin_overflow")
    assert len(event.timeline[0].attachments) == 1
    assert opened.live.realm.contacts.find(event.reporter) == "张三 13800000000".encode()
    assert "13800000000" not in page.text
    again = sent(opened, photos=True, name=" 张三 ", phone="13800000000", report_key="first")
    assert again.headers["location"] == answer.headers["location"], "the form was sent twice"


def test_a_tap_on_the_map_is_a_place(opened: OpenedGateway) -> None:
    number, _ = reported(opened, village="", x_m=str(PLACE_M[0]), y_m=str(PLACE_M[1]))
    assert (opened.event(number).x_m, opened.event(number).y_m) == PLACE_M


def test_an_address_can_be_typed_beside_the_place(opened: OpenedGateway) -> None:
    number, _ = reported(opened, address=" 解放路12号北门 ")
    assert opened.event(number).address == "解放路12号北门"
    again = ReadPage(sent(opened, note=" ", address="解放路12号"))
    assert again.value("address") == "解放路12号", "a refused form keeps it"


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"note": "  "}, 422, "说明发生了什么"),
        ({"village": ""}, 422, "请选择位置"),
        ({"village": "", "lon": "1", "lat": "1"}, 422, "不在本县范围"),
        ({"village": "", "lon": "x", "lat": "1"}, 422, "request_invalid"),
        ({"note": "a\u202eb"}, 422, "看不见的控制字符"),
        ({"note": "长" * 4_001}, 422, "request_invalid"),
        ({"level": "major"}, 422, "request_invalid"),
    ],
)
def test_a_refused_form_is_shown_again_with_what_was_filled_in(
    opened: OpenedGateway, fields: dict[str, str], status: int, words: str
) -> None:
    answer = sent(opened, name="<b>张三</b>", report_key="again", **fields)
    assert answer.status_code == status
    page = ReadPage(answer)
    assert words in page.text
    assert page.value("name") == "<b>张三</b>"
    assert page.value("report_key") == "again"
    assert fields.get("note", "垃圾桶满溢。两天没人清运").strip() in page.text


def test_a_file_that_is_no_photo_is_refused_by_its_name(opened: OpenedGateway) -> None:
    form = {"report_key": "f", "note": "x", "village": VILLAGE}
    answer = opened.client.post("/report", data=form, files=[("photos", ("<script>.jpg", b"MZ"))])
    assert answer.status_code == 415
    assert "“<script>.jpg”不是支持的照片格式" in ReadPage(answer).text


@pytest.mark.parametrize("path", ["/", "/case", "/login", "/api", "/nix"])
def test_a_page_loads_nothing_from_elsewhere_and_runs_only_our_script(opened: OpenedGateway, path: str) -> None:
    answer = opened.client.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; ")
    assert "unsafe" not in policy
    page = ReadPage(answer)
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "/").startswith("/"), (tag, attributes)
    assert [attributes for tag, attributes in page.elements if tag == "script"] == [{"src": "/page.js", "defer": None}]
    for tag, attributes in page.elements:
        if tag in ("link", "script"):
            assert opened.client.get(str(attributes.get("src") or attributes["href"])).status_code == 200


def test_hostile_texts_are_shown_as_texts(opened: OpenedGateway) -> None:
    number, path = reported(opened, note=HOSTILE)
    answer = opened.client.get(path)
    page = ReadPage(answer)
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not [attributes for _, attributes in page.elements if "onerror" in attributes]
    assert opened.event(number).title[:30] in page.text
    again = ReadPage(sent(opened, note=HOSTILE, village="", report_key=HOSTILE))
    assert [tag for tag, _ in again.elements].count("script") == 1
    assert HOSTILE in again.text
    assert again.value("report_key") == HOSTILE


def test_the_case_shows_its_stages_and_takes_the_answer(opened: OpenedGateway) -> None:
    number, path = reported(opened, note="路灯不亮")
    assert "请您评价" not in ReadPage(opened.client.get(path)).text
    opened.closes(number)
    page = ReadPage(opened.client.get(path))
    for words in ("已结案", "已处理，待核查", "已清运", "承办：城市管理和综合执法局", "已上报", "请您评价"):
        assert words in page.text
    answer = opened.client.post(f"{path}/answer", data={"satisfied": "false", "solved": "false", "note": "还是不亮"})
    assert answer.status_code == 303
    assert "没有解决" in ReadPage(opened.client.get(path)).text
    assert opened.event(number).unsolved
    opened.does(c.ReopenEvent(event_id=number))
    assert "重新交办" in ReadPage(opened.client.get(path)).text
    early = opened.client.post(f"{path}/answer", data={"satisfied": "true"})
    assert early.status_code == 409
    assert "尚未办结" in ReadPage(early).text


def test_notes_for_the_staff_are_not_shown(opened: OpenedGateway) -> None:
    number, path = reported(opened, note="井盖丢失")
    opened.does(
        c.FileEvent(event_id=number, note="内部备注一"), c.DispatchEvent(event_id=number, unit="city_management"),
        c.ReturnTask(event_id=number, note="内部备注二"),
    )  # fmt: skip
    text = ReadPage(opened.client.get(path)).text
    assert "重新安排承办单位" in text
    assert "内部备注" not in text


def test_a_case_is_found_by_number_and_code_only(opened: OpenedGateway) -> None:
    number, path = reported(opened, note="噪声扰民")
    code = path.rpartition("/")[2]
    found = opened.client.post("/case", data={"event_id": f" {number.lower()} ", "code": code.lower()})
    assert (found.status_code, found.headers["location"]) == (303, path)
    for wrong in ({"event_id": number, "code": "0000-0000-0000"}, {"event_id": "", "code": ""}, {"code": code}):
        answer = opened.client.post("/case", data=wrong)
        assert answer.status_code == 404
        assert "没有找到" in ReadPage(answer).text
    assert opened.client.get(f"/case/{number}/0000-0000-0000").status_code == 404


def test_a_grid_worker_logs_in_with_a_key_until_it_is_revoked(opened: OpenedGateway) -> None:
    wrong = opened.client.post("/login", data={"key": "ck_nix"})
    assert wrong.status_code == 401
    assert COOKIE not in wrong.cookies
    answer = opened.client.post("/login", data={"key": opened.keys["grid_worker"]})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert opened.keys["grid_worker"] not in cookie
    page = ReadPage(opened.client.get("/"))
    assert "已用密钥“grid_worker”登录" in page.text
    assert "姓名或工号" in page.text, "the key is that of a channel: who reports is stated"
    number, _ = reported(opened, note="巡查发现占道经营", name="W017", phone="13800000000")
    event = opened.event(number)
    assert event.source == "grid_worker"
    assert opened.live.realm.contacts.find(event.reporter) == b"W017 13800000000"
    assert opened.client.post("/logout").status_code == 303
    number, _ = reported(opened, note="退出后上报")
    assert opened.event(number).source == "citizen"
    opened.client.post("/login", data={"key": opened.keys["department"]})
    assert "department" in ReadPage(opened.client.get("/login")).text
    revoke_api_key(opened.folder, "department")
    assert "department" not in ReadPage(opened.client.get("/login")).text


def test_a_grid_worker_with_a_chinese_name_logs_in(opened: OpenedGateway) -> None:
    key = add_api_key(opened.folder, "城关网格员1", "grid_worker", 60, ManualClock(NOW_MS))
    assert opened.client.post("/login", data={"key": key}).status_code == 303
    assert "已用密钥“城关网格员1”登录" in ReadPage(opened.client.get("/")).text


def test_a_grid_worker_records_a_visit_of_now(opened: OpenedGateway) -> None:
    visit = {"grid": VILLAGE, "worker": "W017", "note": "走访独居老人"}
    assert opened.client.post("/visit", data=visit).status_code == 401
    opened.client.post("/login", data={"key": opened.keys["hotline"]})
    assert opened.client.post("/visit", data=visit).status_code == 403
    opened.client.post("/login", data={"key": opened.keys["grid_worker"]})
    assert "走访登记" in ReadPage(opened.client.get("/login")).text
    refused = opened.client.post("/visit", data=visit)
    assert refused.status_code == 422
    page = ReadPage(refused)
    assert f"{VILLAGE} 不是网格编码" in page.text, "the square county has no grids"
    assert (page.value("grid"), page.value("worker")) == (VILLAGE, "W017"), "what was filled in is kept"
    unknown = opened.client.post("/visit", data=visit | {"grid": "1"})
    assert "没有编码为 1 的网格" in ReadPage(unknown).text


@pytest.mark.parametrize(("worker", "words"), [("", "填写走访人的工号"), ("王芳", "请填工号，不填姓名")])
def test_a_visit_states_its_worker_by_a_work_number(grids: OpenedGateway, worker: str, words: str) -> None:
    grids.client.post("/login", data={"key": grids.keys["grid_worker"]})
    refused = grids.client.post("/visit", data={"grid": GRID, "worker": worker})
    assert refused.status_code == 422
    assert words in ReadPage(refused).text
    assert GRID not in grids.live.realm.desk.fold.states["visits"]


def test_the_worker_of_a_visit_is_who_was_stated_and_not_the_key(grids: OpenedGateway) -> None:
    grids.client.post("/login", data={"key": grids.keys["grid_worker"]})
    page = grids.client.post("/visit", data={"grid": GRID, "worker": "W017"})
    assert page.status_code == 201
    assert ReadPage(page).value("worker") == "W017", "for the next visit"
    day = datetime.fromtimestamp(NOW_MS / 1000, UTC)
    visits: list[dict[str, str]] = [{"worker": "城关018"}, {}]
    rows = {"rows": [visit | {"grid": GRID, "at": (day - timedelta(hours=n)).isoformat()}
                     for n, visit in enumerate(visits, 1)]}  # fmt: skip
    answer = grids.client.post("/api/v1/visits", json=rows, headers=grids.key("grid_worker"))
    assert answer.json() == {"stored": 2, "refused": []}
    workers = [record.body.worker for record in grids.live.realm.records() if isinstance(record.body, GridVisited)]
    assert workers == ["W017", "城关018", ""], "of a visit whose worker was not stated, nobody is known"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_of_another_site_is_refused(opened: OpenedGateway, headers: dict[str, str]) -> None:
    before = opened.live.realm.log.head.seq
    assert sent(opened, headers=headers, report_key="x").status_code == 403
    assert opened.client.post("/login", data={"key": "x"}, headers=headers).status_code == 403
    assert opened.client.post("/logout", headers=headers).status_code == 403
    assert opened.live.realm.log.head.seq == before


def test_paths_lead_nowhere_else(opened: OpenedGateway) -> None:
    for path in ("/../main.py", "/%2e%2e/main.py", "/page.css/../texts.toml", "/texts.toml", "/case/a/b/c", "//etc"):
        answer = opened.client.get(f"http://testserver{path}")
        assert answer.status_code == 404
        assert "没有" in ReadPage(answer).text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9", "en"), ("en,zh;q=0.5", "en"),
        ("en;q=0.3,zh-TW", "zh"), ("fr", "zh"), ("de;q=x,en", "en"), (";;;,,,q=", "zh"), ("*", "zh"),
    ],
)  # fmt: skip
def test_the_language_is_chinese_unless_english_is_preferred(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


def test_english_pages_have_english_texts(opened: OpenedGateway) -> None:
    answer = opened.client.get("/", headers={"Accept-Language": "en-GB"})
    page = ReadPage(answer)
    assert "Report a problem" in page.text
    assert '<html lang="en">' in answer.text
    assert set("".join(re.findall("[\u4e00-\u9fff]", page.text))) == set("方县村"), "only names of places"


def test_every_text_has_both_languages_and_the_same_fields() -> None:
    for key, name in texts().items():
        assert name.zh, key
        assert name.en, key
        fields = [set(re.findall(r"{(\w+)}", text)) for text in (name.zh, name.en)]
        assert key == "problem_other" or fields[0] == fields[1], key
    assert PageTexts("zh").problem(Problem("x" * 3)).startswith("请求未被接受")


@pytest.mark.parametrize(
    ("note", "title"),
    [("垃圾满了。臭", "垃圾满了"), ("路灯\n不亮", "路灯"), ("。", "。"), ("长" * 50, "长" * 39 + "…"), (" a ", "a")],
)
def test_the_title_is_the_first_sentence(note: str, title: str) -> None:
    assert title_of(note) == title


def test_the_colours_of_texts_contrast_with_their_ground() -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (WEB / "page.css").read_text(encoding="utf-8")))
    on = {
        "sheet": ("ink", "soft", "accent", "accent-deep", "good", "bad"), "ground": ("ink", "soft"),
        "accent-pale": ("accent-deep",), "good-pale": ("good",), "bad-pale": ("bad",),
    }  # fmt: skip
    for ground, inks in on.items():
        for ink in inks:
            assert contrast(colours[ink], colours[ground]) >= LEAST_CONTRAST, (ink, ground)
    for ground in (colours["accent"], colours["accent-deep"], "#0d5bb3", "#5c6b7c"):
        assert contrast("#ffffff", ground) >= LEAST_CONTRAST
    assert contrast("#d8e8fb", "#0d5bb3") >= LEAST_CONTRAST


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
