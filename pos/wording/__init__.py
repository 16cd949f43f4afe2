"""Every Japanese sentence for a reason or a state, in one place; no framework, no I/O."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

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
    "abort_text",
    "conclusion_text",
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
_HOMES: Final = {
    "outcomes": (
        "abort_text",
        "conclusion_text",
        "payment_state_text",
        "sale_state_text",
        "unknown_text",
    ),
    "problems": ("problem_text",),
    "progress": (
        "notice_text",
        "phase_text",
        "step_of",
    ),
    "reasons": ("say",),
    "words": (
        "BRANDS",
        "CANCEL_RULES",
        "HEALTH",
        "METHODS",
        "PARTS",
        "RIGHTS",
        "ROLES",
        "SALE_KINDS",
        "TAX_CLASSES",
        "method_name",
    ),
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Each table when it is first asked for: a starting window says little, and most tables need domain
        modules that it does without (performance.md G1)."""
        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"{__name__}.{home}"), name)
        raise AttributeError(name)
