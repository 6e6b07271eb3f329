"""PostgreSQL, MySQL and SQL Server: the number that a query gives."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.declaration import number, scaler, secret, text, whole
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import (
    ANYWHERE,
    ENVIRONMENT_OR_AUTHENTICATION,
    METADATA_OR_AUTHENTICATION,
    Key,
    OneOf,
    SignIn,
)

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


class SslMode(enum.Enum):
    """What of TLS PostgreSQL's client wants."""

    DISABLE = "disable"
    ALLOW = "allow"
    PREFER = "prefer"
    REQUIRE = "require"
    VERIFY_CA = "verify-ca"
    VERIFY_FULL = "verify-full"


@scaler(
    "postgresql",
    page="postgresql",
    sign_in=SignIn(
        (("connection",), ("host", "port", "userName", "dbName", "sslmode", "password")),
        with_identity=("host", "port", "userName", "dbName", "sslmode"),
        roles="a role of the database",
    ),
)
class PostgreSQLScaleRule(ScaleRule):
    """The number that a query gives: https://keda.sh/docs/latest/scalers/postgresql/.

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
    """

    query: Text = text("query")
    target_query_value: Number | None = number("targetQueryValue", default=None)
    activation_target_query_value: Number | None = number("activationTargetQueryValue", default=None)
    connection: Text | None = secret("connection", default=None, source=ENVIRONMENT_OR_AUTHENTICATION)
    host: Text | None = text("host", default=None, source=METADATA_OR_AUTHENTICATION)
    port: Number | Text | None = whole(
        "port", default=None, least=1, greatest=65535, source=METADATA_OR_AUTHENTICATION
    )
    user_name: Text | None = text("userName", default=None, source=METADATA_OR_AUTHENTICATION)
    password: Text | None = secret("password", default=None, source=ENVIRONMENT_OR_AUTHENTICATION)
    db_name: Text | None = text("dbName", default=None, source=METADATA_OR_AUTHENTICATION)
    ssl_mode: SslMode | Text | None = text(
        "sslmode", kind=kinds.choice(SslMode), default=None, source=METADATA_OR_AUTHENTICATION
    )


@scaler(
    "mysql",
    page="mysql",
    sign_in=SignIn((("connectionString",), ("host", "port", "username", "dbName", "password"))),
    more=(Key("metricName"),),
)
class MySQLScaleRule(ScaleRule):
    """The number that a query gives: https://keda.sh/docs/latest/scalers/mysql/.

    Attributes:
        query: that gives one number; `query`.
        query_value: the number for one execution; `queryValue`.
        activation_query_value: no execution up to so much; `activationQueryValue`, 0 when not set.
        connection_string: as Go's driver has it, `user:password@tcp(host:3306)/database`; `connectionString`.
        host: of the server, instead of a connection string; `host`.
        port: of the server; `port`.
        username: to sign in with; `username`.
        password: to sign in with; `password`.
        db_name: of the database; `dbName`.
    """

    query: Text = text("query")
    query_value: Number | Text = number("queryValue")
    activation_query_value: Number | None = number("activationQueryValue", default=0)
    connection_string: Text | None = secret(
        "connectionString", default=None, source=ENVIRONMENT_OR_AUTHENTICATION
    )
    host: Text | None = text("host", default=None, source=METADATA_OR_AUTHENTICATION)
    port: Number | Text | None = whole(
        "port", default=None, least=1, greatest=65535, source=METADATA_OR_AUTHENTICATION
    )
    username: Text | None = text("username", default=None, source=ANYWHERE)
    password: Text | None = secret("password", default=None, source=ENVIRONMENT_OR_AUTHENTICATION)
    db_name: Text | None = text("dbName", default=None, source=METADATA_OR_AUTHENTICATION)


@scaler(
    "mssql",
    page="mssql",
    choices=(OneOf((("connectionString",), ("host",)), exclusive=False),),
    sign_in=SignIn(optional=True, with_identity=(), roles="a user of the database"),
)
class MSSQLScaleRule(ScaleRule):
    """The number that a query gives: https://keda.sh/docs/latest/scalers/mssql/.

    An identity has to be made a user of the database: CREATE USER ... FROM EXTERNAL PROVIDER.

    Attributes:
        query: that gives one number; `query`.
        target_value: the number for one execution; `targetValue`.
        activation_target_value: no execution up to so much; `activationTargetValue`, 0 when not set.
        connection_string: as Go's driver has it, with `Port=` of its own; `connectionString`.
        host: of the server, instead of a connection string; `host`.
        port: of the server; `port`, 1433 when not set.
        username: to sign in with; `username`.
        password: to sign in with; `password`.
        database: of the server; `database`.
    """

    query: Text = text("query")
    target_value: Number | Text = number("targetValue")
    activation_target_value: Number | None = number("activationTargetValue", default=0)
    connection_string: Text | None = secret(
        "connectionString", default=None, source=ENVIRONMENT_OR_AUTHENTICATION
    )
    host: Text | None = text("host", default=None, source=METADATA_OR_AUTHENTICATION)
    port: Number | Text | None = whole(
        "port", default=None, least=1, greatest=65535, source=METADATA_OR_AUTHENTICATION
    )
    username: Text | None = text("username", default=None, source=METADATA_OR_AUTHENTICATION)
    password: Text | None = secret("password", default=None, source=ENVIRONMENT_OR_AUTHENTICATION)
    database: Text | None = text("database", default=None, source=METADATA_OR_AUTHENTICATION)
