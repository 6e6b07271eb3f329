"""Any other Azure resource: the user's own cdktf construct in the same stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktf_aspire import ref_expr

if TYPE_CHECKING:
    from cdktf_cdktf_provider_azurerm.redis_cache import RedisCache

    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def redis_of(apphost: AppHost) -> RedisCache:
    from cdktf_cdktf_provider_azurerm.redis_cache import RedisCache

    return RedisCache(
        apphost.stack,
        "cache",
        name="cache-of-ours",
        location="westeurope",
        resource_group_name="rg-ours",
        capacity=0,
        family="C",
        sku_name="Basic",
    )


def test_a_connection_string_with_a_key_in_it_becomes_a_secret_of_the_job(apphost: AppHost) -> None:
    cache = apphost.builder.add_connection_string("cache", redis_of(apphost).primary_connection_string)
    apphost.builder.add_container("batch", IMAGE).with_reference(cache).publish_as_azure_container_app_job()

    assert apphost.env() == {"ConnectionStrings__cache": "secret:connectionstrings--cache"}
    assert apphost.job()["secret"] == [
        {
            "name": "connectionstrings--cache",
            "value": "${azurerm_redis_cache.cache.primary_connection_string}",
        }
    ]


def test_a_connection_string_made_of_several_attributes(apphost: AppHost) -> None:
    from cdktf import Token

    redis = redis_of(apphost)
    cache = apphost.builder.add_connection_string(
        "cache",
        ref_expr(
            "{0}:{1},password={2}", redis.hostname, Token.as_string(redis.ssl_port), redis.primary_access_key
        ),
    )
    apphost.builder.add_container("batch", IMAGE).with_reference(cache).with_environment(
        "ALSO", cache
    ).publish_as_azure_container_app_job()

    value = (
        "${azurerm_redis_cache.cache.hostname}:${azurerm_redis_cache.cache.ssl_port},"
        "password=${azurerm_redis_cache.cache.primary_access_key}"
    )
    env = apphost.env()
    assert {name: str(each).startswith("secret:") for name, each in env.items()} == {
        "ConnectionStrings__cache": True,
        "ALSO": True,
    }
    assert {each["value"] for each in apphost.job()["secret"]} == {value}
    assert value not in json.dumps(apphost.job()["template"])


def test_an_attribute_that_is_no_secret_is_a_value_like_any_other(apphost: AppHost) -> None:
    redis = redis_of(apphost)
    apphost.builder.add_container("batch", IMAGE).with_environment("HOST", redis.hostname).with_args(
        redis.hostname
    ).publish_as_azure_container_app_job()

    host = "${azurerm_redis_cache.cache.hostname}"
    assert apphost.env() == {"HOST": host}
    assert apphost.container()["args"] == [host]


def test_a_connection_string_of_what_is_no_secret_is_none(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    blobs = apphost.builder.add_connection_string("mine", ref_expr("At={0}", storage.blob_endpoint))
    apphost.builder.add_container("batch", IMAGE).with_reference(blobs).publish_as_azure_container_app_job()

    assert apphost.env()["ConnectionStrings__mine"] == (
        "At=${azurerm_storage_account.data.primary_blob_endpoint}"
    )
    # And the reference brings the roles.
    assert "batch_identity" in apphost.terraform()["resource"]["azurerm_user_assigned_identity"]


def test_a_role_on_the_users_own_resource_for_the_identity_of_a_job(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment

    identity = apphost.builder.add_azure_user_assigned_identity("worker")

    def configure(infra: object, _job: object) -> None:
        RoleAssignment(
            apphost.stack,
            "redis-role",
            scope=redis_of(apphost).id,
            role_definition_name="Redis Cache Contributor",
            principal_id=identity.principal_id.as_provisioning_parameter(infra),  # type: ignore[arg-type]
        )

    apphost.builder.add_container("batch", IMAGE).with_azure_user_assigned_identity(
        identity
    ).publish_as_azure_container_app_job(configure)

    role = apphost.resource("azurerm_role_assignment", "redis-role")
    assert role["principal_id"] == "${azurerm_user_assigned_identity.worker.principal_id}"
