"""The acquirer's contract from its TOML file: per brand what may be paid, taken back and inquired."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pos.config import FILE_NAME, Settings
from pos.domain.brands import Brand, BrandRule, Contract
from pos.domain.money import Yen
from pos.errors import Reason, SettingsError
from pos.settings_file import SettingsText
from pos.settings_rules import Rule, between, text, yen_between
from pos.wording import settings as words

EXAMPLE: Final = Path(__file__).parent / "contracts" / "example.toml"
NAMED: Final = tuple(brand for brand in Brand if brand not in (Brand.OTHER, Brand.UNKNOWN))
OTHERS: Final = "others"
_REFUSED: Final = BrandRule(Brand.OTHER, accepted=False)  # a contract covers what it names
LONGEST_DAYS: Final = 3_650
_CAP: Final = yen_between(1, 1_000_000)
_OPTIONAL: Final[tuple[tuple[str, Rule], ...]] = (  # rules of what a table may leave out
    ("cap", _CAP),
    ("cancel_within_days", between(0, LONGEST_DAYS)),
    ("inquiry_days", between(0, LONGEST_DAYS)),
)


def contract_of(settings: Settings) -> Contract:
    """What applies at this counter: the contract file that the settings name, else cap and cancel rule
    of the settings for every brand alike.

    Raises SettingsError SETTINGS_INVALID (facts: file, line, key, problem).
    """
    terminal = settings.terminal
    if not terminal.contract:
        return Contract(terminal.payment_cap, terminal.cancel)
    path = settings.data / Path(terminal.contract).expanduser()
    if not path.exists():
        facts = {"file": str(settings.data / FILE_NAME), "line": 0, "key": "terminal.contract"}
        raise SettingsError(Reason.SETTINGS_INVALID, **facts, problem=words.NO_CONTRACT.format(path=path))
    return load_contract(path)


def load_contract(path: Path) -> Contract:
    """The contract as the file says it.

    Raises SettingsError SETTINGS_INVALID (facts: file, line, key, problem), also where it cannot be read.
    """
    file = SettingsText.read(path)
    file.check_names("", file.values, ("acquirer", "contact", "cap", OTHERS, *NAMED))
    acquirer, contact = file.entry("acquirer", str, ""), file.entry("contact", str, "")
    cap = file.entry("cap", Yen, Yen(0))
    named = [Brand(name) for name in file.values if name in NAMED]  # screens list them in the file's order
    rules = [file.section(brand.value, BrandRule, brand=brand) for brand in named]
    others = file.section(OTHERS, BrandRule, brand=Brand.OTHER) if OTHERS in file.values else _REFUSED
    file.finish(_problems(acquirer, contact, cap, [*rules, others]))
    return Contract.of_rules(rules, others, cap=cap, acquirer=acquirer, contact=contact)


def _problems(
    acquirer: str, contact: str, cap: Yen, rules: list[BrandRule]
) -> Iterator[tuple[str, str, str]]:
    """(section, key, problem) of every rule that the contract breaks."""
    if problem := text(60, required=True)(acquirer):
        yield "", "acquirer", problem
    if problem := text(120)(contact):
        yield "", "contact", problem
    if problem := words.CONTRACT_CAP if cap == Yen(0) else _CAP(cap):
        yield "", "cap", problem
    for rule in rules:
        section = OTHERS if rule.brand is Brand.OTHER else rule.brand.value
        for key, check in _OPTIONAL:
            value = getattr(rule, key)
            if value is not None and (problem := check(value)):
                yield section, key, problem
    if not any(rule.accepted for rule in rules):
        yield "", "", words.NO_BRAND
