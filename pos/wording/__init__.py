"""Every Japanese sentence for a reason or a state, in one place; no framework, no I/O."""

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
