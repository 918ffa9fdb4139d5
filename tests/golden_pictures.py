"""Pictures that are kept and must look as they did.

To accept what changed on purpose, delete the picture below ``tests/golden``: the next run writes it anew and fails.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from scipy.ndimage import uniform_filter

GOLDEN = Path(__file__).parent / "golden"
WINDOW_PX, PARTS = 7, 4
RGB = NDArray[np.uint8]
"""Red, green and blue (h, w, 3)."""


def alike(a: RGB, b: RGB) -> float:
    """Structural similarity of the brightness of two pictures, 1 for equal ones, in the part that is least alike.

    Wang, Bovik, Sheikh and Simoncelli, Image quality assessment, IEEE Transactions on Image Processing 13 (2004).
    """
    x, y = (picture.astype(float) @ (0.299, 0.587, 0.114) for picture in (a, b))
    mean = [uniform_filter(part, WINDOW_PX) for part in (x, y, x * x, y * y, x * y)]
    own, other = mean[0], mean[1]
    first, second = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    variance = mean[2] - own**2 + mean[3] - other**2
    index = (2 * own * other + first) * (2 * (mean[4] - own * other) + second)
    index /= (own**2 + other**2 + first) * (variance + second)
    parts = (part for row in np.array_split(index, PARTS) for part in np.array_split(row, PARTS, axis=1))
    return min(float(part.mean()) for part in parts)


def rgb_of(image: QImage) -> RGB:
    """The pixels of a picture."""
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return np.ascontiguousarray(pixels[..., :3])


def golden(name: str, shown: RGB) -> RGB:
    """The picture that is kept below :data:`GOLDEN`; written when there is none, which fails."""
    path = GOLDEN / f"{name}.png"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        height, width = shown.shape[:2]
        QImage(shown.data, width, height, 3 * width, QImage.Format.Format_RGB888).save(str(path))
        pytest.fail(f"{path} was missing and is written: look at it")
    return rgb_of(QImage(str(path)))
