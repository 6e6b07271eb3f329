"""Signing in to an Azure container registry, for those who push to it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.operations.azure import CONNECT_SECONDS, READ_SECONDS, Azure
from cdktf_aspire.operations.errors import OperationError, UsageError, azure_errors, masked
from cdktf_aspire.operations.images import registry_name
from cdktf_aspire.operations.terraform_outputs import read_from
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Whose password is a token: https://learn.microsoft.com/azure/container-registry/container-registry-authentication
USER: Final = "00000000-0000-0000-0000-000000000000"


@records.frozen
class Login:
    """What opens a registry for some hours.

    Attributes:
        host: of the registry.
        password: a token, for the user `USER`.
    """

    host: str
    password: str = attrs.field(repr=False)


def sign_in(host: str, say: Callable[[str], None]) -> Login:
    """Signs in with what Terraform signs in with where that is set, or through the Azure CLI.

    Args:
        host: of the registry.
        say: is called with a line for the user.

    Raises:
        OperationError: nothing signs in.
    """
    reasons: list[str] = []
    as_terraform = bool(os.environ.get("ARM_CLIENT_ID") or os.environ.get("ARM_USE_MSI"))
    if not as_terraform and (program := shutil.which("az")) is not None:
        words = ["acr", "login", "--name", registry_name(host), "--expose-token"]
        what = "`az acr login`"
        ended = read_from([program, *words, "--query", "accessToken", "--output", "tsv"], None, what)
        if ended.returncode == 0 and ended.stdout.strip():
            return Login(host, ended.stdout.strip())
        reasons.append(f"{what} failed: {masked(' '.join(ended.stderr.split()))[-400:]}")
    try:
        return Login(host, _exchanged(host, Azure(say)))
    except UsageError as error:
        how = "sign in with `az login`" if reasons else "install the Azure CLI and sign in with `az login`"
        raise UsageError(f"Could not sign in to {host}. {' '.join(reasons)} {error} Or {how}.") from None
    except OperationError as error:
        raise OperationError(" ".join([*reasons, str(error)])) from None


def _exchanged(host: str, azure: Azure) -> str:
    """A token of the registry's for one of Microsoft Entra's."""
    audience = azure.cloud.audience
    from azure.core import PipelineClient
    from azure.core.rest import HttpRequest, HttpResponse

    url = f"https://{host}"
    with azure_errors(
        f"sign in to the registry {host}", missing=f"{host} is not an Azure container registry."
    ):
        token = azure.credential.get_token(f"{audience}/.default").token
        form = {"grant_type": "access_token", "service": host, "access_token": token}
        with PipelineClient[HttpRequest, HttpResponse](
            url, retry_policy=azure.retries(), connection_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS
        ) as client:
            response = client.send_request(HttpRequest("POST", f"{url}/oauth2/exchange", data=form))
            response.raise_for_status()
            answer = response.json()
    password = answer.get("refresh_token") if isinstance(answer, dict) else None
    if not isinstance(password, str):
        raise OperationError(f"{host} answered without a token at /oauth2/exchange.")
    return password


@contextlib.contextmanager
def docker_config(login: Login | None) -> Iterator[dict[str, str]]:
    """Environment variables with which .NET's SDK, which pushes images itself, is signed in.

    Its own variables for a user and a password would send them to the base image's registry as well. So it
    gets a folder like Docker's own, of what the user is signed in to and the registry, until the block ends.
    """
    if login is None:
        yield {}
        return
    own = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker") / "config.json"
    try:
        config = json.loads(own.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        config = {}
    config = config if isinstance(config, dict) else {}
    # A program that keeps all passwords would be asked for this one, and doesn't know it.
    config.pop("credsStore", None)
    helpers, auths = config.get("credHelpers"), config.get("auths")
    if isinstance(helpers, dict):
        helpers.pop(login.host, None)
    secret = base64.b64encode(f"{USER}:{login.password}".encode()).decode()
    config["auths"] = {**(auths if isinstance(auths, dict) else {}), login.host: {"auth": secret}}
    with tempfile.TemporaryDirectory(prefix="cdktf-aspire-") as folder:  # for its owner alone
        file = Path(folder) / "config.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(config), encoding="utf-8", newline="\n")
        yield {"DOCKER_CONFIG": folder}
