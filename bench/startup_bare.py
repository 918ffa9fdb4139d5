"""A minimal Qt program with a plot and a VTK picture: the reference for the start of the desktop."""

from __future__ import annotations

import sys

import numpy as np
import pyqtgraph
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QSplitter
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkFiltersSources import vtkConeSource
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLRenderWindow

from bench.first_paint import WINDOW_PX, NextPaint, report_interactive, without_display

SIDE = 480


def cone() -> QPixmap:
    """A cone, rendered by VTK off-screen like the twin."""
    source, mapper, actor, renderer = vtkConeSource(), vtkPolyDataMapper(), vtkActor(), vtkRenderer()
    mapper.SetInputConnection(source.GetOutputPort())
    actor.SetMapper(mapper)
    renderer.AddActor(actor)
    window = vtkRenderWindow()
    assert isinstance(window, vtkOpenGLRenderWindow)
    window.SetOffScreenRendering(1)
    window.SetSize(SIDE, SIDE)
    window.AddRenderer(renderer)
    window.Render()
    pixels = vtkUnsignedCharArray()
    window.GetRGBACharPixelData(0, 0, SIDE - 1, SIDE - 1, 1, pixels)
    rows = np.ascontiguousarray(vtk_to_numpy(pixels).reshape(SIDE, SIDE, 4)[::-1])
    window.Finalize()
    return QPixmap.fromImage(QImage(rows.data, SIDE, SIDE, QImage.Format.Format_RGBA8888).copy())


def main() -> int:
    """Show the window, report when it is interactive, and exit."""
    without_display()
    application = QApplication(sys.argv[:1])
    picture = QLabel()
    picture.setPixmap(cone())
    split = QSplitter()
    split.addWidget(pyqtgraph.PlotWidget())
    split.addWidget(picture)
    window = QMainWindow()
    window.setCentralWidget(split)
    window.resize(*WINDOW_PX)

    def interactive() -> None:
        report_interactive()
        application.quit()

    NextPaint(window, interactive)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
