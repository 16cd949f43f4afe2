"""Errors that a person at the counter can do something about; anything else is our own bug.

An error carries facts (a `Reason` and named values); its Japanese sentence is made in one place,
`pos.wording`, so that the window, the command line and the log tell the same story.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why an operation was refused; one Japanese sentence each in `pos.wording`."""

    # entry
    NUMBER_EXPECTED = "number_expected"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    DATE_EXPECTED = "date_expected"
    TEXT_REQUIRED = "text_required"
    ENTRY_REFUSED = "entry_refused"
    TEXT_TOO_LONG = "text_too_long"
    # sale
    BASKET_EMPTY = "basket_empty"
    TENDER_TOO_SMALL = "tender_too_small"
    AMOUNT_OVER_CAP = "amount_over_cap"
    NOTHING_TO_PAY = "nothing_to_pay"
    FEE_NOT_FOUND = "fee_not_found"
    FEE_CHANGED = "fee_changed"
    FEE_INVALID = "fee_invalid"
    SALE_NOT_FOUND = "sale_not_found"
    ALREADY_CANCELLED = "already_cancelled"
    NOT_CANCELLABLE = "not_cancellable"
    CANCEL_DIFFERENT_DAY = "cancel_different_day"
    CANCEL_IN_PROGRESS = "cancel_in_progress"
    CANCEL_NOT_LAST = "cancel_not_last"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_NOT_FOR_BRAND = "cancel_not_for_brand"
    CANCEL_TOO_LATE = "cancel_too_late"
    CANCEL_OTHER_TERMINAL = "cancel_other_terminal"
    CANCEL_CARD_USED = "cancel_card_used"
    BRAND_NOT_ACCEPTED = "brand_not_accepted"
    BRAND_OVER_CAP = "brand_over_cap"
    # terminal
    TERMINAL_HELD = "terminal_held"
    TERMINAL_UNREACHABLE = "terminal_unreachable"
    TERMINAL_BUSY = "terminal_busy"
    TERMINAL_MOVED = "terminal_moved"
    TERMINAL_SKIPPED = "terminal_skipped"
    TERMINAL_LACKS = "terminal_lacks"
    TERMINAL_REFUSED = "terminal_refused"
    TERMINAL_NOT_CONFIGURED = "terminal_not_configured"
    TERMINAL_UNSUPPORTED = "terminal_unsupported"
    PAYMENT_NOT_OPEN = "payment_not_open"
    # day
    DAY_NOT_OPEN = "day_not_open"
    DAY_ALREADY_OPEN = "day_already_open"
    DAY_LEFT_OPEN = "day_left_open"
    DAY_DATE_USED = "day_date_used"
    DAY_DATE_BEFORE_LAST = "day_date_before_last"
    DAY_DATE_IN_FUTURE = "day_date_in_future"
    COUNT_MISSING = "count_missing"
    COUNT_BLANK = "count_blank"
    REASON_REQUIRED = "reason_required"
    WITNESS_REQUIRED = "witness_required"
    WITNESS_IS_SAME_PERSON = "witness_is_same_person"
    PAYMENT_RUNNING = "payment_running"
    CLOCK_WENT_BACK = "clock_went_back"
    # people
    LOGIN_FAILED = "login_failed"
    LOGIN_DELAYED = "login_delayed"
    LOGIN_LOCKED = "login_locked"
    PASSWORD_TOO_SHORT = "password_too_short"
    PASSWORD_TOO_COMMON = "password_too_common"
    STAFF_EXISTS = "staff_exists"
    STAFF_NOT_FOUND = "staff_not_found"
    NOT_ALLOWED = "not_allowed"
    LAST_ADMINISTRATOR = "last_administrator"
    APPROVER_REQUIRED = "approver_required"
    APPROVER_IS_SAME_PERSON = "approver_is_same_person"
    # storage
    STORAGE_FAILED = "storage_failed"
    STORAGE_FULL = "storage_full"
    STORAGE_UNREADABLE = "storage_unreadable"
    LEDGER_FOREIGN = "ledger_foreign"
    LEDGER_NEWER = "ledger_newer"
    LEDGER_OLDER = "ledger_older"
    LEDGER_IN_USE = "ledger_in_use"
    LEDGER_ALTERED = "ledger_altered"
    LEDGER_KIND = "ledger_kind"
    LEDGER_MISSING = "ledger_missing"
    LEDGER_EXISTS = "ledger_exists"
    FOLDER_NOT_OURS = "folder_not_ours"
    DEMO_FOLDER_USED = "demo_folder_used"
    # files and paper
    FILE_NOT_WRITTEN = "file_not_written"
    PRINTER_UNAVAILABLE = "printer_unavailable"
    RECEIPT_NOT_FOUND = "receipt_not_found"
    # settings
    SETTINGS_INVALID = "settings_invalid"


class OperatingError(Exception):
    """Something the person at the counter can act on; `facts` fill its Japanese sentence."""

    def __init__(self, reason: Reason, **facts: object) -> None:
        super().__init__(f"{reason.value} {facts}" if facts else reason.value)
        self.reason = reason
        self.facts = facts


class EntryError(OperatingError):
    """What was typed cannot be taken as it is."""


class RefusedError(OperatingError):
    """A rule of the counter forbids it now."""


class AccessError(OperatingError):
    """The person may not do this, or could not be recognised."""


class StorageError(OperatingError):
    """The ledger or a file could not be read or written."""


class DeviceError(OperatingError):
    """A device could not be reached *before* any byte of a financial request left."""


class SettingsError(OperatingError):
    """The settings file is wrong; facts name the file, the line and the key."""
