"""Lists of frozen rows: a light model over a tuple, never widgets per cell (performance.md G13)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from pos.ui.fonts import FIXED

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A title and how a row is written in it; figures are set in the fixed face, to the right."""

    title: str
    write: Callable[[Row], str]
    figures: bool = False
    width: int = 0  # px; 0 takes what is left
    fixed: bool = False  # words that are lined up by blanks: the fixed face, to the left


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Shows a tuple of values; replaced as a whole."""

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self._fixed = QFont(FIXED, 12)

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.write(self.rows[index.row()])
        if role == Qt.ItemDataRole.FontRole and (column.figures or column.fixed):
            return self._fixed
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class RowsTable(QTableView, Generic[Row]):
    """A calm table over a `RowsModel`: whole rows, arrow keys, no editing."""

    def __init__(self, name: str, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.listing: RowsModel[Row] = RowsModel(columns)
        self.setModel(self.listing)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(44)
        self.setCornerButtonEnabled(False)
        self._size_columns(columns)

    def _size_columns(self, columns: Sequence[Column[Row]]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for number, column in enumerate(columns):
            if column.width:
                self.setColumnWidth(number, column.width)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, rows: Sequence[Row], *, current: int | None = None) -> None:
        """Replace the rows; `current` (from 0) becomes the chosen one."""
        self.listing.show_rows(rows)
        if rows:
            self.selectRow(min(current if current is not None else 0, len(rows) - 1))

    @property
    def chosen(self) -> int | None:
        """The number of the chosen row, from 0; None where there is none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    @property
    def chosen_row(self) -> Row | None:
        number = self.chosen
        return None if number is None else self.listing.rows[number]
