"""Azure's ids in the spelling that azurerm reads."""

from __future__ import annotations

import pytest

from cdktf_aspire.jobs.azure_ids import (
    CONTAINER_REGISTRY,
    ENVIRONMENT,
    JOB,
    SUBNET,
    USER_ASSIGNED_IDENTITY,
    id_format,
    match_id,
    normalised_id,
)

TYPES = [CONTAINER_REGISTRY, ENVIRONMENT, JOB, SUBNET, USER_ASSIGNED_IDENTITY]


@pytest.mark.parametrize("kind", TYPES)
def test_the_fixed_parts_are_spelled_as_azurerm_does_and_names_stay(kind: str) -> None:
    right = id_format(kind).replace("<id>", "S").replace("<group>", "Rg-Mixed").replace("<name>", "My_Name")
    for written in (right.lower(), right.upper(), f"{right}/"):
        names = {"S", "Rg-Mixed", "My_Name"}
        parts = zip(written.removesuffix("/").split("/"), right.split("/"), strict=True)
        mixed = "/".join(one if other not in names else other for one, other in parts)
        assert normalised_id(mixed) == right
        assert match_id(mixed, kind) is not None


@pytest.mark.parametrize(
    ("written", "right"),
    [
        (
            "/SUBSCRIPTIONS/s/providers/microsoft.authorization/roledefinitions/R",
            "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/R",
        ),
        # What is not known keeps the case that the user gave it, but for what every id has.
        (
            "/subscriptions/s/resourcegroups/G/providers/a.b/C/d",
            "/subscriptions/s/resourceGroups/G/providers/a.b/C/d",
        ),
        # A group may be called as a fixed part is.
        ("/subscriptions/s/resourcegroups/PROVIDERS", "/subscriptions/s/resourceGroups/PROVIDERS"),
        ("System", "System"),
        ("", ""),
        ("/", "/"),
    ],
)
def test_other_ids_and_what_is_none(written: str, right: str) -> None:
    assert normalised_id(written) == right
    assert normalised_id(right) == right


@pytest.mark.parametrize(
    "written",
    [
        "env",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/jobs/a",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/managedEnvironments/",
        "/subscriptions//resourceGroups/g/providers/Microsoft.App/managedEnvironments/e",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/managedEnvironments/e/storages/a",
        "/subscriptions/s/resourceGroups/g h/providers/Microsoft.App/managedEnvironments/e",
        "subscriptions/s/resourceGroups/g/providers/Microsoft.App/managedEnvironments/e",
    ],
)
def test_what_is_not_the_id_of_an_environment(written: str) -> None:
    assert match_id(written, ENVIRONMENT) is None
