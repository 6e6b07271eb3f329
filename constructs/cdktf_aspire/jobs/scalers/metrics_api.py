"""Metrics API: any API that returns a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.keda.attributes import choice, flag, number, of_kind, secret, text, typed_rule
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, CERTIFICATE, METADATA, Needs, Scaler
from cdktf_aspire.jobs.keda.value_kinds import MILLISECONDS

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


class MetricsApiFormat(PublicEnum):
    """The format of an API's response.

    Example:
        ```python
        MetricsApiScaleRule(
            url="https://api.example.com/metrics",
            value_location="jobs_waiting",
            target_value=5,
            format=MetricsApiFormat.PROMETHEUS,
        )
        ```
    """

    JSON = "json"
    XML = "xml"
    YAML = "yaml"
    PROMETHEUS = "prometheus"


class MetricsApiAggregation(PublicEnum):
    """How the responses of several addresses are combined.

    Example:
        ```python
        MetricsApiScaleRule(
            url="http://worker:8080/stats",
            value_location="jobs.waiting",
            target_value=5,
            aggregate_from_kube_service_endpoints=True,
            aggregation_type=MetricsApiAggregation.MAX,
        )
        ```
    """

    AVERAGE = "average"
    SUM = "sum"
    MAX = "max"
    MIN = "min"


class MetricsApiAuthMode(PublicEnum):
    """How the scaler signs in to an API.

    Example:
        ```python
        MetricsApiScaleRule(
            url="https://api.example.com/stats",
            value_location="jobs.waiting",
            target_value=5,
            auth_mode=MetricsApiAuthMode.BEARER,
            token=password,
        )
        ```
    """

    API_KEY = "apiKey"
    BASIC = "basic"
    TLS = "tls"
    BEARER = "bearer"


@typed_rule(
    Scaler(
        "metrics-api",
        choices=(CERTIFICATE,),
        needs=(
            Needs("authMode", "apiKey", "apiKey"),
            Needs("authMode", "username", "basic"),
            Needs("authMode", "cert key", "tls"),
            Needs("authMode", "token", "bearer"),
        ),
    )
)
class MetricsApiScaleRule(ScaleRule):
    """The number that an API returns: https://keda.sh/docs/latest/scalers/metrics-api/.

    Attributes:
        url: of the API; `url`.
        value_location: of the number in the response, such as `jobs.waiting`; `valueLocation`.
        target_value: the number for one execution; `targetValue`.
        activation_target_value: no execution up to so much; `activationTargetValue`, 0 when not set.
        format: of the response; `format`, JSON when not set.
        timeout: of a request; `timeout`, in milliseconds.
        unsafe_ssl: accepts any certificate; `unsafeSsl`, False when not set.
        auth_mode: how to sign in; `authMode`, no sign-in when not set.
        method: where the key goes, `header` or `query`; `method`, the header when not set.
        key_param_name: of the header or the query's parameter; `keyParamName`, X-API-KEY or api_key when not
            set.
        api_key: for an API key; `apiKey`.
        username: for basic; `username`.
        password: for basic; `password`.
        token: for bearer; `token`.
        ca: certificate of the authority, for TLS; `ca`.
        cert: certificate of the client, for TLS; `cert`.
        key: private key of the client, for TLS; `key`.
        aggregate_from_kube_service_endpoints: asks every address of a service;
            `aggregateFromKubeServiceEndpoints`, False when not set.
        aggregation_type: how their responses are combined; `aggregationType`, the average when not set.

    Example:
        ```python
        MetricsApiScaleRule(
            url="https://api.example.com/stats", value_location="jobs.waiting", target_value=5
        )
        ```
    """

    url: Text = text()
    value_location: Text = text()
    target_value: Number | None = number(default=None)
    activation_target_value: Number | None = number(default=0)
    format: MetricsApiFormat | Text | None = choice(MetricsApiFormat, default=MetricsApiFormat.JSON)
    timeout: timedelta | Text | None = of_kind(MILLISECONDS, default=None, least=1, too_new=True)
    unsafe_ssl: bool | Text | None = flag(default=False)
    auth_mode: MetricsApiAuthMode | Text | None = choice(
        MetricsApiAuthMode, default=None, source=METADATA | AUTH
    )
    method: Text | None = text(default=None)
    key_param_name: Text | None = text(default=None)
    api_key: Text | None = secret(default=None)
    username: Text | None = text(default=None, source=METADATA | AUTH)
    password: Text | None = secret(default=None)
    token: Text | None = secret(default=None)
    ca: Text | None = secret(default=None)
    cert: Text | None = secret(default=None)
    key: Text | None = secret(default=None)
    aggregate_from_kube_service_endpoints: bool | Text | None = flag(default=False)
    aggregation_type: MetricsApiAggregation | Text | None = choice(
        MetricsApiAggregation, default=MetricsApiAggregation.AVERAGE
    )
