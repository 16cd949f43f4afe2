"""The style sheet, made from the colour tokens: surfaces, keys, fields, tables, banners.

A widget says what it is by a dynamic property (`kind` for keys, `role` for texts, `box` for frames);
the sheet says how that looks.
"""

from string import Template
from typing import TYPE_CHECKING

from pos.ui.fonts import FIXED

if TYPE_CHECKING:
    from pos.ui.theme import Tokens

_BASE = """
QWidget { color: $ink; }
QMainWindow, QWidget[box="page"] { background: $ground; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line; padding: 4px 8px; }
QFrame[box="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[box="well"] { background: $sunken; border: none; border-radius: 8px; }
QFrame[box="strip"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[box="keys"] { background: $sunken; border: none; border-top: 1px solid $line; }
QFrame[box="amber"] { background: $amber; border: none; border-radius: 0; }
QFrame[box="amberSoft"] { background: $amber_soft; border: 2px solid $amber; border-radius: 10px; }
QFrame[box="amber"] QLabel, QFrame[box="amberSoft"] QLabel { color: $on_amber; }
QFrame[box="bad"] { background: $bad_soft; border: none; border-left: 8px solid $bad; }
QFrame[box="good"] { background: $good_soft; border: none; border-left: 8px solid $good; }
QFrame[box="note"] { background: $primary_soft; border: none; border-left: 8px solid $primary; }
QFrame[box="practice"] { background: $practice; border: none; }
QFrame[box="practice"] QLabel { color: $on_practice; }
QFrame[box="rule"] { background: $line; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: $sunken; width: 14px; margin: 0; }
QScrollBar::handle:vertical { background: $strong_line; min-height: 40px; border-radius: 5px; margin: 2px; }
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical { height: 0; }
"""

_TEXT = """
QLabel { background: transparent; }
QLabel[role="title"] { font-family: "$fixed"; font-weight: 700; font-size: 20pt; }
QLabel[role="heading"] { font-family: "$fixed"; font-weight: 700; font-size: 14pt; }
QLabel[role="strong"] { font-family: "$fixed"; font-weight: 700; }
QLabel[role="soft"] { color: $soft_ink; font-size: 11pt; }
QLabel[role="figure"] { font-family: "$fixed"; font-size: 14pt; }
QLabel[role="amount"] { font-family: "$fixed"; font-weight: 700; font-size: 22pt; }
QLabel[role="total"] { font-family: "$fixed"; font-weight: 700; font-size: 44pt; }
QLabel[role="huge"] { font-family: "$fixed"; font-weight: 700; font-size: 60pt; }
QLabel[role="good"] { color: $good; font-family: "$fixed"; font-weight: 700; }
QLabel[role="bad"] { color: $bad; font-family: "$fixed"; font-weight: 700; }
QLabel[role="chip"] { background: $sunken; color: $soft_ink; border-radius: 4px; padding: 1px 6px;
  font-family: "$fixed"; font-size: 10pt; }
QLabel[role="badge"] { background: $amber; color: $on_amber; border-radius: 4px; padding: 2px 8px;
  font-family: "$fixed"; font-weight: 700; font-size: 11pt; }
QLabel[role="step"] { background: $sunken; color: $soft_ink; border-radius: 8px; padding: 8px 16px;
  font-size: 14pt; }
QLabel[role="stepNow"] { background: $primary; color: $on_primary; border-radius: 8px; padding: 8px 16px;
  font-family: "$fixed"; font-weight: 700; font-size: 16pt; }
QLabel[role="stepDone"] { background: $good_soft; color: $good; border-radius: 8px; padding: 8px 16px;
  font-size: 14pt; }
"""

_KEYS = """
QPushButton { background: $surface; color: $ink; border: 1px solid $strong_line; border-radius: 8px;
  min-height: 46px; padding: 0 16px; outline: 0; }
QPushButton:hover { background: $primary_soft; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus { border: 3px solid $focus; }
QPushButton:disabled { background: $sunken; color: $disabled_ink; border: 1px solid $line; }
QPushButton:checked { background: $primary_soft; border: 3px solid $primary; }
QPushButton QLabel { background: transparent; }
QPushButton[kind="primary"] { background: $primary; color: $on_primary; border: 1px solid $primary_deep;
  font-family: "$fixed"; font-weight: 700; font-size: 14pt; min-height: 58px; }
QPushButton[kind="primary"] QLabel { color: $on_primary; }
QPushButton[kind="primary"] QLabel[role="soft"] { color: $on_primary; }
QPushButton[kind="primary"]:hover { background: $primary_deep; }
QPushButton[kind="primary"]:focus { border: 3px solid $focus; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $disabled_ink; border: 1px solid $line; }
QPushButton[kind="primary"][room="choice"] { min-height: 108px; }
QPushButton[kind="danger"] { background: $surface; color: $bad; border: 2px solid $bad;
  font-family: "$fixed"; font-weight: 700; min-height: 56px; }
QPushButton[kind="danger"] QLabel { color: $bad; }
QPushButton[kind="danger"]:hover { background: $bad_soft; }
QPushButton[kind="danger"]:focus { border: 3px solid $focus; }
QPushButton[kind="danger"]:disabled { background: $sunken; color: $disabled_ink; border: 1px solid $line; }
QPushButton[kind="key"] { padding: 0 4px; border: 1px solid $line; }
QPushButton[kind="key"]:focus { border: 3px solid $focus; }
QPushButton[kind="key"][on="true"] { background: $primary; border: 1px solid $primary_deep; }
QPushButton[kind="key"][on="true"] QLabel { color: $on_primary; }
QPushButton[kind="function"] { background: $surface; border: 1px solid $line; border-radius: 6px;
  padding: 0 2px; min-height: 50px; }
QPushButton[kind="function"]:disabled { background: $sunken; border: 1px solid $sunken; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $primary;
  min-height: 46px; }
QPushButton[kind="quiet"]:hover { background: $primary_soft; }
QPushButton[kind="quiet"]:focus { border: 3px solid $focus; }
QPushButton[kind="tab"] { background: transparent; border: none; border-left: 6px solid transparent;
  border-radius: 0; text-align: left; padding-left: 16px; }
QPushButton[kind="tab"]:checked { background: $primary_soft; color: $primary_deep;
  border-left: 6px solid $primary;
  font-family: "$fixed"; font-weight: 700; }
QPushButton[kind="tab"]:focus { background: $primary_soft; border: 3px solid $focus; }
QPushButton QLabel:disabled { color: $disabled_ink; background: transparent; }
QPushButton[kind="primary"] QLabel:disabled, QPushButton[kind="primary"] QLabel[role="soft"]:disabled,
QPushButton[kind="danger"] QLabel:disabled { color: $disabled_ink; }
QPushButton QLabel[role="chip"] { background: $sunken; color: $soft_ink; }
QCheckBox, QRadioButton { spacing: 10px; min-height: 40px; border: 3px solid transparent;
  border-radius: 6px; padding: 0 6px; }
QCheckBox::indicator, QRadioButton::indicator { width: 24px; height: 24px; }
QCheckBox:focus, QRadioButton:focus { border: 3px solid $focus; }
"""

_FIELDS = """
QLineEdit, QComboBox { background: $surface; border: 1px solid $strong_line; border-radius: 6px;
  min-height: 44px; padding: 0 12px; selection-background-color: $primary; selection-color: $on_primary; }
QLineEdit:focus, QComboBox:focus { border: 3px solid $focus; padding: 0 10px; }
QLineEdit:disabled, QComboBox:disabled { background: $sunken; color: $disabled_ink; }
QLineEdit[wrong="true"] { border: 3px solid $bad; background: $bad_soft; padding: 0 10px; }
QLineEdit[figures="true"] { font-family: "$fixed"; font-size: 15pt; }
QLineEdit[large="true"] { font-family: "$fixed"; font-weight: 700; font-size: 32pt; min-height: 72px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $strong_line; }
QTableView { background: $surface; alternate-background-color: $ground; border: 3px solid $surface;
  outline: 0; selection-background-color: $primary_soft; selection-color: $ink; }
QTableView::item { padding: 0 8px; }
QTableView::item:selected, QTableView::item:focus { background: $primary_soft; color: $ink; border: none; }
QTableView:focus { border: 3px solid $focus; }
QHeaderView::section { background: $sunken; color: $soft_ink; border: none; border-bottom: 1px solid $line;
  padding: 6px 8px; font-size: 11pt; }
QProgressBar { background: $sunken; border: none; border-radius: 6px; min-height: 12px; max-height: 12px; }
QProgressBar::chunk { background: $primary; border-radius: 6px; }
"""


def style_sheet(tokens: "Tokens") -> str:
    """The whole sheet in these colours."""
    colours = {name: getattr(tokens, name) for name in tokens.__slots__}
    return Template(_BASE + _TEXT + _KEYS + _FIELDS).substitute(colours, fixed=FIXED)
