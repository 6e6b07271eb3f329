"""Prometheus: the number that a query returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import flag, number, of_kind, secret, text, texts, typed_rule
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, CERTIFICATE, METADATA, Needs, Scaler, SignIn, optional
from cdktf_aspire.jobs.keda.value_kinds import MILLISECONDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


@typed_rule(
    Scaler(
        "prometheus",
        [optional("namespace identityOwner metricName")],
        choices=(CERTIFICATE,),
        needs=(
            Needs("authModes", "bearerToken", "bearer"),
            Needs("authModes", "username", "basic"),
            Needs("authModes", "cert key", "tls"),
            Needs("authModes", "customAuthHeader customAuthValue", "custom"),
        ),
        sign_in=SignIn(
            optional=True, with_identity="", rights="the role Monitoring Data Reader on the source"
        ),
    )
)
class PrometheusScaleRule(ScaleRule):
    """The number that a query returns: https://keda.sh/docs/latest/scalers/prometheus/.

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

    Example:
        ```python
        PrometheusScaleRule(server_address="https://prometheus.example.com", query="sum(todo)", threshold=10)
        ```
    """

    server_address: Text = text()
    query: Text = text()
    threshold: Number | Text = number()
    activation_threshold: Number | None = number(default=None)
    query_parameters: Sequence[Text] | Text | None = texts(default=None)
    custom_headers: Sequence[Text] | Text | None = texts(default=None)
    ignore_null_values: bool | Text | None = flag(default=True)
    timeout: timedelta | Text | None = of_kind(MILLISECONDS, default=None, least=1)
    unsafe_ssl: bool | Text | None = flag(default=None)
    aws_region: Text | None = text(default=None, source=METADATA | AUTH)
    auth_modes: Sequence[Text] | Text | None = texts(default=None, source=METADATA | AUTH)
    bearer_token: Text | None = secret(default=None)
    username: Text | None = text(default=None, source=METADATA | AUTH)
    password: Text | None = secret(default=None)
    ca: Text | None = secret(default=None)
    cert: Text | None = secret(default=None)
    key: Text | None = secret(default=None)
    custom_auth_header: Text | None = text(default=None, source=METADATA | AUTH)
    custom_auth_value: Text | None = secret(default=None)
