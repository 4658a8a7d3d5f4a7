"""How the program looks: fonts, a calm light and a calm dark palette, and the few style rules Fusion needs."""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QPalette

from ui.look.colours import LIGHT
from ui.look.icons import icon, icon_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.look.colours import Colours

# noto-cjk alone picks the Japanese face, so the families are named
FONTS = ("Microsoft YaHei UI", "WenQuanYi Micro Hei", "Noto Sans CJK SC")
FONT_POINTS = 9.5
ROW_HEIGHT = 26
"""Pixels of a row in grids, trees and lists, at 100 %."""
GAP = 8
"""Pixels between neighbours; half of it inside groups."""


RULES = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 3px 6px; }
QMenuBar { background: $window; padding: 1px 4px; }
QMenuBar::item { padding: 4px 10px; border-radius: 3px; }
QMenuBar::item:selected { background: $accent_soft; color: $text; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: 3px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $quiet; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QStatusBar { background: $window; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar QToolButton { border: none; padding: 2px 7px; border-radius: 3px; color: $quiet; }
QStatusBar QToolButton:hover { background: $hover; color: $text; }
QStatusBar QToolButton[tone="accent"] { color: $accent; }
QStatusBar QToolButton[tone="warn"] { color: $warn; }
QStatusBar QToolButton[tone="bad"] { color: $bad; }
QStatusBar QLabel { color: $quiet; padding: 0 6px; }
QPushButton { background: $surface; border: 1px solid $line; border-radius: 4px; padding: 4px 14px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $quiet; background: $window; }
QPushButton[primary="true"], QPushButton:default {
    background: $fill; border-color: $fill; color: white; }
QPushButton[primary="true"]:hover, QPushButton:default:hover { background: $fill_hover; }
QPushButton[primary="true"]:disabled, QPushButton:default:disabled {
    background: $line; border-color: $line; color: $quiet; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 3px 7px; }
QToolButton:hover { background: $hover; border-color: $line; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; border-color: $line; }
QToolButton:disabled { color: $quiet; }
QToolButton[tone="bad"] { color: $bad; padding: 0 4px; border: none; }
QToolButton#chip { background: $accent_soft; border-color: $line; border-radius: 9px; padding: 1px 8px; }
QToolButton#chip:hover { border-color: $accent; }
QLineEdit, QComboBox, QSpinBox, QDateEdit, QPlainTextEdit {
    background: $surface; border: 1px solid $line; border-radius: 4px; padding: 3px 6px; min-height: 18px;
    selection-background-color: $fill; selection-color: white; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QPlainTextEdit:focus { border-color: $accent; }
QLineEdit:read-only { background: $window; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url($chevron); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; outline: none; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: 18px; }
QSpinBox::up-arrow { image: url($chevron_up); width: 10px; height: 10px; }
QSpinBox::down-arrow { image: url($chevron); width: 10px; height: 10px; }
QHeaderView { background: $window; }
QHeaderView::section { background: $window; color: $quiet; border: none; border-right: 1px solid $line;
    border-bottom: 1px solid $line; padding: 4px 6px; }
QTableCornerButton::section { background: $window; border: none; border-right: 1px solid $line;
    border-bottom: 1px solid $line; }
QTableView, QTreeView, QListView { background: $surface; border: 1px solid $line; gridline-color: $line;
    alternate-background-color: $stripe; selection-background-color: $accent_soft; selection-color: $text; }
QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSplitter::handle { background: $window; }
QSplitter::handle:hover { background: $line; }
QFrame#card, QFrame#picker { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame#contextBar { background: $surface; border-bottom: 1px solid $line; }
QFrame#notice[tone="bad"] { background: $bad_soft; border-bottom: 1px solid $line; }
QFrame#notice[tone="warn"] { background: $warn_soft; border-bottom: 1px solid $line; }
QFrame#notice[tone="info"] { background: $accent_soft; border-bottom: 1px solid $line; }
QTreeView#navigation { background: $window; border: none; border-right: 1px solid $line; outline: none; }
QTreeView#navigation::branch { image: none; border: none; }
QPushButton#regionPicker { text-align: left; padding: 3px 6px; }
QPushButton#regionPicker::menu-indicator { image: url($chevron); width: 12px; height: 12px; right: 4px;
    subcontrol-origin: padding; subcontrol-position: right center; }
QCheckBox, QRadioButton { spacing: 6px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
    width: 13px; height: 13px; background: $surface; border: 1px solid $quiet; }
QCheckBox::indicator, QAbstractItemView::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus {
    border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: $fill; border-color: $fill; image: url($tick); }
QAbstractItemView::indicator:indeterminate { background: $accent_soft; border-color: $fill; }
QRadioButton::indicator:checked { border-color: $fill; background: qradialgradient(
    cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0.55 $fill, stop: 0.65 $surface); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled, QAbstractItemView::indicator:disabled {
    background: $window; border-color: $line; }
QLabel[role="quiet"] { color: $quiet; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="title"] { font-size: 15pt; }
QLabel[role="heading"] { font-weight: bold; }
QPushButton[role="link"] { background: transparent; border: none; color: $accent; padding: 0 2px; }
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus { text-decoration: underline; }
""")


def rules(colours: Colours) -> str:
    """Return the style sheet."""
    names = {"chevron": colours.chevron, "chevron_up": colours.chevron.replace("down", "up"), "tick": "check-light"}
    pictures = {name: icon_path(icon).as_posix() for name, icon in names.items()}
    return RULES.substitute({**asdict(colours), **pictures})


def palette(colours: Colours) -> QPalette:
    """Return the palette that Fusion draws with."""
    made = QPalette(QColor(colours.window))
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, colours.window),
        (roles.Base, colours.surface),
        (roles.AlternateBase, colours.stripe),
        (roles.WindowText, colours.text),
        (roles.Text, colours.text),
        (roles.ButtonText, colours.text),
        (roles.ToolTipBase, colours.surface),
        (roles.ToolTipText, colours.text),
        (roles.Highlight, colours.fill),
        (roles.HighlightedText, "#ffffff"),
        (roles.Link, colours.accent),
        (roles.PlaceholderText, colours.quiet),
    ):
        made.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.quiet))
    return made


def put_on(application: QApplication, *, colours: Colours) -> None:
    """Give the application these colours, also while its windows stand."""
    application.setPalette(palette(colours))
    application.setStyleSheet(rules(colours))


def apply_style(application: QApplication, *, colours: Colours = LIGHT) -> None:
    """Give the application its looks, Chinese standard buttons and Chinese dates and numbers."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    font = QFont()
    font.setFamilies(list(FONTS))
    font.setPointSizeF(FONT_POINTS)
    put_on(application, colours=colours)
    application.setFont(font)  # after the sheet, which would bring Windows' own fonts for menus and grids back
    application.setWindowIcon(icon("shebao"))
