"""A service outside the application: an address that jobs get."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.run_mode import AnswersHttp
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Text

register(
    "ACJ911",
    ERROR,
    "uri=, url=",
    allowed="an absolute address without a query or a fragment, for example https://api.example.com/v1",
    why="Aspire refuses it: the program adds its own query",
    fix="Pass other addresses with with_environment(name, address)",
    source="Aspire.Hosting: WithReference(name, uri), AddExternalService",
)

# A name in any language, or an address of IPv6 without its brackets.
_HOST: Final = re.compile(r"[\w.-]+|[0-9A-Fa-f:.]+(%\w+)?")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")


class ExternalServiceResource(Resource, AnswersHttp):
    """A service outside the application (Aspire's `AddExternalService`).

    Attributes:
        url: absolute address; or a parameter, another reference or a token with one.

    Example:
        `worker.with_reference(builder.add_external_service("rates", "https://rates.example.com/"))`
    """

    def __init__(self, application: ApplicationModel, name: str, url: Text) -> None:
        super().__init__(application, name)
        self.url = url
        problem = uri_problem(url, "url=", self._declared_at)
        if problem is not None:
            self._report(problem)


def uri_problem(uri: object, path: str, where: SourceLocation | None) -> Problem | None:
    """Why Aspire refuses an address: it isn't absolute, has no valid host, or has a query or a fragment."""
    message: str | None = None
    if is_text_token(uri):
        return None
    if not isinstance(uri, str):
        message = "An address is text"
    else:
        try:
            parts = urlsplit(uri)
            _ = parts.port  # which raises for one that there can't be
        except ValueError:
            message = "Not an address"
        else:
            if not parts.netloc or not _SCHEME.fullmatch(parts.scheme):
                message = "The address isn't absolute"
            elif not _HOST.fullmatch(parts.hostname or ""):
                message = "The address has no valid host"
            elif parts.query or parts.fragment:
                message = "The address has a query or a fragment"
    if message is None:
        return None
    value = "None" if uri is None else uri
    return rules.problem("ACJ911", message, path=path, value=value, where=where)
