"""Your own scaler, behind gRPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import attrs

from cdktf_aspire.jobs.keda.attributes import flag, secret, text, typed_rule
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import OneOf, Scaler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.values.value import Text


_CERTIFICATE: Final = (OneOf("tlsClientCert tlsClientKey", optional=True),)


@typed_rule(Scaler("external", choices=_CERTIFICATE, is_open=True))
class ExternalScaleRule(ScaleRule):
    """Your own scaler, which KEDA queries over gRPC: https://keda.sh/docs/latest/scalers/external/.

    Attributes:
        scaler_address: `<host>:<port>` of it; `scalerAddress`.
        enable_tls: whether it speaks TLS; `enableTLS`, False when not set.
        unsafe_ssl: accepts any certificate; `unsafeSsl`, False when not set.
        ca_cert: certificate of the authority; `caCert`.
        tls_client_cert: certificate of the client; `tlsClientCert`.
        tls_client_key: private key of the client; `tlsClientKey`.
        options: the scaler's own keys and values, which KEDA passes on.

    Example:
        `ExternalScaleRule(scaler_address="scaler:9090", options={"tenant": "contoso"})`
    """

    scaler_address: Text = text()
    enable_tls: bool | Text | None = flag("enableTLS", default=None)
    unsafe_ssl: bool | Text | None = flag(default=None)
    ca_cert: Text | None = secret(default=None)
    tls_client_cert: Text | None = secret(default=None)
    tls_client_key: Text | None = secret(default=None)
    options: Mapping[str, Text] = attrs.field(factory=dict, repr=False)

    mappings: ClassVar[Mapping[str, str]] = {"options": "options="}

    @property
    def metadata(self) -> dict[str, Text]:
        """KEDA's keys and values, and the scaler's own."""
        return {**super().metadata, **self._mapping("options")}


@typed_rule(Scaler("external-push", choices=_CERTIFICATE, is_open=True))
class ExternalPushScaleRule(ExternalScaleRule):
    """Your own scaler, which notifies KEDA: https://keda.sh/docs/latest/scalers/external-push/.

    The attributes are those of `ExternalScaleRule`.

    Example:
        `ExternalPushScaleRule(scaler_address="scaler:9090", options={"tenant": "contoso"})`
    """
