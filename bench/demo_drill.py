"""A backend with demo traffic in a drill, whose clock may run faster than live: PACKAGE DATA REALM."""

from __future__ import annotations

import sys
from pathlib import Path

from county.realm import Realm
from services.app import serve

if __name__ == "__main__":
    package, data, realm = sys.argv[1:]
    sys.exit(serve(Path(package), listen="tcp://127.0.0.1:0", realm=Realm(realm), data=Path(data), demo=("drill",)))
