"""What the program imports before Qt: PySide has a look at every import that follows its own, which for the libraries
below this room takes as long as drawing the map does."""

from __future__ import annotations

import county.package.open
import layers.registry
import services.child
import services.protocol.client
import services.transport.zeromq.client_link

__all__ = ["county", "layers", "services"]
