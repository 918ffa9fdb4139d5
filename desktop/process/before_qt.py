"""Modules imported before Qt: PySide inspects every later import, which for the large libraries takes as long as
drawing the map."""

from __future__ import annotations

import desktop.process.no_collection  # noqa: F401 - first

# isort: split
import county.package.open
import layers.registry
import services.protocol.client
import services.supervision.window
import services.transport.zeromq.client_link

__all__ = ["county", "layers", "services"]
