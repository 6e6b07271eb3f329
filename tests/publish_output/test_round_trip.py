"""The same AppHost, once in Python and once through its publish output: the same Terraform, job for job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.publish_output.apphosts import APPHOSTS
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import AppHost, Json

NewAppHost = "Callable[..., AppHost]"


def both(new_apphost: Callable[..., AppHost], name: str) -> tuple[Json, Json]:
    """The Terraform of the AppHost in Python, and that of its publish output."""
    written = new_apphost("python")
    APPHOSTS[name](written.builder)
    published = new_apphost("published")
    published.builder.add_publish_output(SAMPLES / name)
    return written.terraform(), published.terraform()


def same(one: Any, other: Any) -> None:  # noqa: ANN401
    """As text, so that pytest shows the lines that differ."""
    assert json.dumps(one, indent=1) == json.dumps(other, indent=1)


@pytest.mark.parametrize("name", APPHOSTS)
def test_every_job_is_the_same(new_apphost: Callable[..., AppHost], name: str) -> None:
    written, published = both(new_apphost, name)
    same(written["resource"]["azurerm_container_app_job"], published["resource"]["azurerm_container_app_job"])


@pytest.mark.parametrize("name", APPHOSTS)
def test_what_a_job_needs_is_there_under_the_same_addresses(
    new_apphost: Callable[..., AppHost], name: str
) -> None:
    written, published = both(new_apphost, name)

    def addresses(terraform: Json) -> dict[str, list[str]]:
        return {
            kind: sorted(found) for kind, found in terraform["resource"].items() if kind != "azapi_resource"
        }

    assert addresses(written) == addresses(published)
    for kind in ("azurerm_role_assignment", "azurerm_container_app_environment_storage"):
        same(written["resource"].get(kind), published["resource"].get(kind))
    assert sorted(written["variable"]) == sorted(published["variable"])
