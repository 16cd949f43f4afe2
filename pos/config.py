"""Settings of one counter: frozen and validated; an unknown key or a bad value is an error at start."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from pos.domain.brands import CancelRule
from pos.domain.catalog import TaxClass
from pos.domain.money import Yen
from pos.errors import Reason, SettingsError
from pos.settings_file import SettingsText, render, save
from pos.settings_rules import problems
from pos.system import PRACTICE, default_data_folder, private_folder

FILE_NAME: Final = "settings.toml"
LEDGER_NAME: Final = "ledger.sqlite3"


class Paper(StrEnum):
    A4 = "A4"
    A5 = "A5"
    ROLL_80 = "80mm"


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """[office] who issues the papers; printed as it stands here at the moment of issue."""

    name: str = "大田区 都市基盤整備部 道路課"
    issuer: str = "大田区"
    cashier_title: str = "大田区出納員"
    cashier_name: str = ""
    counter_id: str = "01"
    counter_name: str = "道路課窓口"
    invoice_number: str = ""  # T + 13 digits
    purpose: str = "図面等交付代として"


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """[terminal] which protocol it speaks; "none" is a counter without a terminal.

    In practice a simulated terminal of that protocol is started, and `port` must be empty.
    """

    driver: str = "tl3500"  # none | tl3500 | zvt
    id: str = "T1"
    port: str = ""  # COM3, /dev/ttyUSB0, hwgrep://VID:PID=0403:6001, socket://192.0.2.7:20007
    baud_rate: int = 0  # 0: the usual one of the protocol (TL3500 115200, ZVT 9600)
    password: str = "000000"  # ZVT: the terminal's six-digit cashier password
    contract: str = ""  # file with the acquirer's rules per brand; "": payment_cap and cancel for all
    payment_cap: Yen = Yen(20_000)
    cancel: CancelRule = CancelRule.LAST_ONLY
    tells_booked: bool = False  # ZVT 1F1F, which takes back what we did not book: only once tried
    last_shows_cancel: bool = False  # 前回取引照会 also shows a 取消: only once tried on the device


@dataclass(frozen=True, slots=True)
class CertificateSettings:
    """[certificate] 行政証明: only the ward can say fee, 科目 and tax class (要確認)."""

    price: Yen = Yen(300)
    account_code: str = "14-02-05"
    account_name: str = "使用料及び手数料・手数料・土木手数料"
    tax_class: TaxClass = TaxClass.NON_TAXABLE
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class CopySettings:
    """[copies] 科目 and tax class of the plain copies (要確認)."""

    account_code: str = "20-04-03"
    account_name: str = "諸収入・雑入・図面等複写代"
    tax_class: TaxClass = TaxClass.TAXABLE_10
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class DaySettings:
    """[day] rules of opening and closing."""

    change_fund: Yen = Yen(30_000)
    second_person: bool = True  # a close needs a witness


@dataclass(frozen=True, slots=True)
class StaffSettings:
    """[staff] rules of login and of the second person."""

    password_min_length: int = 15
    lock_after_failures: int = 10
    cancel_needs_approver: bool = True
    settle_alone_up_to: Yen = Yen(0)  # a 処理未了 above it wants a second person; 0: always


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """[paper] printer: "" keeps PDF files only, otherwise the system's name of a printer."""

    receipt: Paper = Paper.A5
    printer: str = ""
    drawer_port: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything of one counter; `data` is where its ledger, papers and logs live."""

    data: Path
    practice: bool = True
    office: OfficeSettings = field(default_factory=OfficeSettings)
    terminal: TerminalSettings = field(default_factory=TerminalSettings)
    certificate: CertificateSettings = field(default_factory=CertificateSettings)
    copies: CopySettings = field(default_factory=CopySettings)
    day: DaySettings = field(default_factory=DaySettings)
    staff: StaffSettings = field(default_factory=StaffSettings)
    paper: PaperSettings = field(default_factory=PaperSettings)

    @property
    def ledger_path(self) -> Path:
        return self.data / LEDGER_NAME

    @property
    def papers_path(self) -> Path:
        return self.data / "papers"


SECTIONS: Final = {
    "office": OfficeSettings,
    "terminal": TerminalSettings,
    "certificate": CertificateSettings,
    "copies": CopySettings,
    "day": DaySettings,
    "staff": StaffSettings,
    "paper": PaperSettings,
}


def usual_data_folder() -> Path:
    """What opens without `--data`: this person's one founded counter, otherwise the practice folder."""
    practice = default_data_folder(PRACTICE)
    folders = [ledger.parent for ledger in practice.parent.glob(f"*/{LEDGER_NAME}")]
    founded = [folder for folder in folders if folder != practice]
    return founded[0] if len(founded) == 1 else practice


def load_settings(path: Path | None = None, *, data: Path | None = None) -> Settings:
    """The settings of a data folder, from its settings.toml or from `path`; defaults where there is none.

    Raises SettingsError SETTINGS_INVALID (facts: file, line, key, problem); line 0: not in the file.
    """
    folder = usual_data_folder() if data is None else data.expanduser().absolute()
    file = folder / FILE_NAME if path is None else path
    if path is None and not file.exists():
        return Settings(data=folder)
    return _settings(SettingsText.read(file), folder)


def _settings(text: SettingsText, folder: Path) -> Settings:
    text.check_names("", text.values, ("practice", *SECTIONS))
    settings = Settings(
        data=folder,
        practice=text.flag("practice", default=True),
        office=text.section("office", OfficeSettings),
        terminal=text.section("terminal", TerminalSettings),
        certificate=text.section("certificate", CertificateSettings),
        copies=text.section("copies", CopySettings),
        day=text.section("day", DaySettings),
        staff=text.section("staff", StaffSettings),
        paper=text.section("paper", PaperSettings),
    )
    text.finish(problems(settings))
    return settings


def check_settings(settings: Settings) -> None:
    """What was typed on a screen, by the same rules. Raises SettingsError (facts: key, problem; line 0)."""
    for section, key, problem in problems(settings):
        facts = {"file": str(settings.data / FILE_NAME), "line": 0, "key": f"{section}.{key}"}
        raise SettingsError(Reason.SETTINGS_INVALID, **facts, problem=problem)


def write_settings(settings: Settings, path: Path) -> Path:
    """Write the whole settings with an explanation above each key, in one step, for this account only.

    Raises SettingsError where they would be refused when read, StorageError where they cannot be written.
    """
    check_settings(settings)
    sections = {name: getattr(settings, name) for name in SECTIONS}
    private_folder(path.parent)
    return save(path, render({"practice": settings.practice}, sections))
