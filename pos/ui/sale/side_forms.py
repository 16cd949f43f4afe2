"""Forms beside the fast keys: which sheet, for whom, 公用. Each gives a new basket or says what is wrong."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos.domain.basket import Basket, OfficialUse, SheetReference
from pos.errors import OperatingError
from pos.ui.widgets.fields import EnterMoves, Field
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, row, text

Take = Callable[[Basket], None]
GROUNDS = ("官公署の公用（要綱第5条）", "道路課の内部利用", "他の地方公共団体からの照会")


class SideForm(QWidget):
    """Fields, 決定 (F12) and 戻る (Esc)."""

    def __init__(self, title: str, fields: list[Field], take: Take, back: Callable[[], None]) -> None:
        super().__init__()
        self.fields = fields
        self._take = take
        self.basket = Basket()
        self.done_key = Key("決定", self.submit, kind="primary", key="F12")
        self.back_key = Key("戻る", back, key="Esc")
        self.note = text("", "soft", wrap=True)
        self.back_key.setMinimumWidth(120)
        keys = row(self.back_key, self.done_key, stretch={1: 1})
        self.setLayout(column(text(title, "title"), self.note, *fields, None, keys, gap=12))
        EnterMoves(self, [*fields, self.done_key, self.back_key])

    def begin(self, basket: Basket) -> None:
        """Show the basket's values; the first field takes the focus."""
        self.basket = basket
        self.fill()
        self.fields[0].setFocus()
        self.fields[0].line.selectAll()

    def fill(self) -> None: ...

    def changed(self) -> Basket:
        """The basket as the fields say. Raises EntryError."""
        raise NotImplementedError

    def submit(self) -> None:
        """Give the new basket, or put the complaint under the field that it names."""
        try:
            basket = self.changed()
        except OperatingError as error:
            wrong = next((f for f in self.fields if f.label == error.facts.get("label")), self.fields[0])
            wrong.complain(error)
            wrong.setFocus()
            return
        self._take(basket)


class SheetForm(SideForm):
    """Which sheet the chosen line is."""

    def __init__(self, take: Take, back: Callable[[], None]) -> None:
        self.town = Field("町丁目", hint="例: 蒲田五丁目")
        self.drawing = Field("図面番号")
        self.parcel = Field("地番")
        self.line = 0
        super().__init__("図面の特定", [self.town, self.drawing, self.parcel], take, back)

    def fill(self) -> None:
        line = self.basket.lines[self.line]
        self.note.setText(f"{self.line + 1}行目　{line.fee.title}　{line.copies}{line.fee.unit.value}")
        self.town.write(line.sheet.town)
        self.drawing.write(line.sheet.drawing_no)
        self.parcel.write(line.sheet.parcel_no)

    def changed(self) -> Basket:
        sheet = SheetReference.of(self.town.words, self.drawing.words, self.parcel.words)
        return self.basket.set_sheet(self.line, sheet)


class AddresseeForm(SideForm):
    """受付番号 and 宛名."""

    def __init__(self, take: Take, back: Callable[[], None]) -> None:
        self.number = Field("受付番号", hint="申請書の番号")
        self.name = Field("宛名", hint="領収書の宛名（「様」は自動で付きます）")
        super().__init__("受付番号・宛名", [self.number, self.name], take, back)

    def fill(self) -> None:
        self.number.write(self.basket.application_no)
        self.name.write(self.basket.addressee)

    def changed(self) -> Basket:
        return self.basket.addressed(application_no=self.number.words, addressee=self.name.words)


class OfficialUseForm(SideForm):
    """公用: ground and body; the issue costs ¥0. No body: back to an ordinary sale."""

    def __init__(self, take: Take, back: Callable[[], None]) -> None:
        self.body = Field("官公署名", hint="例: 大田税務署")
        self.ground = Field("事由")
        super().__init__("公用（無料交付）", [self.body, self.ground], take, back)
        self.note.setText(
            "支払はありません。枚数は集計され、公用交付票が出ます。"
            "官公署名を空欄にすると通常の会計に戻ります。"
        )

    def fill(self) -> None:
        use = self.basket.official_use
        self.body.write(use.body if use else "")
        self.ground.write(use.ground if use else GROUNDS[0])

    def changed(self) -> Basket:
        if not self.body.words.strip() and (self.basket.official_use or not self.ground.words.strip()):
            return self.basket.for_official_use(None)
        return self.basket.for_official_use(OfficialUse.of(self.ground.words, self.body.words))
