"""The player of tones on this machine, which has a sound device or none."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.sound.device_player import PAUSE_S, DevicePlayer, _joined
from desktop.sound.tones import RATE_HZ, stored


def test_after_its_start_it_knows_whether_it_can_be_heard_and_it_ends_when_it_is_closed() -> None:
    player = DevicePlayer()
    assert player.hearing == "unknown"
    player.start()
    while player.hearing == "unknown":
        player._thread.join(0.01)
    assert player.hearing in ("heard", "no_device")
    player.close()
    player._thread.join()
    assert not player._thread.is_alive()


def test_tones_follow_each_other_with_a_pause_at_their_loudness() -> None:
    drill, low, pause = stored("drill"), stored("low"), round(PAUSE_S * RATE_HZ)
    joined = _joined(("drill", "low"), 0.5)
    assert len(joined) == len(drill) + len(low) + 2 * pause
    assert np.abs(joined).max() == pytest.approx(np.abs(low).max() / 2, abs=1)
    assert not joined[len(drill) : len(drill) + pause].any()
