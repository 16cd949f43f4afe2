"""Settings of one counter: frozen and validated; an unknown key or a bad value is an error at start."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pos.domain.brands import CancelRule
from pos.domain.money import Yen


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
    """[terminal] driver "none" is a counter without a terminal; "simulator" only for practice."""

    driver: str = "simulator"  # none | simulator | tl3500
    id: str = "T1"
    port: str = ""  # COM3, /dev/ttyUSB0 or a pyserial URL such as socket://127.0.0.1:5000
    baud_rate: int = 115_200
    payment_cap: Yen = Yen(20_000)
    cancel: CancelRule = CancelRule.LAST_ONLY


@dataclass(frozen=True, slots=True)
class CertificateSettings:
    """[certificate] 行政証明: only the ward can say fee, 科目 and tax class (要確認)."""

    price: Yen = Yen(300)
    account_code: str = "14-02-05"
    account_name: str = "使用料及び手数料・手数料・土木手数料"
    tax_class: str = "non_taxable"
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class CopySettings:
    """[copies] 科目 and tax class of the plain copies (要確認)."""

    account_code: str = "20-04-03"
    account_name: str = "諸収入・雑入・図面等複写代"
    tax_class: str = "taxable_10"
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
        return self.data / "ledger.sqlite3"

    @property
    def papers_path(self) -> Path:
        return self.data / "papers"
