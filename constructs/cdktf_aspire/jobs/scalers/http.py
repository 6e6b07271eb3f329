"""What is asked over HTTP: Prometheus, and any API that answers with a number."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.declaration import choice, flag, number, scaler, secret, text, texts, time
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import METADATA_OR_AUTHENTICATION, Key, Needs, OneOf, SignIn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


class MetricsApiFormat(enum.Enum):
    """What an API answers with."""

    JSON = "json"
    XML = "xml"
    YAML = "yaml"
    PROMETHEUS = "prometheus"


class MetricsApiAggregation(enum.Enum):
    """What the answers of several addresses come to."""

    AVERAGE = "average"
    SUM = "sum"
    MAX = "max"
    MIN = "min"


class MetricsApiAuthMode(enum.Enum):
    """How the scaler signs in to an API."""

    API_KEY = "apiKey"
    BASIC = "basic"
    TLS = "tls"
    BEARER = "bearer"


_CERTIFICATE: Final = OneOf((("cert", "key"),), optional=True)


@scaler(
    "prometheus",
    page="prometheus",
    choices=(_CERTIFICATE,),
    needs=(
        Needs("authModes", ("bearerToken",), ("bearer",)),
        Needs("authModes", ("username",), ("basic",)),
        Needs("authModes", ("cert", "key"), ("tls",)),
        Needs("authModes", ("customAuthHeader", "customAuthValue"), ("custom",)),
    ),
    sign_in=SignIn(optional=True, with_identity=(), roles="Monitoring Data Reader"),
    more=(
        Key("namespace"),
        Key("identityOwner"),
        Key("metricName"),
    ),
)
class PrometheusScaleRule(ScaleRule):
    """The number that a query gives: https://keda.sh/docs/latest/scalers/prometheus/.

    For Azure Monitor's managed Prometheus an identity needs the role Monitoring Data Reader on the workspace;
    give it with `with_role_assignments`.

    Attributes:
        server_address: of Prometheus; `serverAddress`.
        query: that gives one number; `query`.
        threshold: the number for one execution; `threshold`.
        activation_threshold: no execution up to so much; `activationThreshold`, 0 when not set.
        query_parameters: more of the request, `key=value` each; `queryParameters`.
        custom_headers: of the request, `key=value` each; `customHeaders`.
        ignore_null_values: no value counts as 0; `ignoreNullValues`, True when not set.
        timeout: of a request; `timeout`, in milliseconds.
        unsafe_ssl: takes every certificate; `unsafeSsl`, False when not set.
        aws_region: of Amazon's managed Prometheus; `awsRegion`.
        auth_modes: `bearer`, `basic`, `tls` or `custom`, or two of them; `authModes`.
        bearer_token: for `bearer`; `bearerToken`.
        username: for `basic`; `username`.
        password: for `basic`; `password`.
        ca: certificate of the authority; `ca`.
        cert: certificate of the client, for `tls`; `cert`.
        key: private key of the client, for `tls`; `key`.
        custom_auth_header: for `custom`; `customAuthHeader`.
        custom_auth_value: for `custom`; `customAuthValue`.
    """

    server_address: Text = text("serverAddress")
    query: Text = text("query")
    threshold: Number | Text = number("threshold")
    activation_threshold: Number | None = number("activationThreshold", default=None)
    query_parameters: Sequence[Text] | Text | None = texts("queryParameters", default=None)
    custom_headers: Sequence[Text] | Text | None = texts("customHeaders", default=None)
    ignore_null_values: bool | Text | None = flag("ignoreNullValues", default=True)
    timeout: timedelta | Text | None = time("timeout", kinds.MILLISECONDS, default=None, least=1)
    unsafe_ssl: bool | Text | None = flag("unsafeSsl", default=None)
    aws_region: Text | None = text("awsRegion", default=None, source=METADATA_OR_AUTHENTICATION)
    auth_modes: Sequence[Text] | Text | None = texts(
        "authModes", default=None, source=METADATA_OR_AUTHENTICATION
    )
    bearer_token: Text | None = secret("bearerToken", default=None)
    username: Text | None = text("username", default=None, source=METADATA_OR_AUTHENTICATION)
    password: Text | None = secret("password", default=None)
    ca: Text | None = secret("ca", default=None)
    cert: Text | None = secret("cert", default=None)
    key: Text | None = secret("key", default=None)
    custom_auth_header: Text | None = text(
        "customAuthHeader", default=None, source=METADATA_OR_AUTHENTICATION
    )
    custom_auth_value: Text | None = secret("customAuthValue", default=None)


@scaler(
    "metrics-api",
    page="metrics-api",
    choices=(_CERTIFICATE,),
    needs=(
        Needs("authMode", ("apiKey",), ("apiKey",)),
        Needs("authMode", ("username",), ("basic",)),
        Needs("authMode", ("cert", "key"), ("tls",)),
        Needs("authMode", ("token",), ("bearer",)),
    ),
)
class MetricsApiScaleRule(ScaleRule):
    """The number that an API answers with: https://keda.sh/docs/latest/scalers/metrics-api/.

    Attributes:
        url: of the API; `url`.
        value_location: of the number in the answer, such as `jobs.waiting`; `valueLocation`.
        target_value: the number for one execution; `targetValue`.
        activation_target_value: no execution up to so much; `activationTargetValue`, 0 when not set.
        format: of the answer; `format`, JSON when not set.
        timeout: of a request; `timeout`, in milliseconds.
        unsafe_ssl: takes every certificate; `unsafeSsl`, False when not set.
        auth_mode: how to sign in; `authMode`, not at all when not set.
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
        aggregation_type: what their answers come to; `aggregationType`, the average when not set.
    """

    url: Text = text("url")
    value_location: Text = text("valueLocation")
    target_value: Number | None = number("targetValue", default=None)
    activation_target_value: Number | None = number("activationTargetValue", default=0)
    format: MetricsApiFormat | Text | None = choice("format", MetricsApiFormat, default=MetricsApiFormat.JSON)
    timeout: timedelta | Text | None = time("timeout", kinds.MILLISECONDS, default=None, least=1)
    unsafe_ssl: bool | Text | None = flag("unsafeSsl", default=False)
    auth_mode: MetricsApiAuthMode | Text | None = choice(
        "authMode", MetricsApiAuthMode, default=None, source=METADATA_OR_AUTHENTICATION
    )
    method: Text | None = text("method", default=None)
    key_param_name: Text | None = text("keyParamName", default=None)
    api_key: Text | None = secret("apiKey", default=None)
    username: Text | None = text("username", default=None, source=METADATA_OR_AUTHENTICATION)
    password: Text | None = secret("password", default=None)
    token: Text | None = secret("token", default=None)
    ca: Text | None = secret("ca", default=None)
    cert: Text | None = secret("cert", default=None)
    key: Text | None = secret("key", default=None)
    aggregate_from_kube_service_endpoints: bool | Text | None = flag(
        "aggregateFromKubeServiceEndpoints", default=False
    )
    aggregation_type: MetricsApiAggregation | Text | None = choice(
        "aggregationType", MetricsApiAggregation, default=MetricsApiAggregation.AVERAGE
    )
