"""Papers: made from the stored snapshot, kept as a file, noted in the journal, put on the printer.

A printer's fault never touches the sale: the file and the record stand, and another print says 再発行.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from pos.config import Paper
from pos.domain.brands import Contract
from pos.domain.days import Clock
from pos.domain.entry import clean_text
from pos.domain.ids import PaymentId, SaleId
from pos.domain.receipt import Office, ReceiptNumber, ReceiptSnapshot, Reprint
from pos.domain.report import DayReport
from pos.domain.staff import Right, Staff
from pos.domain.unknown_slip import SlipNumber, UnknownSlip, slip_facts
from pos.errors import OperatingError
from pos.ledger import Ledger
from pos.ports import DocumentPrinter
from pos.rights import require
from receipts.document import Document, day_report_document, receipt_document, unknown_slip_document
from receipts.files import write_atomically
from receipts.pdf import render_pdf
from receipts.text import render_text


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper that exists as a file; `printer_problem` says why it is not on paper as well."""

    path: Path
    text: str
    copy: int  # 0 the original, n the n-th 再発行
    printed: bool
    printer_problem: OperatingError | None


class Issuing:
    """Makes and re-makes papers."""

    def __init__(
        self,
        ledger: Ledger,
        printer: DocumentPrinter,
        folder: Path,
        paper: Paper,
        office: Office,
        contract: Contract,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._printer = printer
        self._folder = folder
        self._paper = paper
        self._office = office
        self._contract = contract
        self._clock = clock
        self._on_paper: set[PaymentId] = set()

    def issue(self, sale_id: SaleId, by: Staff) -> IssuedPaper:
        """The sale's paper. Raises RECEIPT_NOT_FOUND, StorageError FILE_NOT_WRITTEN."""
        return self._make(self._ledger.receipt_of(sale_id), "", by)

    def reprint(self, sale_id: SaleId, reason: str, by: Staff) -> IssuedPaper:
        """Once more, marked 再発行 n回目 with date and reason. Raises NOT_ALLOWED, TEXT_REQUIRED."""
        require(self._ledger, by, Right.REPRINT)
        clean = clean_text(reason, label="再発行の理由", limit=60, required=True)
        return self._make(self._ledger.receipt_of(sale_id), clean, by)

    def preview_text(self, sale_id: SaleId) -> str:
        """The sale's paper as fixed-width text; nothing is issued by looking."""
        return render_text(receipt_document(self._ledger.receipt_of(sale_id)))

    def day_report(self, report: DayReport, by: Staff) -> IssuedPaper:
        """日計表 of a closed day, 点検表 of an open one."""
        document = day_report_document(report)
        kind = "X" if report.z_number is None else f"Z{report.z_number:06d}"
        name = f"{report.business_date:%Y%m%d}-{report.counter_id}-{kind}-{report.made_at:%H%M%S}.pdf"
        path, digest = self._write(document, Paper.A4, Path("days") / name, by)
        self._ledger.record_day_print(
            report.day, by=by.id, sha256=digest, file_name=path.name, at=self._clock()
        )
        return self._put_on_paper(path, render_text(document), 0)

    def unknown_slip(self, payment_id: PaymentId, by: Staff, reason: str = "") -> IssuedPaper:
        """処理未了票 of a payment: the original, made while it is 処理未了, then marked 再発行 with `reason`;
        once the payment is settled a 再発行 says how.

        Raises NOT_ALLOWED and TEXT_REQUIRED for a reprint, PAYMENT_NOT_OPEN where there never was a slip,
        SALE_NOT_FOUND, StorageError FILE_NOT_WRITTEN.
        """
        copy, now = len(self._ledger.slip_prints(payment_id)), self._clock()
        if copy:
            require(self._ledger, by, Right.REPRINT)
        why = clean_text(reason, label="再発行の理由", limit=60, required=copy > 0)
        slip = self._slip_of(payment_id, by)
        again = Reprint(copy, now, why, by.name) if copy else None
        document = unknown_slip_document(slip, again, self._ledger.outcome_of(payment_id))
        path, digest = self._write(document, self._paper, _slip_path(slip.number, copy), by)
        self._ledger.record_slip_print(
            payment_id, by=by.id, reason=why, sha256=digest, file_name=path.name, at=now
        )
        paper = self._put_on_paper(path, render_text(document), copy)
        if paper.printed:
            self._on_paper.add(payment_id)
        return paper

    def is_on_paper(self, payment_id: PaymentId) -> bool:
        """Whether the printer took a 処理未了票 of it since the counter was opened."""
        return payment_id in self._on_paper

    def missing_slip(self, payment_id: PaymentId, by: Staff) -> IssuedPaper | None:
        """The original of a 処理未了票 that was never made; None where there is one. Raises as above."""
        return None if self._ledger.slip_prints(payment_id) else self.unknown_slip(payment_id, by)

    def _slip_of(self, payment_id: PaymentId, by: Staff) -> UnknownSlip:
        issued = self._ledger.unknown_slip(payment_id)
        if issued is not None:
            return issued
        payment = next(each for each in self._ledger.find_sale(payment_id).payments if each.id == payment_id)
        facts = slip_facts(payment, self._ledger.inquiries(payment_id), self._contract, self._office)
        return self._ledger.issue_unknown_slip(payment_id, facts, by=by.id, at=self._clock())

    def _make(self, snapshot: ReceiptSnapshot, reason: str, by: Staff) -> IssuedPaper:
        number, now = snapshot.number, self._clock()
        copy = len(self._ledger.prints(number))
        document = _document(snapshot, copy, reason, by, now)
        path, digest = self._write(document, self._paper, _receipt_path(number, copy), by)
        self._ledger.record_print(number, by=by.id, reason=reason, sha256=digest, file_name=path.name, at=now)
        return self._put_on_paper(path, render_text(document), copy)

    def _write(self, document: Document, paper: Paper, place: Path, by: Staff) -> tuple[Path, str]:
        """The paper as a file. One that was issued is never written over: another one under its name is
        left by an older copy of the ledger, and the journal notes that there are two."""
        content = render_pdf(document, paper)
        wanted = self._folder / place
        path = _free_name(wanted, content)
        if not path.exists():
            write_atomically(path, content)
        if path != wanted:
            facts = {"kept": wanted.name, "written": path.name}
            self._ledger.record_event("paper name taken", by=by.id, facts=facts, at=self._clock())
        return path, hashlib.sha256(content).hexdigest()

    def _put_on_paper(self, path: Path, text: str, copy: int) -> IssuedPaper:
        if not self._printer.available:
            return IssuedPaper(path, text, copy, printed=False, printer_problem=None)
        try:
            self._printer.print_pdf(path)
        except OperatingError as problem:
            return IssuedPaper(path, text, copy, printed=False, printer_problem=problem)
        return IssuedPaper(path, text, copy, printed=True, printer_problem=None)


def _document(snapshot: ReceiptSnapshot, copy: int, reason: str, by: Staff, now: datetime) -> Document:
    return receipt_document(snapshot, Reprint(copy, now, reason, by.name) if copy else None)


def _slip_path(number: SlipNumber, copy: int) -> Path:
    suffix = f"-copy{copy}" if copy else ""
    return Path(f"{number.fiscal_year.year}") / f"{number}{suffix}.pdf"


def _receipt_path(number: ReceiptNumber, copy: int) -> Path:
    suffix = f"-copy{copy}" if copy else ""
    return Path(f"{number.fiscal_year.year}") / f"{number}{suffix}.pdf"


def _free_name(path: Path, content: bytes) -> Path:
    """`path`, or `…~2.pdf`, `…~3.pdf` where other papers have the name; one that holds this very content
    was written just before a crash and is as good as free."""
    others = (path.with_name(f"{path.stem}~{number}{path.suffix}") for number in count(2))
    return next(each for each in chain((path,), others) if not each.exists() or _holds(each, content))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:  # whatever it is, it stays as it is
        return False
