"""The dark theme: colour tokens, one style sheet made from them, one scale for all sizes.

The scale follows the height of the screen, so that a 4K wall is readable from the same distance as a 1080p desk; on a
screen that is taller than wide it follows the width, so that the window fits.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

GROUND = "#081420"
PANEL = "#0e1f30"
RAISED = "#15304a"
LINE = "#24486a"
TEXT = "#e8f1f8"
MUTED = "#93aec4"
DISABLED = "#5d7890"
"""Texts of what cannot be used now."""
ACCENT = "#35c3ff"
ON_ACCENT = "#04121d"
GOOD = "#3ddc97"
NOTICE = "#ffe066"
WARNING = "#ff9030"
DANGER = "#ff5c5c"
OVERDUE_GROUND = "#2e1a26"
EMERGENCY, EMERGENCY_DARK, EMERGENCY_GROUND = "#d0102c", "#9c0c21", "#4a0d1a"
ON_EMERGENCY = "#ffffff"
"""Tokens: the only colours of the window besides the map's style sheet."""

LEVEL_COLOR = {"major_special": DANGER, "major": WARNING, "larger": NOTICE, "general": "#3a6b95"}
"""The general level has a muted colour, so that the others stand out."""
PRIORITY_COLOR = {"critical": DANGER, "high": WARNING, "medium": NOTICE, "low": ACCENT}

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei")
ICONS_DIR = Path(__file__).resolve().parent.parent / "resources" / "icons"
BODY_PX = 15
CELL_PX = 10
"""Between the edges of a table's cell and its text."""
_FOCUS_PX = 3
"""Added by Qt around the text of an item, not of a heading, at every scale."""
DESIGN_HEIGHT_PX = 1080
LEAST_WIDTH_PX = 1205
"""The narrowest window in pixels of the design: 1024 on a small screen, at the smallest scale."""
LEAST_SCALE = 0.85

_scale = 1.0
_text_percent = 100
_screen_height_px = DESIGN_HEIGHT_PX
_font_key = ""
"""Of the font that was applied; rows ask for it some hundred times a painting."""
_fonts: dict[tuple[int, bool, str], QFont] = {}


def px(size: float) -> int:
    """A size of the 1080-line design, scaled to the current screen."""
    return max(1, round(size * _scale))


def font(size: float, *, bold: bool = False) -> QFont:
    """The interface font with digits of equal width, ``size`` in pixels of the 1080-line design."""
    key = px(size), bold, font_key()
    if key not in _fonts:  # delegates ask for every line that they draw
        result = QFont(QGuiApplication.font())
        result.setPixelSize(px(size))
        result.setBold(bold)
        result.setFeature(QFont.Tag("tnum"), 1)
        _fonts[key] = result
    return QFont(_fonts[key])


def restyle(widget: QWidget, style_sheet: str) -> None:
    """Give ``widget`` a style sheet if it has another one: Qt polishes it again even for the same."""
    if style_sheet != widget.styleSheet():
        widget.setStyleSheet(style_sheet)


def font_key() -> str:
    """Identifies the interface font at the present scale."""
    return _font_key or _key_of(QGuiApplication.font())


def _key_of(base: QFont) -> str:
    return f"{base.key()} {_scale}"


def text_percent() -> int:
    """How much larger than usual all texts are, as applied."""
    return _text_percent


def screen_height_px() -> int:
    """Height of the screen in logical pixels, as applied."""
    return _screen_height_px


def screen_size_px(app: QApplication) -> tuple[int, int]:
    """Width and height of the primary screen in logical pixels, without task bars."""
    free = app.primaryScreen().availableGeometry()
    return free.width(), free.height()


def scale_for(width_px: int, height_px: int) -> float:
    """The scale of all sizes on a screen of this size in logical pixels."""
    return min(3.0, max(LEAST_SCALE, min(height_px / DESIGN_HEIGHT_PX, width_px / LEAST_WIDTH_PX)))


def design_px(size: float) -> float:
    """What :func:`px` made ``size`` pixels of the screen of."""
    return size / _scale


def apply(app: QApplication, *, screen_px: tuple[int, int] | None = None, text_percent: int = 100) -> None:
    """Style the application for a screen of this width and height in logical pixels (None: the primary screen).

    ``text_percent``: how much larger than usual everything is that has a text.
    """
    global _scale, _text_percent, _screen_height_px, _font_key
    width_px, _screen_height_px = screen_px or screen_size_px(app)
    _scale, _text_percent = scale_for(width_px, _screen_height_px) * text_percent / 100, text_percent
    known = set(QFontDatabase.families())
    family = [name for name in FAMILIES if name in known]
    base = QFont(app.font())
    if family:
        base.setFamilies([*family, base.family()])
    base.setPixelSize(px(BODY_PX))
    base.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(base)
    _font_key = _key_of(app.font())
    app.setStyle("Fusion")
    app.setPalette(_palette())
    app.setWindowIcon(QIcon(str(ICONS_DIR / "program.svg")))
    app.setStyleSheet(_style_sheet())


def _icon(name: str) -> str:
    """URL of an icon for a style sheet."""
    return (ICONS_DIR / f"{name}.svg").as_posix()


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, color in {
        role.Window: GROUND, role.WindowText: TEXT, role.Base: PANEL, role.AlternateBase: RAISED, role.Text: TEXT,
        role.Button: RAISED, role.ButtonText: TEXT, role.Highlight: ACCENT, role.HighlightedText: ON_ACCENT,
        role.ToolTipBase: RAISED, role.ToolTipText: TEXT, role.PlaceholderText: MUTED, role.Link: ACCENT,
        role.BrightText: DANGER, role.Mid: LINE, role.Dark: GROUND, role.Light: RAISED,
    }.items():  # fmt: skip
        palette.setColor(name, QColor(color))
    for name in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(DISABLED))
    return palette


def _style_sheet() -> str:
    wider = px(2) - 1  # than the usual border is that of the focus: no part may grow by it, and move what is beside it
    return f"""
QMainWindow, QDialog {{ background: {GROUND}; }}
QMainWindow::separator {{ background: {GROUND}; width: {px(5)}px; height: {px(5)}px; }}
QMainWindow::separator:hover {{ background: {ACCENT}; }}
QDockWidget {{ color: {ACCENT}; font-weight: 600; }}
QDockWidget::title {{ background: {RAISED}; padding: {px(5)}px {px(10)}px; border-left: {px(3)}px solid {ACCENT}; }}
QDockWidget {{ titlebar-close-icon: url("{_icon("close")}"); titlebar-normal-icon: url("{_icon("float")}");
    icon-size: {px(20)}px; }}
QDockWidget::close-button, QDockWidget::float-button {{ subcontrol-origin: margin; subcontrol-position: right center;
    width: {px(24)}px; height: {px(24)}px; border: none; background: transparent; }}
QDockWidget::close-button {{ right: {px(4)}px; }}
QDockWidget::float-button {{ right: {px(30)}px; }}
QDockWidget > QAbstractButton {{ icon-size: {px(20)}px; background: transparent; border: none; padding: 0; }}
QDockWidget > QAbstractButton:hover {{ background: {LINE}; }}
QFileDialog QToolButton {{ padding: {px(3)}px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QDockWidget > QWidget {{ background: {PANEL}; }}
QTabBar {{ qproperty-elideMode: ElideNone; qproperty-usesScrollButtons: true; }}
QTabBar::tab {{ background: {PANEL}; color: {MUTED}; padding: {px(5)}px {px(14)}px; border: 1px solid {LINE}; }}
QTabBar::tab:selected {{ background: {RAISED}; color: {TEXT}; border-bottom: {px(2)}px solid {ACCENT}; }}
QTabBar::scroller {{ width: {px(28)}px; }}
QTabBar QToolButton {{ padding: 0; }}
QTabBar QToolButton::left-arrow {{ image: url("{_icon("back")}"); width: {px(14)}px; height: {px(14)}px; }}
QTabBar QToolButton::right-arrow {{ image: url("{_icon("forward")}"); width: {px(14)}px; height: {px(14)}px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {LINE}; background: {PANEL}; }}
QTabWidget QStackedWidget > QWidget {{ background: {PANEL}; }}
QLabel[role="muted"] {{ color: {MUTED}; }}
QLabel[role="title"] {{ font-size: {px(19)}px; font-weight: 600; }}
QLabel[role="error"] {{ color: {TEXT}; background: #5a1f27; border-left: {px(4)}px solid {DANGER};
    padding: {px(6)}px {px(8)}px; }}
QLabel[role="hint"] {{ color: {NOTICE}; }}
QPushButton, QToolButton, QComboBox {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE};
    border-radius: {px(3)}px; padding: {px(5)}px {px(12)}px; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ border-color: {ACCENT}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {LINE}; }}
QPushButton:checked, QToolButton:checked {{ background: {ACCENT}; color: {ON_ACCENT}; border-color: {ACCENT}; }}
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {{ color: {DISABLED}; border-color: #1b364f; }}
QPushButton[role="primary"] {{ background: {ACCENT}; color: {ON_ACCENT}; border-color: {ACCENT}; font-weight: 600; }}
QPushButton[role="primary"]:disabled {{ background: #163c55; color: #6f8ca4; border-color: #1b364f; }}
QPushButton[keyed="true"], QPushButton[narrow="true"] {{ padding: {px(5)}px {px(7)}px; }}
QPushButton[role="link"] {{ background: transparent; border: none; color: {ACCENT}; text-align: left;
    font-weight: 600; padding: {px(5)}px {px(10)}px; }}
QPushButton[role="link"]:hover {{ background: {RAISED}; }}
QPushButton[role="row"] {{ background: {GROUND}; border: none; padding: 0; }}
QPushButton[role="row"]:hover {{ background: {RAISED}; }}
QPushButton[role="urgent row"] {{ background: {EMERGENCY_GROUND}; border: none; padding: 0; }}
QPushButton[role="urgent row"]:hover {{ background: {EMERGENCY_DARK}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus,
QDoubleSpinBox:focus, QDateTimeEdit:focus, QListView:focus, QTreeView:focus, QTableView:focus, QCheckBox:focus,
QSlider:focus {{ border: {px(2)}px solid {NOTICE}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus {{ padding: {px(5) - wider}px {px(12) - wider}px; }}
QPushButton[keyed="true"]:focus, QPushButton[narrow="true"]:focus {{ padding: {px(5) - wider}px {px(7) - wider}px; }}
QPushButton[role="link"]:focus {{ padding: {px(5) - px(2)}px {px(10) - px(2)}px; }}
QPushButton[role="row"]:focus, QPushButton[role="urgent row"]:focus {{ padding: 0; }}
QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit {{ background: {GROUND}; color: {TEXT};
    border: 1px solid {LINE}; border-radius: {px(3)}px; padding: {px(4)}px {px(6)}px;
    selection-background-color: {ACCENT}; selection-color: {ON_ACCENT}; }}
QLineEdit[wrong="true"], QComboBox[wrong="true"] {{ border: {px(2)}px solid {DANGER}; }}
QLineEdit[wrong="true"]:focus, QComboBox[wrong="true"]:focus {{ border-color: {NOTICE}; background: #5a1f27; }}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateTimeEdit:focus,
QLineEdit[wrong="true"] {{ padding: {px(4) - wider}px {px(6) - wider}px; }}
QComboBox[wrong="true"] {{ padding: {px(5) - wider}px {px(12) - wider}px; }}
QComboBox QLineEdit {{ background: transparent; border: none; padding: 0; }}
QComboBox QLineEdit:focus {{ padding: 0; }}
QComboBox::drop-down {{ border: none; width: {px(22)}px; }}
QComboBox::down-arrow, QDateTimeEdit::down-arrow {{ image: url("{_icon("down")}"); width: {px(12)}px;
    height: {px(12)}px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {{ border: none;
    background: transparent; width: {px(20)}px; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{_icon("up")}"); width: {px(10)}px; height: {px(10)}px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ image: url("{_icon("down")}"); width: {px(10)}px;
    height: {px(10)}px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ background: {PANEL}; border: 1px solid {LINE}; selection-background-color: {LINE}; }}
QComboBox QAbstractItemView::item {{ min-height: {px(27)}px; }}
QListView, QTreeView, QTableView {{ background: {PANEL}; border: {px(2)}px solid transparent;
    alternate-background-color: {GROUND}; selection-background-color: {LINE}; selection-color: {TEXT}; }}
QFileDialog #sidebar {{ border: none; }}
QTableView::item {{ padding: 0 {px(CELL_PX) - _FOCUS_PX}px; }}
QHeaderView::section {{ background: {RAISED}; color: {MUTED}; border: none; border-right: 1px solid {LINE};
    padding: {px(4)}px {px(CELL_PX)}px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: {px(10)}px; height: {px(10)}px;
    subcontrol-origin: padding; subcontrol-position: right center; right: {px(4)}px; }}
QHeaderView::up-arrow {{ image: url("{_icon("up")}"); }}
QHeaderView::down-arrow {{ image: url("{_icon("down")}"); }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: {PANEL}; border: none; }}
QScrollBar:vertical {{ background: {PANEL}; width: {px(10)}px; }}
QScrollBar:horizontal {{ background: {PANEL}; height: {px(10)}px; }}
QScrollBar::handle {{ background: {LINE}; border-radius: {px(4)}px; min-height: {px(28)}px; min-width: {px(28)}px; }}
QScrollBar::handle:hover {{ background: {ACCENT}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
#top {{ background: {PANEL}; }}
#switch {{ background: {PANEL}; }}
#switch QToolButton {{ padding: {px(2)}px {px(12)}px; }}
#switch QToolButton:focus {{ padding: {px(2) - wider}px {px(12) - wider}px; }}
QMenuBar {{ background: {PANEL}; color: {TEXT}; }}
QMenuBar::item {{ padding: {px(4)}px {px(10)}px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {LINE}; }}
QMenu {{ background: {PANEL}; color: {TEXT}; border: 1px solid {LINE}; }}
QMenu::item {{ padding: {px(5)}px {px(26)}px {px(5)}px {px(32)}px; }}
QMenu#panels::item {{ padding-top: {px(3)}px; padding-bottom: {px(3)}px; }}
QMenu QLabel#group {{ color: {ACCENT}; font-weight: 600; padding: {px(6)}px {px(10)}px {px(2)}px {px(10)}px; }}
QMenu::indicator {{ width: {px(14)}px; height: {px(14)}px; left: {px(10)}px; }}
QMenu::indicator:checked {{ image: url("{_icon("ticked")}"); }}
QMenu::right-arrow {{ image: url("{_icon("right")}"); width: {px(12)}px; height: {px(12)}px; right: {px(8)}px; }}
QMenu::item:disabled {{ color: {DISABLED}; }}
QStatusBar {{ background: {PANEL}; color: {TEXT}; border-top: 1px solid {LINE}; }}
QStatusBar::item {{ border: none; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {ACCENT}; padding: {px(4)}px; }}
QProgressBar {{ background: {GROUND}; border: 1px solid {LINE}; border-radius: {px(3)}px; color: {TEXT};
    text-align: center; min-height: {px(16)}px; }}
QProgressBar::chunk {{ background: {ACCENT}; }}
QTreeView::branch:has-children:closed {{ image: url("{_icon("right")}"); }}
QTreeView::branch:has-children:open {{ image: url("{_icon("down")}"); }}
QCheckBox {{ spacing: {px(6)}px; border: {px(2)}px solid transparent; }}
QCheckBox:focus {{ border-color: {NOTICE}; }}
QCheckBox::indicator, QTreeView::indicator, QListView::indicator {{ width: {px(15)}px; height: {px(15)}px;
    border: 1px solid {MUTED}; border-radius: {px(2)}px; background: {GROUND}; }}
QTreeView::indicator {{ margin-right: {max(0, px(2 * _FOCUS_PX) - 2 * _FOCUS_PX)}px; }}
QCheckBox::indicator:checked, QTreeView::indicator:checked {{ background: {ACCENT}; border-color: {ACCENT};
    image: url("{_icon("check")}"); }}
QTreeView::indicator:indeterminate {{ background: {LINE}; border-color: {ACCENT}; image: url("{_icon("partly")}"); }}
QSlider::groove:horizontal {{ height: {px(4)}px; background: {LINE}; border-radius: {px(2)}px; }}
QSlider::handle:horizontal {{ width: {px(14)}px; margin: -{px(5)}px 0; border-radius: {px(7)}px;
    background: {ACCENT}; }}
"""
