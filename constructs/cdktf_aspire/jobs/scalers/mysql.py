"""MySQL: the number that a query returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import number, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import ANYWHERE, AUTH, ENV, METADATA, Scaler, SignIn, optional

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@typed_rule(
    Scaler(
        "mysql",
        [optional("metricName")],
        sign_in=SignIn("connectionString | host port username dbName password"),
    )
)
class MySQLScaleRule(ScaleRule):
    """The number that a query returns: https://keda.sh/docs/latest/scalers/mysql/.

    Attributes:
        query: that returns one number; `query`.
        query_value: the number for one execution; `queryValue`.
        activation_query_value: no execution up to so much; `activationQueryValue`, 0 when not set.
        connection_string: in the format of Go's driver, `user:password@tcp(host:3306)/database`;
            `connectionString`.
        host: of the server, instead of a connection string; `host`.
        port: of the server; `port`.
        username: to sign in with; `username`.
        password: to sign in with; `password`.
        db_name: of the database; `dbName`.

    Example:
        `MySQLScaleRule(connection_string=password, query="SELECT COUNT(*) FROM todo", query_value=10)`
    """

    query: Text = text()
    query_value: Number | Text = number()
    activation_query_value: Number | None = number(default=0)
    connection_string: Text | None = secret(default=None, source=ENV | AUTH)
    host: Text | None = text(default=None, source=METADATA | AUTH)
    port: Number | Text | None = whole(default=None, least=1, greatest=65535, source=METADATA | AUTH)
    username: Text | None = text(default=None, source=ANYWHERE)
    password: Text | None = secret(default=None, source=ENV | AUTH)
    db_name: Text | None = text(default=None, source=METADATA | AUTH)
