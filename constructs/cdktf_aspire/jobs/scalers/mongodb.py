"""MongoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.declaration import number, scaler, secret, text, whole
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import (
    ANYWHERE,
    AUTHENTICATION,
    METADATA_OR_AUTHENTICATION,
    OneOf,
    SignIn,
)

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@scaler(
    "mongodb",
    page="mongodb",
    choices=(OneOf((("cert", "key"),), optional=True),),
    sign_in=SignIn((("connectionString",), ("host", "username", "password"))),
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
        tls: whether the server speaks TLS; `tls`, False when not set.
        ca: certificate of the authority; `ca`.
        cert: certificate of the client; `cert`.
        key: private key of the client; `key`.
        key_password: of the private key; `keyPassword`.
    """

    db_name: Text = text("dbName", source=METADATA_OR_AUTHENTICATION)
    collection: Text = text("collection")
    query: Text = text("query")
    query_value: Number | Text = number("queryValue")
    activation_query_value: Number | None = number("activationQueryValue", default=0)
    connection_string: Text | None = secret("connectionString", default=None, source=ANYWHERE)
    scheme: Text | None = text("scheme", default="mongodb", source=METADATA_OR_AUTHENTICATION)
    host: Text | None = text("host", default=None, source=METADATA_OR_AUTHENTICATION)
    port: Number | Text | None = whole(
        "port", default=None, least=1, greatest=65535, source=METADATA_OR_AUTHENTICATION
    )
    username: Text | None = text("username", default=None, source=METADATA_OR_AUTHENTICATION)
    password: Text | None = secret("password", default=None, source=ANYWHERE)
    tls: bool | Text | None = text("tls", kind=kinds.SWITCH, default=False, source=AUTHENTICATION)
    ca: Text | None = secret("ca", default=None)
    cert: Text | None = secret("cert", default=None)
    key: Text | None = secret("key", default=None)
    key_password: Text | None = secret("keyPassword", default=None)
