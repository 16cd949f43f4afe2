"""Every Japanese sentence for a reason or a state, in one place; no framework, no I/O.

Names are loaded when they are first used: the window paints before it needs most of them (G1).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pos.wording.outcomes import (
        abort_text,
        conclusion_text,
        payment_state_text,
        sale_state_text,
        unknown_text,
    )
    from pos.wording.problems import problem_text
    from pos.wording.progress import notice_text, phase_text, step_of
    from pos.wording.reasons import say
    from pos.wording.words import (
        BRANDS,
        CANCEL_RULES,
        HEALTH,
        METHODS,
        PARTS,
        RIGHTS,
        ROLES,
        SALE_KINDS,
        TAX_CLASSES,
        UNKNOWN_MEANS,
        contract_text,
        method_name,
    )

__all__ = [
    "BRANDS",
    "CANCEL_RULES",
    "HEALTH",
    "METHODS",
    "PARTS",
    "RIGHTS",
    "ROLES",
    "SALE_KINDS",
    "TAX_CLASSES",
    "UNKNOWN_MEANS",
    "abort_text",
    "conclusion_text",
    "contract_text",
    "method_name",
    "notice_text",
    "payment_state_text",
    "phase_text",
    "problem_text",
    "sale_state_text",
    "say",
    "step_of",
    "unknown_text",
]

_HOMES = {
    "say": "reasons",
    "notice_text": "progress",
    "phase_text": "progress",
    "step_of": "progress",
    "abort_text": "outcomes",
    "conclusion_text": "outcomes",
    "payment_state_text": "outcomes",
    "sale_state_text": "outcomes",
    "unknown_text": "outcomes",
    "problem_text": "problems",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'words')}"), name)
