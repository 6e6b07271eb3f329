"""Azure as Terraform's azurerm sees it: which cloud, which sign-in, and the SDK's clients for both."""

from __future__ import annotations

import logging
import os
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

import attrs

from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.operations.errors import EXTRA_MISSING, OperationError, UsageError, azure_errors, masked
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from azure.core.credentials import TokenCredential
    from azure.core.pipeline.policies import RetryPolicy
    from azure.core.rest import HttpRequest, HttpResponse
    from azure.mgmt.appcontainers import ContainerAppsAPIClient

# Seconds until a connection has to stand, and an answer to begin.
CONNECT_SECONDS: Final = 15
READ_SECONDS: Final = 60
_RETRIES: Final = 5
_LONGEST_PAUSE: Final = 60
_METADATA_VERSION: Final = "2022-09-01"
_AUDIENCE: Final = "api://AzureADTokenExchange"


@records.frozen
class Cloud:
    """The addresses of one of Azure's clouds.

    Attributes:
        authority: where tokens come from, as `https://host`.
        resource_manager: Azure Resource Manager, without a slash at the end.
        audience: of its tokens.
        portal: without a slash at the end.
        log_analytics: where logs are queried; tokens for it have the same audience.
        known: whether it is one of Microsoft's public clouds, which sign-in checks with Microsoft.
    """

    authority: str
    resource_manager: str
    audience: str
    portal: str
    log_analytics: str
    known: bool = True


_PUBLIC: Final = Cloud(
    "https://login.microsoftonline.com",
    "https://management.azure.com",
    "https://management.azure.com",
    "https://portal.azure.com",
    "https://api.loganalytics.io",
)
_GOVERNMENT: Final = Cloud(
    "https://login.microsoftonline.us",
    "https://management.usgovcloudapi.net",
    "https://management.usgovcloudapi.net",
    "https://portal.azure.us",
    "https://api.loganalytics.us",
)
_CHINA: Final = Cloud(
    "https://login.chinacloudapi.cn",
    "https://management.chinacloudapi.cn",
    "https://management.chinacloudapi.cn",
    "https://portal.azure.cn",
    "https://api.loganalytics.azure.cn",
)
# The names that azurerm takes for `environment`, and those of the Azure CLI.
_CLOUDS: Final[Mapping[str, Cloud]] = {
    **dict.fromkeys(("public", "global", "azurecloud", "azurepubliccloud"), _PUBLIC),
    **dict.fromkeys(
        ("usgovernment", "usgovernmentl4", "azureusgovernment", "azureusgovernmentcloud"), _GOVERNMENT
    ),
    **dict.fromkeys(("china", "azurechina", "azurechinacloud"), _CHINA),
}


def _to_stderr(line: str) -> None:
    write_error(f"{line}\n")


@records.define(slots=False)
class Azure:
    """One sign-in to one cloud.

    Attributes:
        say: is called with a line for the user wherever something takes longer than usual.
    """

    say: Callable[[str], None] = _to_stderr
    _clients: dict[str, ContainerAppsAPIClient] = attrs.field(factory=dict, init=False)

    def check(self) -> None:
        """Checks that Azure's SDKs are installed.

        Raises:
            UsageError: they aren't; the message says how to get them.
        """
        try:
            import azure.core
            import azure.identity
            import azure.mgmt.appcontainers  # noqa: F401
        except ImportError:
            raise UsageError(EXTRA_MISSING) from None
        # Without a logging configuration, Python writes their warnings to standard error. Our errors
        # already contain everything that matters.
        for name in ("azure", "msal"):
            logging.getLogger(name).addHandler(logging.NullHandler())

    @cached_property
    def cloud(self) -> Cloud:
        """The cloud that `ARM_METADATA_HOSTNAME` or `ARM_ENVIRONMENT` names; without them, the public one.

        Raises:
            UsageError: there is no such cloud, or the extra `run` isn't installed.
            OperationError: the host doesn't answer.
        """
        self.check()
        if host := _environment("ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST"):
            return self._cloud_of(host)
        name = os.environ.get("ARM_ENVIRONMENT") or "public"
        try:
            return _CLOUDS[name.lower()]
        except KeyError:
            raise UsageError(
                f"ARM_ENVIRONMENT can't be {name!r}: write public, usgovernment or china."
            ) from None

    @cached_property
    def credential(self) -> TokenCredential:
        """The credential of Terraform's azurerm, where it is set; otherwise `DefaultAzureCredential`.

        Raises:
            UsageError: as `cloud`; or half of a sign-in is set.
        """
        cloud = self.cloud
        try:
            return _credential(cloud, self)
        except (ValueError, OSError) as error:
            raise UsageError(f"Can't sign in with the ARM_... variables: {masked(str(error))}") from None

    @property
    def _scope(self) -> str:
        return f"{self.cloud.audience}/.default"

    def sign_in(self) -> None:
        """Signs in, and does nothing else.

        Raises:
            UsageError: as `credential`.
            OperationError: the sign-in is refused.
        """
        credential = self.credential
        with azure_errors("do anything in Azure"):
            credential.get_token(self._scope)

    def jobs(self, subscription: str) -> ContainerAppsAPIClient:
        """The client of Container Apps, with `jobs`, `jobs_executions` and `operations.job_execution`.

        Args:
            subscription: its id.
        """
        if subscription not in self._clients:
            from azure.mgmt.appcontainers import ContainerAppsAPIClient

            self._clients[subscription] = ContainerAppsAPIClient(
                self.credential,
                subscription,
                base_url=self.cloud.resource_manager,
                credential_scopes=[self._scope],
                retry_policy=self.retries(),
                connection_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                polling_interval=2,
            )
        return self._clients[subscription]

    def retries(self) -> RetryPolicy[HttpRequest, HttpResponse]:
        """The SDK's retries (throttling, 5xx, lost connections), bounded, with a line before a long pause."""
        from cdktf_aspire.operations.retrying import SpokenRetries

        return SpokenRetries(self.say, retry_total=_RETRIES, longest=_LONGEST_PAUSE)

    def get_json(self, url: str, headers: Mapping[str, str] | None = None) -> object:
        """The JSON that an address of Azure, or of a pipeline's own service, answers with.

        Raises:
            azure.core.exceptions.AzureError: it answers with an error, or not at all.
        """
        from azure.core import PipelineClient
        from azure.core.rest import HttpRequest, HttpResponse

        with PipelineClient[HttpRequest, HttpResponse](
            url, policies=[self.retries()], connection_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS
        ) as client:
            response = client.send_request(HttpRequest("GET", url, headers=dict(headers or {})))
            response.raise_for_status()
            return response.json()

    def _cloud_of(self, host: str) -> Cloud:
        """The addresses that a cloud says of itself: https://learn.microsoft.com/azure-stack/user."""
        url = f"https://{host}/metadata/endpoints?api-version={_METADATA_VERSION}"
        with azure_errors(f"read the addresses of the cloud at {host}"):
            found = self.get_json(url)
        if isinstance(found, list):
            name = (os.environ.get("ARM_ENVIRONMENT") or "").lower()
            named = [each for each in found if str(each.get("name", "")).lower() == name]
            found = (named or found or [None])[0]
        try:
            entry = cast("dict[str, object]", found)
            authentication = cast("dict[str, object]", entry["authentication"])
            audiences = cast("list[str]", authentication["audiences"])
            return Cloud(
                authority=str(authentication["loginEndpoint"]).rstrip("/"),
                resource_manager=str(entry["resourceManager"]).rstrip("/"),
                audience=audiences[0].rstrip("/"),
                portal=str(entry.get("portal") or "").rstrip("/"),
                log_analytics=str(entry.get("logAnalyticsResourceId") or "").rstrip("/"),
                known=False,
            )
        except (KeyError, IndexError, TypeError, AttributeError):
            raise OperationError(f"{url} doesn't list the addresses of a cloud.") from None


def _environment(*names: str) -> str | None:
    return next((os.environ[name] for name in names if os.environ.get(name)), None)


def _switched_on(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in ("true", "1", "t")


def _credential(cloud: Cloud, azure: Azure) -> TokenCredential:
    """In the order in which azurerm looks for them."""
    from azure import identity

    host = cloud.authority
    client, tenant = _environment("ARM_CLIENT_ID"), _environment("ARM_TENANT_ID")
    checked = not cloud.known

    def retries(**_: object) -> RetryPolicy[HttpRequest, HttpResponse]:
        return azure.retries()

    # Their own are five minutes for a connection, and nothing said.
    bounds = {
        "retry_policy_class": retries,
        "connection_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
    }
    password = _environment("ARM_CLIENT_CERTIFICATE_PASSWORD")
    if client and tenant:
        if certificate := _environment("ARM_CLIENT_CERTIFICATE_PATH"):
            return identity.CertificateCredential(
                tenant,
                client,
                certificate,
                password=password,
                authority=host,
                disable_instance_discovery=checked,
                **bounds,
            )
        if secret := _environment("ARM_CLIENT_SECRET"):
            return identity.ClientSecretCredential(
                tenant, client, secret, authority=host, disable_instance_discovery=checked, **bounds
            )
        if assertion := _assertion(azure):
            return identity.ClientAssertionCredential(
                tenant, client, assertion, authority=host, disable_instance_discovery=checked, **bounds
            )
    if _switched_on("ARM_USE_MSI"):
        return identity.ManagedIdentityCredential(client_id=client)
    missing = [name for name, value in (("ARM_CLIENT_ID", client), ("ARM_TENANT_ID", tenant)) if not value]
    if missing and (_environment("ARM_CLIENT_SECRET") or _switched_on("ARM_USE_OIDC")):
        raise UsageError(
            f"The ARM_... variables to sign in with are incomplete: set {' and '.join(missing)}."
        )
    # It rejects authorities other than Microsoft's for some of its ways; those fail, and it goes on.
    return identity.DefaultAzureCredential(authority=host, disable_instance_discovery=checked)


def _assertion(azure: Azure) -> Callable[[], str] | None:
    """A function that gives a fresh token of the pipeline's: each is short-lived."""
    if path := _environment("ARM_OIDC_TOKEN_FILE_PATH"):
        return lambda: _read(path)
    if token := _environment("ARM_OIDC_TOKEN"):
        return lambda: token
    if not _switched_on("ARM_USE_OIDC"):
        return None
    url = _environment("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL")
    request_token = _environment("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    if url and request_token:
        return lambda: _issued(azure, url, request_token)
    raise UsageError(
        "ARM_USE_OIDC is set, but there is no token. Set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH, or "
        "give the GitHub workflow `permissions: id-token: write`."
    )


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise OperationError(f"ARM_OIDC_TOKEN_FILE_PATH can't be read: {error}.") from None


def _issued(azure: Azure, url: str, token: str) -> str:
    """A token of the workflow's own, as GitHub issues it."""
    from urllib.parse import quote

    with azure_errors("get the workflow's token"):
        answer = azure.get_json(
            f"{url}{'&' if '?' in url else '?'}audience={quote(_AUDIENCE, safe='')}",
            {"Authorization": f"Bearer {token}", "Accept": "application/json"},
        )
    value = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(value, str):
        raise OperationError("The workflow's token service answered without a token.")
    return value
