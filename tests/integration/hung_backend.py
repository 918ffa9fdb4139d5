"""``main.py`` with a hanging disk: once the file named by ``HUNG`` exists, the writer thread hangs."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import main
from services.store.ports import Commit, Committed, StoreFailed
from services.store.sqlite import store
from services.store.sqlite.committing import Committer


class HungCommitter(Committer):
    def commit(self, commit: Commit) -> Committed | StoreFailed:
        while Path(os.environ["HUNG"]).exists():
            time.sleep(0.1)
        return super().commit(commit)


if __name__ == "__main__":
    store.Committer = HungCommitter  # type: ignore[misc]
    sys.exit(main.main())
