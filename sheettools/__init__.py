"""Collect a year's work by Excel workbook: generate, validate, merge.

The library is `sheettools.api`; what it gives stands here under the same names, and is loaded when
it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sheettools.version import __version__

if TYPE_CHECKING:
    from sheettools.api import (
        CheckedReturns,
        DraftedPlan,
        Finding,
        Generated,
        KeptRegister,
        MergedYear,
        Result,
        RewrittenYear,
        SheettoolsError,
        Template,
        check,
        draft,
        generate,
        load_template,
        merge,
        register,
        report,
    )

__all__ = [
    "CheckedReturns",
    "DraftedPlan",
    "Finding",
    "Generated",
    "KeptRegister",
    "MergedYear",
    "Result",
    "RewrittenYear",
    "SheettoolsError",
    "Template",
    "__version__",
    "check",
    "draft",
    "generate",
    "load_template",
    "merge",
    "register",
    "report",
]


def __getattr__(name: str) -> Any:
    """Load the library when something of it is asked for: no command pays for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sheettools import api

    return getattr(api, name)
