"""The phone page in a real browser: report with a photo and a tap on the map, follow the case, answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from county import commands as c
from services.protocol.messages import Accepted
from tests.integration.backend_fixture import command, control_of, county_in, serving
from tests.integration.gateway_process import gateway_keys, gateway_of
from tests.phone_photos import photo_with_place

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PHONE = (390, 844)
PATIENCE_S = 30
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="no Chromium; `scripts/install-system-libraries tests` installs it"
)


@contextmanager
def phone_browser(folder: Path) -> Iterator[Chrome]:
    """Chromium of the size of a phone, with a profile of its own, asking for Chinese."""
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
        f"--user-data-dir={folder / 'profile'}", "--accept-lang=zh-CN",
    ):  # fmt: skip
        options.add_argument(argument)
    metrics = {"width": PHONE[0], "height": PHONE[1], "pixelRatio": 2.0, "touch": True}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    browser = Chrome(options=options, service=Service(executable_path=str(DRIVER)))
    try:
        browser.set_page_load_timeout(PATIENCE_S)
        yield browser
    finally:
        browser.quit()


def texts(browser: Chrome, selector: str) -> list[str]:
    return [found.text for found in browser.find_elements(By.CSS_SELECTOR, selector)]


def tap(browser: Chrome, found: WebElement) -> None:
    """Scroll to an element, away from the bar at the bottom, and tap it."""
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)  # type: ignore[no-untyped-call]
    found.click()


def fits(browser: Chrome) -> None:
    """Nothing is wider than the phone, nothing came from elsewhere, and the browser reports no error."""
    assert browser.execute_script("return document.documentElement.scrollWidth") == PHONE[0]
    origins = "return performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)"
    assert set(browser.execute_script(origins)) <= {browser.execute_script("return location.origin")}
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


def test_a_citizen_reports_on_a_phone_and_follows_the_case_to_its_end(tmp_path: Path) -> None:
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(photo_with_place((800, 600)))
    with serving(tmp_path) as backend:
        keys = gateway_keys(backend, tmp_path)
        with (
            gateway_of(county_in(tmp_path), backend.address, keys, tmp_path / "gateway.log") as gateway,
            phone_browser(tmp_path) as browser,
        ):
            gateway.connected()
            wait = WebDriverWait(browser, PATIENCE_S)
            browser.get(gateway.address)
            fits(browser)
            browser.find_element(By.NAME, "note").send_keys("小区北门垃圾桶满溢。已经两天没人清运")
            tap(browser, browser.find_element(By.CSS_SELECTOR, ".send"))
            assert texts(browser, "#chosen") == ["请先选择位置"], "it was not sent"
            browser.find_element(By.ID, "photos").send_keys(str(picture))
            wait.until(lambda _: browser.find_elements(By.CSS_SELECTOR, "#previews img"))
            tap(browser, browser.find_element(By.CSS_SELECTOR, ".town"))
            assert texts(browser, "#chosen") == ["已选：方村"]
            browser.find_element(By.NAME, "phone").send_keys("13800000000")
            fits(browser)
            tap(browser, browser.find_element(By.CSS_SELECTOR, ".send"))
            wait.until(lambda _: browser.find_elements(By.ID, "number"))
            assert texts(browser, ".notice.done strong") == ["上报成功"]
            assert texts(browser, ".stage strong") == ["已上报"]
            fits(browser)
            [number], path = texts(browser, "#number"), browser.current_url.partition("?")[0]
            with control_of(backend) as control:
                bodies = (
                    c.FileEvent(event_id=number), c.DispatchEvent(event_id=number, unit="city_management"),
                    c.AcceptTask(event_id=number), c.FeedBack(event_id=number, note="已清运"),
                    c.CloseEvent(event_id=number),
                )  # fmt: skip
                for body in bodies:
                    [answer] = control.submit([command(body)])
                    assert isinstance(answer, Accepted), answer
                browser.get(path)
                assert texts(browser, ".stage strong")[0] == "已结案"
                assert texts(browser, ".steps [aria-current]") == ["结案"]
                fits(browser)
                for value in browser.find_elements(By.CSS_SELECTOR, ".choice [value=false]"):
                    tap(browser, value.find_element(By.XPATH, ".."))
                tap(browser, browser.find_element(By.CSS_SELECTOR, "form [type=submit]"))
                wait.until(lambda _: "没有解决" in "".join(texts(browser, ".notice.done")))
                assert texts(browser, ".stage strong")[0] == "您已评价"
                first = control.subject(f"event/{number}")[0].body
                assert (first.source, len(first.attachments)) == ("citizen", 1)
