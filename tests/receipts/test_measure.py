"""Breaking lines and sharing out columns: nothing lost, nothing too wide."""

from hypothesis import given
from hypothesis import strategies as st

from receipts.blocks import Column, Row, Table
from receipts.measure import Form, plan, width_of, wrap
from receipts.text import char_columns, columns

TEXTS = st.text(st.sampled_from("大田区道路課AZaz019¥,.-、。）（・ー っ"), max_size=60)


@given(TEXTS, st.integers(2, 40))
def test_wrapping_loses_only_blanks_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrap(text, width, char_columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= width for line in lines)


def test_a_line_does_not_begin_with_a_full_stop_nor_end_with_a_bracket() -> None:
    assert wrap("領収しました。", 12, char_columns) == ["領収しまし", "た。"]
    assert wrap("図面（A1）", 6, char_columns) == ["図面", "（A1）"]


def test_words_and_figures_stay_whole_where_they_fit() -> None:
    assert wrap("合計 ¥12,345", 10, char_columns) == ["合計", "¥12,345"]
    assert wrap("abcdefghij", 4, char_columns) == ["abcd", "efgh", "ij"]


def test_a_character_wider_than_the_line_gets_a_line() -> None:
    assert wrap("大田", 1, char_columns) == ["大", "田"]


TABLE = Table(
    (Column("品目", flexible=True), Column("数量", right=True), Column("金額", right=True)),
    (Row(("道路台帳現況平面図 A1", "12枚", "¥3,600")),),
)


def test_a_table_is_wide_then_stacked_then_cards() -> None:
    forms = [plan(TABLE, width, char_columns, gap=2, least=22).form for width in (40, 22, 8)]
    assert forms == [Form.WIDE, Form.STACKED, Form.CARDS]


@given(st.lists(st.text("大A", max_size=20), min_size=3, max_size=3), st.integers(10, 90))
def test_a_wide_table_fills_its_width_and_never_squeezes_figures(cells: list[str], width: int) -> None:
    table = Table(TABLE.columns, (Row(tuple(cells)),))
    chosen = plan(table, width, char_columns, gap=2, least=8)
    if chosen.form is Form.WIDE:
        assert sum(chosen.widths) + 2 * 2 == width
    for cell, given_width in zip(reversed(cells), reversed(chosen.widths), strict=False):
        assert cell is cells[0] or width_of(cell, char_columns) <= given_width
