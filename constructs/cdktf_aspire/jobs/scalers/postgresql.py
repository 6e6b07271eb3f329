"""PostgreSQL: the number that a query returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.keda.attributes import choice, number, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, ENV, METADATA, Scaler, SignIn

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


class SslMode(PublicEnum):
    """What PostgreSQL's client requires of TLS.

    Example:
        ```python
        PostgreSQLScaleRule(
            host="db.example.com",
            port=5432,
            user_name="worker",
            password=password,
            db_name="shop",
            ssl_mode=SslMode.VERIFY_FULL,
            query="SELECT COUNT(*) FROM todo",
            target_query_value=10,
        )
        ```
    """

    DISABLE = "disable"
    ALLOW = "allow"
    PREFER = "prefer"
    REQUIRE = "require"
    VERIFY_CA = "verify-ca"
    VERIFY_FULL = "verify-full"


@typed_rule(
    Scaler(
        "postgresql",
        sign_in=SignIn(
            "connection | host port userName dbName sslmode password",
            with_identity="host port userName dbName sslmode",
            rights="a role in the database",
        ),
    )
)
class PostgreSQLScaleRule(ScaleRule):
    """The number that a query returns: https://keda.sh/docs/latest/scalers/postgresql/.

    An identity has to be made a role of the database: `user_name` is that role's name.

    Attributes:
        query: that gives one number; `query`.
        target_query_value: the number for one execution; `targetQueryValue`.
        activation_target_query_value: no execution up to so much; `activationTargetQueryValue`, 0 when not
            set.
        connection: a connection string; `connection`.
        host: of the server, instead of a connection string; `host`.
        port: of the server; `port`.
        user_name: to sign in with; `userName`.
        password: to sign in with, unless an identity does; `password`.
        db_name: of the database; `dbName`.
        ssl_mode: what of TLS; `sslmode`.

    Example:
        `PostgreSQLScaleRule(connection=password, query="SELECT COUNT(*) FROM todo", target_query_value=10)`
    """

    query: Text = text()
    target_query_value: Number | None = number(default=None)
    activation_target_query_value: Number | None = number(default=None)
    connection: Text | None = secret(default=None, source=ENV | AUTH)
    host: Text | None = text(default=None, source=METADATA | AUTH)
    port: Number | Text | None = whole(default=None, least=1, greatest=65535, source=METADATA | AUTH)
    user_name: Text | None = text(default=None, source=METADATA | AUTH)
    password: Text | None = secret(default=None, source=ENV | AUTH)
    db_name: Text | None = text(default=None, source=METADATA | AUTH)
    ssl_mode: SslMode | Text | None = choice(SslMode, "sslmode", default=None, source=METADATA | AUTH)
