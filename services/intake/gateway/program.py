"""The gateway as a program: opens the package, links to the backend, and serves HTTP until it is stopped."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn

from county.clock import Clock, SystemClock
from county.explained import Explained, WrongArgument
from county.package.explained_by_check import explained_by_check
from county.package.open import CountyPackage
from county.realm import LIVE
from services.intake.gateway.api_keys import ApiKeys
from services.intake.gateway.application import application
from services.intake.gateway.backend_links import LINK_TIMEOUT_S, BackendLinks
from services.intake.gateway.cases import CaseDesk
from services.intake.gateway.connections import HEADER_BYTES, bounded_connections
from services.intake.gateway.counts import GatewayCounts
from services.intake.gateway.follow_codes import CaseSecrets
from services.intake.gateway.gateway import Gateway
from services.intake.gateway.places import CountyPlaces
from services.intake.gateway.refused_requests import RefusedRequests
from services.intake.gateway.reporting import EventReporter
from services.log import RateLimitedLog, configure
from services.protocol.control import ControlLink, NoBackend
from services.supervision.running_backend import running_backend
from services.transport.address import PORT_MAX
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import CLIENT, SERVER, pair, public_key

LISTEN = "http://127.0.0.1:5580"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ON_DISK = "/var/tmp"
"""For large temporary files, by the Filesystem Hierarchy Standard; TMPDIR names another folder."""
TRUSTED_PROXIES = "127.0.0.1,::1"
"""A proxy in front, which holds the certificate, runs on this machine and says who calls."""
KEEP_ALIVE_S = 5
END_S = 5
_FORM = re.compile(r"http://(?:\[([0-9A-Fa-f:.]+)\]|([^\s/:;\[\]]+)):([0-9]{1,5})/?")


class NotListening(Explained):
    """The address cannot be listened on; one line."""


def checked_listen(text: str) -> tuple[str, int]:
    """Host and port of ``http://HOST:PORT``; port 0: a free one.  Raises WrongArgument."""
    found = _FORM.fullmatch(text)
    if found is None or int(found[3]) > PORT_MAX:
        raise WrongArgument(
            "--listen {address}: is not an address of HTTP; write it like {example}", address=text, example=LISTEN
        )
    return found[1] or found[2], int(found[3])


def serve_gateway(package: Path, *, listen: str, connect: str | None, keys: Path) -> int:
    """Serve HTTP until the process is stopped; prints one JSON line once it listens.

    ``connect``: of the backend; None: the one of this machine, whose address changes with each start.

    Raises Explained errors when package, keys or address cannot be used.  A backend that does not answer is tried
    again and again, and every request that needs it refused meanwhile.
    """
    host, port = checked_listen(listen)
    messages, clock = RateLimitedLog(), SystemClock()
    pair(keys, CLIENT)
    public_key(keys, SERVER)
    county = CountyPackage(package)
    links = BackendLinks(partial(_link, connect, keys, county.manifest.identity), messages)
    gateway = opened_gateway(county, links, keys, clock)
    config = uvicorn.Config(
        application(gateway, county.catalog, messages), http=bounded_connections(gateway.counts), ws="none",
        lifespan="off", log_config=None, access_log=False, server_header=False, timeout_keep_alive=KEEP_ALIVE_S,
        h11_max_incomplete_event_size=HEADER_BYTES, timeout_graceful_shutdown=END_S,
        forwarded_allow_ips=TRUSTED_PROXIES,
    )  # fmt: skip
    _keep_files_on_disk()
    with _listening(host, port) as listener:
        configure()
        links.start()
        try:
            shown = f"[{host}]" if ":" in host else host
            address = f"http://{shown}:{listener.getsockname()[1]}"
            ready = {"address": address, "county": county.manifest.name, "pid": os.getpid()}
            print(json.dumps(ready, ensure_ascii=False), flush=True)
            messages.info("the gateway listens", address=address, backend=connect or "of this machine")
            if host not in LOOPBACK:
                messages.warning("the gateway is reachable from the network without TLS; put a proxy in front of it")
            asyncio.run(_serve(_Server(config), listener, gateway))
        finally:
            links.close()
            gateway.close()
    return 0


def _keep_files_on_disk() -> None:
    """Let temporary files lie on a disk: those of forms would take memory where /tmp is in it."""
    if not any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")) and os.access(ON_DISK, os.W_OK):
        tempfile.tempdir = ON_DISK


def opened_gateway(county: CountyPackage, links: BackendLinks, keys: Path, clock: Clock) -> Gateway:
    """The gateway of a county.  ``keys``: folder with its keys.  Raises Explained errors."""
    with explained_by_check(county.folder):
        places, cases = CountyPlaces(county), CaseDesk(county)
    return Gateway(
        county_name=county.manifest.name, links=links, reporter=EventReporter(county.catalog, places), cases=cases,
        codes=CaseSecrets(keys), keys=ApiKeys(keys), counts=GatewayCounts(clock), refused=RefusedRequests(clock),
        places=places, clock=clock,
    )  # fmt: skip


class _Server(uvicorn.Server):
    """Leaves signals to the program, which ends with 0 after SIGTERM and SIGINT."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(server: uvicorn.Server, listener: socket.socket, gateway: Gateway) -> None:
    def stop(number: int, frame: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    telling = asyncio.create_task(gateway.refused.tell(gateway.links))
    try:
        await server.serve(sockets=[listener])
    finally:
        telling.cancel()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket.  Raises NotListening."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise NotListening(
            "{host}:{port}: cannot be listened on ({why}); choose another address or end the program that uses it",
            host=host, port=port, why=str(error.strerror or error).partition(" (while")[0],
        ) from error  # fmt: skip
    with listener:
        yield listener


def _link(connect: str | None, keys: Path, county: str) -> ControlLink:
    """A link to the backend of this county.  Raises BadKeys, NoBackend, NoRunningBackend, UnclearBackend."""
    address = running_backend(LIVE)[0] if connect is None else connect
    link = ControlLink(address, partial(ZeroMqClientLink, address, keys), realm=LIVE.id, timeout_s=LINK_TIMEOUT_S)
    if link.welcome.county != county:
        link.close()
        raise NoBackend(
            "{address}: the backend runs {theirs}, not the county of this package; give the package that it has",
            address=address, theirs=link.welcome.county_name,
        )  # fmt: skip
    return link
