"""MongoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import number, of_kind, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import ANYWHERE, AUTH, CERTIFICATE, METADATA, Scaler, SignIn
from cdktf_aspire.jobs.keda.value_kinds import SWITCH

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@typed_rule(
    Scaler(
        "mongodb",
        choices=(CERTIFICATE,),
        sign_in=SignIn("connectionString | host username password"),
    )
)
class MongoDBScaleRule(ScaleRule):
    """Documents that a query finds: https://keda.sh/docs/latest/scalers/mongodb/.

    Attributes:
        db_name: of the database; `dbName`.
        collection: of the documents; `collection`.
        query: that finds them, in MongoDB's JSON; `query`.
        query_value: documents for one execution; `queryValue`.
        activation_query_value: no execution up to so many; `activationQueryValue`, 0 when not set.
        connection_string: of the server; `connectionString`.
        scheme: `mongodb` or `mongodb+srv`; `scheme`, mongodb when not set.
        host: of the server, instead of a connection string; `host`.
        port: of the server; `port`.
        username: to sign in with; `username`.
        password: to sign in with; `password`.
        tls: whether the server uses TLS; `tls`, False when not set.
        ca: certificate of the authority; `ca`.
        cert: certificate of the client; `cert`.
        key: private key of the client; `key`.
        key_password: of the private key; `keyPassword`.

    Example:
        ```python
        MongoDBScaleRule(
            connection_string=password,
            db_name="shop",
            collection="jobs",
            query='{"done": false}',
            query_value=5,
        )
        ```
    """

    db_name: Text = text(source=METADATA | AUTH)
    collection: Text = text()
    query: Text = text()
    query_value: Number | Text = number()
    activation_query_value: Number | None = number(default=0)
    connection_string: Text | None = secret(default=None, source=ANYWHERE)
    scheme: Text | None = text(default="mongodb", source=METADATA | AUTH)
    host: Text | None = text(default=None, source=METADATA | AUTH)
    port: Number | Text | None = whole(default=None, least=1, greatest=65535, source=METADATA | AUTH)
    username: Text | None = text(default=None, source=METADATA | AUTH)
    password: Text | None = secret(default=None, source=ANYWHERE)
    # Without it the certificates do nothing.
    tls: bool | Text | None = of_kind(SWITCH, default=False, source=AUTH, too_new=True)
    ca: Text | None = secret(default=None)
    cert: Text | None = secret(default=None)
    key: Text | None = secret(default=None)
    key_password: Text | None = secret(default=None)
