"""Plays tones on the machine's sound device, in a thread of its own: opening a device can take seconds.

The device is opened for each tone, so that it is always the one that the machine uses now.  The only module that
imports miniaudio.
"""

from __future__ import annotations

import ctypes
import logging
import queue
import sys
import threading
from collections.abc import Generator, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from desktop.sound.player import Hearing
from desktop.sound.tones import RATE_HZ, stored

PAUSE_S = 0.12
"""Between two tones."""
BUFFER_MS = 60
"""Of the device: the latest that a tone begins."""
DRAIN_S = 0.3
"""After the last sample was taken, until the device has played it."""
PATIENCE_S = 3.0
"""How long a device may take longer than the tone lasts."""
_log = logging.getLogger(__name__)


class DevicePlayer:
    """A tone that comes while another one plays is dropped: the policy asks again."""

    def __init__(self) -> None:
        self._hearing: Hearing = "unknown"
        self._wanted: queue.Queue[tuple[tuple[str, ...], float] | None] = queue.Queue(maxsize=1)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sound", daemon=True)

    @property
    def hearing(self) -> Hearing:
        return self._hearing

    def start(self) -> None:
        self._thread.start()
        self._put(((), 0.0))

    def play(self, tones: Sequence[str], loudness: float) -> None:
        self._put((tuple(tones), loudness))

    def close(self) -> None:
        """Does not wait for a device that hangs: the thread ends with the program at the latest."""
        self._closing.set()
        self._put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=1.0)

    def _put(self, wanted: tuple[tuple[str, ...], float] | None) -> None:
        with suppress(queue.Full):
            self._wanted.put_nowait(wanted)

    def _work(self) -> None:
        _suppress_alsa_messages()
        while not self._closing.is_set():
            wanted = self._wanted.get()
            if wanted is None:
                return
            try:
                self._sound(_joined(*wanted))
                self._hearing = "heard"
            except Exception as error:  # any: drivers fail in many ways, and the window must know of each
                if self._hearing != "no_device":
                    _log.warning("no sound: %s: %s", type(error).__name__, error)
                self._hearing = "no_device"

    def _sound(self, sound: NDArray[np.int16]) -> None:
        """Play to the end.  Raises MiniaudioError where there is no device."""
        import miniaudio

        done = threading.Event()

        def frames() -> Generator[NDArray[np.int16], int, None]:
            wanted, at = (yield np.empty(0, dtype=np.int16)), 0
            while at < len(sound):
                part = sound[at : at + wanted]
                at += len(part)
                wanted = yield part
            done.set()

        real = [kind for kind in miniaudio.Backend if kind.name not in ("NULL", "CUSTOM")]
        device = miniaudio.PlaybackDevice(
            nchannels=1, sample_rate=RATE_HZ, buffersize_msec=BUFFER_MS, backends=real, app_name="county-command"
        )
        try:
            source = frames()
            next(source)
            device.start(source)
            until_s = len(sound) / RATE_HZ + PATIENCE_S
            played = done.wait(until_s) and not self._closing.wait(DRAIN_S)
            if not played and not self._closing.is_set():
                raise TimeoutError(f"the device took no sound for {until_s:.0f} s")
        finally:
            device.close()


def _joined(tones: Sequence[str], loudness: float) -> NDArray[np.int16]:
    """The samples of tones after each other, at 0 to 1; only a pause for none.  Raises OSError or wave.Error."""
    pause = np.zeros(round(PAUSE_S * RATE_HZ), dtype=np.int16)
    parts = [part for tone in tones for part in (stored(tone), pause)] or [pause]
    return np.asarray(np.concatenate(parts) * min(1.0, max(0.0, loudness)), dtype=np.int16)


def _suppress_alsa_messages() -> None:
    """ALSA writes dozens of lines about a missing device to stderr.  A function of the C library that ignores its
    arguments takes them instead: one in Python could be called while the interpreter ends."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ignore = ctypes.cast(ctypes.CDLL(None).getppid, ctypes.c_void_p)
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(ignore)
