"""Redis: lists and streams, on one server, a cluster or behind Sentinel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.keda.attributes import flag, of_kind, secret, text, texts, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import ANYWHERE, AUTH, CERTIFICATE, Needs, OneOf, Scaler, optional, secrets
from cdktf_aspire.jobs.keda.value_kinds import SWITCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.values.value import Number, Text

_ONE: Final = (OneOf("address | host port", exclusive=False), CERTIFICATE)
_SEVERAL: Final = (OneOf("addresses | hosts ports", exclusive=False), CERTIFICATE)
_STREAMS: Final = (
    Needs("pendingEntriesCount", "consumerGroup"),
    Needs("lagCount", "consumerGroup activationLagCount"),
)
# KEDA's schema has the keys of all kinds of server in each of the six scalers.
_ANY_SERVER: Final = (
    optional("address host port addresses hosts ports sentinelMaster sentinelUsername", ANYWHERE),
    secrets("sentinelPassword", ANYWHERE),
    secrets("Cert"),
)


@typed_rule()
class Redis(ScaleRule):
    """The common part of all Redis rules.

    Attributes:
        database_index: of the database; `databaseIndex`, 0 when not set.
        username: to sign in with; `username`.
        password: to sign in with; `password`.
        enable_tls: whether the server speaks TLS; `enableTLS`, False when not set.
        tls: whether the server speaks TLS, as a trigger parameter; `tls`, False when not set.
        unsafe_ssl: takes every certificate; `unsafeSsl`, False when not set.
        ca: certificate of the authority; `ca`.
        cert: certificate of the client; `cert`.
        key: private key of the client; `key`.
        key_password: of the private key; `keyPassword`.
    """

    database_index: Number | None = whole(default=None)
    username: Text | None = text(default=None, source=ANYWHERE)
    password: Text | None = secret(default=None, source=ANYWHERE)
    enable_tls: bool | Text | None = flag("enableTLS", default=None)
    tls: bool | Text | None = of_kind(SWITCH, default=None, source=AUTH)
    unsafe_ssl: bool | Text | None = flag(default=False)
    ca: Text | None = secret(default=None)
    cert: Text | None = secret(default=None)
    key: Text | None = secret(default=None)
    key_password: Text | None = secret(default=None)


@typed_rule()
class RedisServer(Redis):
    """One server.

    Attributes:
        address: `<host>:<port>` of the server; `address`.
        host: of the server, with a port, instead of the address; `host`.
        port: of the server; `port`.
    """

    address: Text | None = text(default=None, source=ANYWHERE)
    host: Text | None = text(default=None, source=ANYWHERE)
    port: Number | Text | None = whole(default=None, least=1, greatest=65535, source=ANYWHERE)


@typed_rule()
class RedisServers(Redis):
    """Several servers: those of a cluster, or sentinels.

    Attributes:
        addresses: `<host>:<port>` of the servers; `addresses`.
        hosts: of the servers, with ports, instead of the addresses; `hosts`.
        ports: of the servers, one for each host; `ports`.
    """

    addresses: Sequence[Text] | Text | None = texts(default=None, source=ANYWHERE)
    hosts: Sequence[Text] | Text | None = texts(default=None, source=ANYWHERE)
    ports: Sequence[Text] | Text | None = texts(default=None, source=ANYWHERE)


@typed_rule()
class RedisSentinels(RedisServers):
    """Sentinels, which know the server.

    Attributes:
        sentinel_master: name of the master; `sentinelMaster`.
        sentinel_username: to sign in to the sentinels with; `sentinelUsername`.
        sentinel_password: to sign in to the sentinels with; `sentinelPassword`.
    """

    sentinel_master: Text = text(source=ANYWHERE)
    sentinel_username: Text | None = text(default=None, source=ANYWHERE)
    sentinel_password: Text | None = secret(default=None, source=ANYWHERE)


@typed_rule()
class RedisList(Redis):
    """Elements of a list.

    Attributes:
        list_name: of the list; `listName`.
        list_length: elements for one execution; `listLength`, 5 when not set.
        activation_list_length: no execution up to so many; `activationListLength`, 0 when not set.
    """

    list_name: Text = text()
    list_length: Number | None = whole(default=5, least=1)
    activation_list_length: Number | None = whole(default=None)


@typed_rule()
class RedisStream(Redis):
    """Entries of a stream.

    Attributes:
        stream: of the entries; `stream`.
        stream_length: entries for one execution; `streamLength`, 5 when not set.
        consumer_group: whose pending entries count; `consumerGroup`.
        pending_entries_count: pending entries for one execution; `pendingEntriesCount`, 5 when not set.
        lag_count: entries that the group has not read, for one execution; `lagCount`.
        activation_lag_count: no execution up to so many; `activationLagCount`, 0 when not set.
    """

    stream: Text = text()
    stream_length: Number | None = whole(default=5, least=1)
    consumer_group: Text | None = text(default=None)
    pending_entries_count: Number | None = whole(default=5, least=1)
    lag_count: Number | None = whole(default=None, least=1)
    activation_lag_count: Number | None = whole(default=0)


@typed_rule(Scaler("redis", _ANY_SERVER, page="redis-lists", choices=_ONE))
class RedisListScaleRule(RedisList, RedisServer):
    """Elements of a list: https://keda.sh/docs/latest/scalers/redis-lists/.

    The attributes are those of `RedisList`, `RedisServer` and `Redis`.

    Example:
        `RedisListScaleRule(address="redis:6379", password=password, list_name="todo", list_length=10)`
    """


@typed_rule(Scaler("redis-cluster", _ANY_SERVER, page="redis-cluster-lists", choices=_SEVERAL))
class RedisClusterListScaleRule(RedisList, RedisServers):
    """Elements of a list in a cluster: https://keda.sh/docs/latest/scalers/redis-cluster-lists/.

    The attributes are those of `RedisList`, `RedisServers` and `Redis`.

    Example:
        `RedisClusterListScaleRule(addresses="redis-0:6379,redis-1:6379", list_name="todo", list_length=10)`
    """


@typed_rule(Scaler("redis-sentinel", _ANY_SERVER, page="redis-sentinel-lists", choices=_SEVERAL))
class RedisSentinelListScaleRule(RedisList, RedisSentinels):
    """Elements of a list behind Sentinel: https://keda.sh/docs/latest/scalers/redis-sentinel-lists/.

    The attributes are those of `RedisList`, `RedisSentinels`, `RedisServers` and `Redis`.

    Example:
        ```python
        RedisSentinelListScaleRule(
            addresses="sentinel-0:26379", sentinel_master="main", list_name="todo", list_length=10
        )
        ```
    """


@typed_rule(Scaler("redis-streams", _ANY_SERVER, choices=_ONE, needs=_STREAMS))
class RedisStreamScaleRule(RedisStream, RedisServer):
    """Entries of a stream: https://keda.sh/docs/latest/scalers/redis-streams/.

    The attributes are those of `RedisStream`, `RedisServer` and `Redis`.

    Example:
        ```python
        RedisStreamScaleRule(
            address="redis:6379", stream="orders", consumer_group="billing", pending_entries_count=10
        )
        ```
    """


@typed_rule(Scaler("redis-cluster-streams", _ANY_SERVER, choices=_SEVERAL, needs=_STREAMS))
class RedisClusterStreamScaleRule(RedisStream, RedisServers):
    """Entries of a stream in a cluster: https://keda.sh/docs/latest/scalers/redis-cluster-streams/.

    The attributes are those of `RedisStream`, `RedisServers` and `Redis`.

    Example:
        ```python
        RedisClusterStreamScaleRule(
            addresses="redis-0:6379,redis-1:6379",
            stream="orders",
            consumer_group="billing",
            pending_entries_count=10,
        )
        ```
    """


@typed_rule(Scaler("redis-sentinel-streams", _ANY_SERVER, choices=_SEVERAL, needs=_STREAMS))
class RedisSentinelStreamScaleRule(RedisStream, RedisSentinels):
    """Entries of a stream behind Sentinel: https://keda.sh/docs/latest/scalers/redis-sentinel-streams/.

    The attributes are those of `RedisStream`, `RedisSentinels`, `RedisServers` and `Redis`.

    Example:
        ```python
        RedisSentinelStreamScaleRule(
            addresses="sentinel-0:26379", sentinel_master="main", stream="orders", stream_length=10
        )
        ```
    """
