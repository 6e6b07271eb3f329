"""What goes wrong with a deployed job, in words for its user, whatever Azure's SDKs raised."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.operations.hiding import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure.core.exceptions import ClientAuthenticationError

EXTRA_MISSING: Final = (
    "This command needs Azure's SDKs. Install them with "
    '`uv add "cdktf-aspire[run]"` or `pip install "cdktf-aspire[run]"`.'
)
# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers
_ROLES: Final = "Container Apps Jobs Operator, Container Apps Jobs Contributor or Contributor"
_JWT: Final = re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]*)*")
_BEARER: Final = re.compile(r"(?i)\b(bearer|sharedaccesssignature)\s+[\w.~+/=%&-]{8,}")


class OperationError(Exception):
    """Something went wrong; the message says what to do. Commands exit with code 1."""


class UnreachableError(OperationError):
    """Azure didn't answer, or said that it can't at present: later it may."""


class NotThereError(OperationError):
    """Azure doesn't know the resource."""


class UsageError(OperationError):
    """The command was called wrongly, or its extra isn't installed. Commands exit with code 2."""


def masked(text: str) -> str:
    """The text without tokens, and without the secrets of this process's environment."""
    return without_secrets(_BEARER.sub(r"\1 ***", _JWT.sub("***", text)))


@contextlib.contextmanager
def azure_errors(doing: str, *, missing: str | None = None) -> Iterator[None]:
    """Turns what Azure's SDKs raise inside the block into an `OperationError`.

    Args:
        doing: what was tried, to be read after "could not", for example `start nightly`.
        missing: the whole message where Azure doesn't know the resource.

    Raises:
        OperationError: with the cause and the way out.
    """
    from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError

    try:
        yield
    except ClientAuthenticationError as error:
        # HttpResponseError too: it comes first.
        raise OperationError(f"Could not {doing}, because the sign-in failed. {_sign_in(error)}") from None
    except HttpResponseError as error:
        status = error.status_code or 0
        kind = OperationError
        if status == 404:
            kind = NotThereError
        elif status in (408, 429) or status >= 500:
            kind = UnreachableError
        raise kind(_refusal(status, doing, missing, _azure_words(error))) from None
    except AzureError as error:
        raise UnreachableError(
            f"Could not {doing}: Azure can't be reached after several attempts ({_first_lines(error)})."
        ) from None


def _refusal(status: int, doing: str, missing: str | None, words: str) -> str:
    match status:
        case 404 if missing is not None:
            return missing
        case 403:
            return (
                f"Could not {doing}: the signed-in identity isn't allowed to. It needs the role "
                f"{_ROLES} on the job or its resource group. Azure says: {words}"
            )
        case 429:
            return f"Could not {doing}: Azure refuses further requests (429). Try again in a few minutes."
        case _:
            return f"Could not {doing}: Azure answered {status or 'without a status'}: {words}"


def _sign_in(error: ClientAuthenticationError) -> str:
    """Why a sign-in failed. Of the many ways that a default credential tries, the Azure CLI's matters."""
    text = str(error)
    if "Attempted credentials" not in text:
        return f"{_azure_words(error)} Check the ARM_... variables, or sign in with `az login`."
    found = re.search(r"AzureCliCredential: (.*)", text)
    return (
        "None of the ways to sign in worked: set the variables of Terraform's azurerm provider, such as "
        f"ARM_CLIENT_ID and ARM_TENANT_ID, or sign in with `az login` (Azure CLI: "
        f"{masked(found[1].strip().rstrip('.')) if found else 'not tried'})."
    )


def _azure_words(error: object) -> str:
    """Azure's code and message, on one line."""
    model = getattr(error, "error", None)
    code, message = getattr(model, "code", None), getattr(model, "message", None)
    if message:
        return _sentence(f"{code}: {message}" if code else str(message))
    return _first_lines(error)


def _first_lines(error: object, *, most: int = 400) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return _sentence(" ".join(lines)[:most] or type(error).__name__)


def _sentence(text: str) -> str:
    text = masked(" ".join(text.split()))
    return text if text.endswith((".", "!", "?")) else f"{text}."
