"""The SDK's own retries, with a bound on each pause, and a line for the user before a long one.

This module imports Azure's SDK: import it inside functions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from azure.core.pipeline.policies import RetryPolicy
from azure.core.rest import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure.core.pipeline import PipelineResponse
    from azure.core.pipeline.transport import HttpTransport

    _Response = PipelineResponse[HttpRequest, HttpResponse]

_QUIET_SECONDS: Final = 2


class SpokenRetries(RetryPolicy[HttpRequest, HttpResponse]):
    """Waits as long as Azure asks for (`Retry-After`), at most `longest` seconds, and says so."""

    def __init__(self, say: Callable[[str], None], *, retry_total: int, longest: float) -> None:
        super().__init__(
            retry_total=retry_total,
            retry_connect=retry_total,
            retry_read=retry_total,
            retry_status=retry_total,
            retry_backoff_max=int(longest),
        )
        self._say = say
        self._longest = longest

    def sleep(
        self,
        settings: dict[str, Any],
        transport: HttpTransport[HttpRequest, HttpResponse],
        response: _Response | None = None,
    ) -> None:
        """Waits before the next attempt."""
        asked = self.get_retry_after(response) if response else None
        seconds = min(asked if asked is not None else self.get_backoff_time(settings), self._longest)
        if seconds >= _QUIET_SECONDS:
            self._say(f"{_reason(response)}; trying again in {seconds:.0f} s.")
        if seconds > 0:
            transport.sleep(seconds)


def _reason(response: _Response | None) -> str:
    if response is None:
        return "Azure can't be reached"
    status = response.http_response.status_code
    return "Azure throttles requests (429)" if status == 429 else f"Azure answered {status}"
