"""Microsoft SQL Server: the number that a query returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import number, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, ENV, METADATA, OneOf, Scaler, SignIn

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@typed_rule(
    Scaler(
        "mssql",
        choices=(OneOf("connectionString | host", exclusive=False),),
        sign_in=SignIn(optional=True, with_identity="", rights="a user in the database"),
    )
)
class MSSQLScaleRule(ScaleRule):
    """The number that a query returns: https://keda.sh/docs/latest/scalers/mssql/.

    An identity must be a user of the database: CREATE USER ... FROM EXTERNAL PROVIDER.

    Attributes:
        query: that returns one number; `query`.
        target_value: the number for one execution; `targetValue`.
        activation_target_value: no execution up to so much; `activationTargetValue`, 0 when not set.
        connection_string: in the format of Go's driver, with a separate `Port=`; `connectionString`.
        host: of the server, instead of a connection string; `host`.
        port: of the server; `port`, 1433 when not set.
        username: to sign in with; `username`.
        password: to sign in with; `password`.
        database: of the server; `database`.

    Example:
        `MSSQLScaleRule(connection_string=password, query="SELECT COUNT(*) FROM todo", target_value=10)`
    """

    query: Text = text()
    target_value: Number | Text = number()
    activation_target_value: Number | None = number(default=0)
    connection_string: Text | None = secret(default=None, source=ENV | AUTH)
    host: Text | None = text(default=None, source=METADATA | AUTH)
    port: Number | Text | None = whole(default=None, least=1, greatest=65535, source=METADATA | AUTH)
    username: Text | None = text(default=None, source=METADATA | AUTH)
    password: Text | None = secret(default=None, source=ENV | AUTH)
    database: Text | None = text(default=None, source=METADATA | AUTH)
