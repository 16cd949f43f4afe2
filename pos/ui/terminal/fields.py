"""Which terminal, on which port: the fields of `[terminal]` that a person at the counter may set."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QComboBox, QWidget

from pos.config import TerminalSettings
from pos.domain.entry import clean_text
from pos.installed_drivers import installed_drivers
from pos.settings_rules import BAUD_RATES
from pos.ui.widgets.fields import CodeField, Field
from pos.ui.widgets.layout import column, text

if TYPE_CHECKING:
    from pos.devices.link import PortInfo

OURS: Final = {"none": "端末なし（現金のみ）", "tl3500": "TL3500", "zvt": "ZVT"}
PORT_HINT: Final = "例: COM3"
PORT_BY_NETWORK: Final = "ネットワークの端末は socket://192.0.2.7:20007 の形です。"
NO_PORTS: Final = "つながっている機器はありません"
CHOOSE_PORT: Final = "一覧から選ぶ（{count}件）"
SIMULATED: Final = "練習では、選んだ種類の模擬端末が自動で動きます。接続先は要りません。"
USUAL_SPEED: Final = "標準（端末の種類による）"


def driver_name(driver: str) -> str:
    """What a person calls it; one that the site has installed by its entry point's name."""
    return OURS.get(driver, driver)


def offered_drivers(*, practice: bool) -> tuple[str, ...]:
    """What may be chosen: in practice only those that we can simulate."""
    return tuple(OURS) if practice else tuple({**OURS, **installed_drivers()})


class TerminalFields(QWidget):
    """Driver and port, and with `every` also speed, password and contract."""

    def __init__(self, *, practice: bool, every: bool) -> None:
        super().__init__()
        self._practice, self._every = practice, every
        self._ports: tuple[PortInfo, ...] = ()
        self.driver = _combo("決済端末の種類")
        for each in offered_drivers(practice=practice):
            self.driver.addItem(driver_name(each), each)
        self.port = CodeField("端末の接続先", hint=PORT_HINT, limit=200)
        self.found = _combo("この機械の接続口")
        self.speed = _combo("通信速度")
        for rate in BAUD_RATES:
            self.speed.addItem(f"{rate} bps" if rate else USUAL_SPEED, rate)
        self.password = CodeField("端末の係員パスワード（ZVT・数字6桁）", limit=6)
        self.contract = Field("契約のファイル（空なら一律の上限と取消）", limit=200)
        self.simulated = text(SIMULATED, "soft", wrap=True)
        self._by_network = text(PORT_BY_NETWORK, "soft", wrap=True)
        self._found_caption = text("この機械の接続口", "soft")
        self._speed_caption = text("通信速度", "soft")
        self.setLayout(column(
            text("端末の種類", "soft"), self.driver, self.simulated, self.port, self._by_network,
            self._found_caption, self.found, self._speed_caption, self.speed, self.password, self.contract,
        ))  # fmt: skip
        self.setFocusProxy(self.driver)
        self.driver.currentIndexChanged.connect(lambda _index: self.show_what_applies())
        self.found.activated.connect(self._take_port)
        self.offer(())
        self.show_what_applies()

    @property
    def order(self) -> list[QWidget]:
        """In the order of Enter."""
        return [self.driver, self.port, self.found, self.speed, self.password, self.contract]

    @property
    def fields(self) -> list[Field]:
        return [self.port, self.password, self.contract]

    @property
    def by_key(self) -> dict[str, Field]:
        """The field of each key of settings.toml."""
        return {
            "terminal.port": self.port, "terminal.password": self.password,
            "terminal.contract": self.contract,
        }  # fmt: skip

    def offer(self, ports: "tuple[PortInfo, ...]") -> None:
        """The ports that the machine has; a chosen one goes into the field."""
        self._ports = ports
        self.found.clear()
        self.found.addItem(CHOOSE_PORT.format(count=len(ports)) if ports else NO_PORTS)
        for each in ports:
            self.found.addItem(_port_words(each))
        self.found.setEnabled(bool(ports))

    def write(self, terminal: TerminalSettings) -> None:
        """Show these settings."""
        if self.driver.findData(terminal.driver) < 0:  # taken out since: never silently another one
            self.driver.addItem(driver_name(terminal.driver), terminal.driver)
        self.driver.setCurrentIndex(self.driver.findData(terminal.driver))
        self.port.write(terminal.port)
        self.speed.setCurrentIndex(max(self.speed.findData(terminal.baud_rate), 0))
        self.password.write(terminal.password)
        self.contract.write(terminal.contract)
        self.show_what_applies()

    def read(self, before: TerminalSettings) -> TerminalSettings:
        """What was typed, over `before`. Raises EntryError for what no settings file could hold."""
        driver = str(self.driver.currentData())
        has_port = driver != "none" and not self._practice
        return replace(
            before,
            driver=driver,
            port=_clean(self.port) if has_port else "",
            baud_rate=int(self.speed.currentData()) if self._every else before.baud_rate,
            password=_clean(self.password) if driver == "zvt" else before.password,
            contract=_clean(self.contract) if self._every else before.contract,
        )

    def show_what_applies(self) -> None:
        """No port in practice nor without a terminal; a password for ZVT only."""
        driver = self.driver.currentData()
        has_port = driver != "none" and not self._practice
        for part in (self.port, self._by_network, self._found_caption, self.found):
            part.setVisible(has_port)
        for part in (self._speed_caption, self.speed):
            part.setVisible(has_port and self._every)
        self.password.setVisible(driver == "zvt" and (has_port or self._every))
        self.contract.setVisible(driver != "none" and self._every)
        self.simulated.setVisible(self._practice and driver != "none")

    def _take_port(self, index: int) -> None:
        if index > 0:
            self.port.write(self._ports[index - 1].address)
            self.port.line.setCursorPosition(0)


def _port_words(port: "PortInfo") -> str:
    """Today's name first: it is what people look for."""
    return "　".join(filter(None, (port.device, port.description, port.identity)))


def _clean(field: Field) -> str:
    return clean_text(field.words, label=field.label, limit=field.line.maxLength())


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.view().setAccessibleName(f"{name}の候補")
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    return combo
