"""What a problem can be reported on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem


class Reporting(Protocol):
    """An object of the application model that a problem can be reported on."""

    def _report(self, problem: Problem) -> None:
        """Keeps the problem until the check."""
