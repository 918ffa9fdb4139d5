"""A desktop uses the catalogue of its backend, and a change is reported."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from county.authority import Role
from county.catalog import Catalog, Name
from county.package.open import CountyPackage
from county.realm import LIVE
from desktop.app import Program
from desktop.backend.catalog import backend_catalog
from desktop.reporting.subclass_box import SubclassBox
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.disk.data_folder import data_folder, keys_folder
from services.keys.register import Registration, add
from services.protocol.expected_county import ExpectedCounty
from services.supervision.window import SupervisedBackend
from services.transport.memory import MemoryNetwork
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.integration.backend_fixture import running_pid, serving
from tests.memory_realm import OWNER, MemoryRealm
from tests.unit.scripted_backend import linked

OpenWindow = Callable[[Session], MainWindow]
AIRSHIP = (
    '[airship]\nname={zh="飞艇",en="Airship"}\nicon="mdi6.airballoon"\nmobile=true\ndepartment="emergency"\ncount=2\n'
    'capacity_name={zh="架数",en="Number"}\n'
)
RENAMED = Name("桥头垃圾", "Garbage at bridges")


def with_other_name(catalog: Catalog) -> Catalog:
    """The same rows, with one name changed."""
    row = msgspec.structs.replace(catalog.subclasses["exposed_garbage"], name=RENAMED)
    return msgspec.structs.replace(catalog, subclasses=catalog.subclasses | {"exposed_garbage": row})


@pytest.fixture
def realm(package: CountyPackage) -> MemoryRealm:
    """A backend whose catalogue differs from the package's."""
    return MemoryRealm(package, catalog=with_other_name(package.catalog))


@contextmanager
def running(realm: MemoryRealm) -> Iterator[None]:
    """Iterate the backend while the test waits for its reply."""
    ended = Event()

    def run() -> None:
        while not ended.is_set():
            realm.turn()

    thread = Thread(target=run, name="realm")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_the_desktop_uses_the_backends_catalogue(
    realm: MemoryRealm, package: CountyPackage, open_desk: OpenDesk, qtbot: QtBot
) -> None:
    with running(realm):
        taken = backend_catalog("memory", lambda: realm.network.client(OWNER.id), LIVE, package)
    assert taken == realm.catalog != package.catalog
    desk = open_desk(realm, catalog=taken).live()
    box = SubclassBox(desk.session.catalog, desk.session.subclass_sounds)
    qtbot.addWidget(box)
    assert RENAMED.zh in box.itemText(box.findData("exposed_garbage"))


def test_the_packages_catalogue_is_used_where_it_equals_the_backends(package: CountyPackage) -> None:
    same = MemoryRealm(package)
    with running(same):
        assert backend_catalog("memory", lambda: same.network.client(OWNER.id), LIVE, package) is package.catalog


def test_the_packages_catalogue_is_used_while_there_is_no_reply(package: CountyPackage) -> None:
    without_backend = MemoryNetwork()
    used = backend_catalog("memory", lambda: without_backend.client(OWNER.id), LIVE, package, timeout_s=0.2)
    assert used is package.catalog


@contextmanager
def of_another_window(package: Path) -> Iterator[None]:
    """The supervised backend of ``package`` runs."""
    backend = SupervisedBackend(package, data_folder(package), LIVE)
    backend.start()
    try:
        running_pid(backend)
        yield
    finally:
        backend.close()


def leader_keys(package: Path, folder: Path) -> Path:
    """A key with the role of a leader for the backend of this machine."""
    add(keys_folder(data_folder(package)), "chief", Registration(roles=(Role.LEADER,)), folder / "chief-keys")
    return folder / "chief-keys"


@pytest.mark.parametrize("supervised", [True, False], ids=["another window's", "serve"])
def test_a_second_window_uses_the_catalogue_of_the_running_backend(
    qtbot: QtBot, small_county: Path, tmp_path: Path, supervised: bool
) -> None:
    folder = tmp_path / "county"
    shutil.copytree(small_county, folder)
    data_folder(folder).mkdir(parents=True)
    running = of_another_window(folder) if supervised else serving(tmp_path, package=folder, data=data_folder(folder))
    with running:
        tables = folder / "catalog"
        tables.mkdir(exist_ok=True)
        (tables / "resource_kinds.toml").write_text(AIRSHIP, encoding="utf-8")  # the backend started without it
        program = Program(scene="operator", off_screen=True, settings=tmp_path / "desktop.ini")
        try:
            program.open(folder, connect=None, keys=leader_keys(folder, tmp_path) if supervised else None, realm=LIVE)
            qtbot.waitUntil(lambda: program.source is not None and program.source.health().state == "live",
                            timeout=30_000)  # fmt: skip
            assert program.source is not None
            principal = program.source.health().principal
            assert principal is not None
            assert (Role.LEADER in principal.roles) == supervised, "a key of its own on the machine of the backend"
            assert program.window.session is not None
            assert "airship" in CountyPackage(folder).catalog.resource_kinds
            assert "airship" not in program.window.session.catalog.resource_kinds
        finally:
            program.close()


def test_a_backend_with_another_catalogue_is_rejected_and_the_remedy_is_shown(
    realm: MemoryRealm, package: CountyPackage, open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk(realm, catalog=package.catalog)
    window = open_window(desk.session)
    desk.until(lambda: desk.health.state == "refused", "the refusal")
    window.freshness.refresh()
    assert window.freshness.link.text() == "拒绝接入 · 后台的目录已变更；请重新打开该县以采用新目录"
    assert window.freshness.mode.text() == "非实时"
    assert len(desk.session.layers.states("event")) == 0


def test_a_catalogue_changed_while_the_window_is_open_is_reported_on_reconnect(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    event_id = scripted.report("garbage")
    with linked(county=ExpectedCounty("乙县", "", 4526, "one")) as link:
        link.backend.restart("a", catalog="one")
        link.live()
        window = open_window(replace(scripted.session, source=link.client, commander=link.client, enrolment=None))
        assert window.freshness.link.text() == "已连接"
        link.backend.restart("b", catalog="another")

        def refused() -> bool:
            link.now.now += 100
            link.backend.beat()
            return link.health().state == "refused"

        link.until(refused, "the refusal")
        window.freshness.refresh()
        assert "后台的目录已变更；请重新打开该县以采用新目录" in window.freshness.link.text()
    scripted.session.focus.select("events", event_id)
    assert window.card.event_card.name.text() == "garbage"  # the displayed data remain readable
