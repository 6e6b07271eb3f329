"""A cloud in a file: what exists, what Azure refuses, what it fills in by itself.

It outlives the process of the provider, as Azure does. So a refresh reads what is really there, an import
finds a job that somebody else made, and a test can change things behind Terraform's back.
"""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from tests.terraform.stand_in import azure
from tests.terraform.stand_in.table import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.terraform.stand_in.bindings import Block
    from tests.terraform.stand_in.planning import Values

_FRESH: Final[dict[str, Any]] = {
    "resources": {},
    "failures": [],
    "calls": [],
    "assumes_existing": False,
    "registered": None,
}
_ROLE_ASSIGNMENT_SECONDS: Final = 0.2


class RefusedError(Exception):
    """Azure's answer to a request that it does not carry out."""


class Cloud:
    """The resources of one subscription, in a JSON file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    # What tests use.

    @property
    def resources(self) -> dict[str, Values]:
        """What exists: Azure's id -> the values, with their type under `type`."""
        return {
            each["id"]: {**each["values"], "type": each["type"]}
            for each in self._read()["resources"].values()
        }

    @property
    def calls(self) -> list[str]:
        """What was created, updated and deleted, in that order: `create /subscriptions/...`."""
        calls: list[str] = self._read()["calls"]
        return calls

    def reset(self) -> None:
        """Makes it empty."""
        self._file.unlink(missing_ok=True)

    def fail_once(self, call: str) -> None:
        """Makes the next such call fail.

        Args:
            call: for example `create .../jobs/report`, of which the end is enough.
        """
        with self._lock:
            content = self._read()
            content["failures"].append(call)
            self._write(content)

    def assume_existing(self) -> None:
        """Lets data sources find what nobody has created, as if somebody else had."""
        with self._lock:
            self._write({**self._read(), "assumes_existing": True})

    def register_nothing(self) -> None:
        """Makes it a subscription that never used anything; by itself it has every resource provider."""
        with self._lock:
            self._write({**self._read(), "registered": []})

    @property
    def registered(self) -> list[str] | None:
        """The resource providers that azurerm has registered; None where all of them were."""
        registered: list[str] | None = self._read()["registered"]
        return registered

    def change(self, resource_id: str, **values: object) -> None:
        """Changes a resource behind Terraform's back."""
        with self._lock:
            content = self._read()
            content["resources"][resource_id.lower()]["values"] |= values
            self._write(content)

    def put(self, kind: str, block: Block, values: Values) -> str:
        """Creates a resource behind Terraform's back; returns its id."""
        given = {name: values.get(name) for name in block.attributes}
        given |= {name: values.get(name) or [] for name in block.blocks}
        return str(self.create(kind, block, given)["id"])

    # What the provider uses.

    def register(self, namespaces: Iterable[str]) -> None:
        """Registers resource providers."""
        with self._lock:
            content = self._read()
            if content["registered"] is not None:
                content["registered"] = sorted({*content["registered"], *namespaces})
                self._write(content)

    def create(self, kind: str, block: Block, values: Values) -> Values:
        """Creates a resource.

        Raises:
            RefusedError: it is there already, something that it needs is not, or a test wants it to fail.
        """
        if kind == "azurerm_role_assignment":
            # Half a minute in Azure. Whoever does not wait for it would often be lucky here without this.
            time.sleep(_ROLE_ASSIGNMENT_SECONDS)
        with self._lock:
            content = self._read()
            known = azure.named(kind, values)
            resource_id = azure.id_of(kind, known)
            self._fail(content, "create", resource_id)
            if resource_id.lower() in content["resources"]:
                raise RefusedError(
                    f'A resource with the ID "{resource_id}" already exists - to be managed via Terraform '
                    f"this resource needs to be imported into the State."
                )
            if not azure.is_registered(resource_id, content["registered"]):
                raise RefusedError(azure.missing_registration(resource_id))
            self._refuse(kind, known, content)
            filled = azure.filled_in(kind, block, {**known, "id": resource_id}, self._all(content))
            content["resources"][resource_id.lower()] = {"type": kind, "id": resource_id, "values": filled}
            self._write(content)
            return filled

    def read(self, resource_id: str) -> Values | None:
        """A resource's values, None when it is gone."""
        found = self._read()["resources"].get(resource_id.lower())
        return None if found is None else dict(found["values"])

    def kind_of(self, resource_id: str) -> str | None:
        """Which type of Terraform's a resource was created as."""
        found = self._read()["resources"].get(resource_id.lower())
        return None if found is None else str(found["type"])

    def update(self, kind: str, block: Block, values: Values) -> Values:
        """Changes a resource in place.

        Raises:
            RefusedError: see `create`.
        """
        with self._lock:
            content = self._read()
            self._fail(content, "update", values["id"])
            self._refuse(kind, values, content)
            filled = azure.filled_in(kind, block, values, self._all(content))
            content["resources"][values["id"].lower()]["values"] = filled
            self._write(content)
            return filled

    def delete(self, resource_id: str) -> None:
        """Deletes a resource.

        Raises:
            RefusedError: others are in it, or a test wants it to fail.
        """
        with self._lock:
            content = self._read()
            self._fail(content, "delete", resource_id)
            inside = [
                each["id"]
                for key, each in content["resources"].items()
                if key.startswith(f"{resource_id.lower()}/") and each["type"] != "azurerm_role_assignment"
            ]
            if inside:
                raise RefusedError(f"deleting {resource_id}: it still contains {', '.join(inside)}")
            content["resources"].pop(resource_id.lower(), None)
            for key in [key for key in content["resources"] if key.startswith(f"{resource_id.lower()}/")]:
                del content["resources"][key]
            self._write(content)

    def look_up(self, kind: str, block: Block, values: Values) -> Values:
        """What a data source finds.

        Raises:
            RefusedError: it is not there.
        """
        content = self._read()
        if kind == "azurerm_client_config":
            return azure.client_config()
        resource_id = azure.id_of(kind, azure.named(kind, values))
        found = content["resources"].get(resource_id.lower())
        if found is not None:
            there = {name: found["values"].get(name) for name in block.attributes}
        elif content["assumes_existing"]:
            there = {}
        else:
            raise RefusedError(f"{azure.words(kind)} ({resource_id}) was not found")
        asked = {name: value for name, value in values.items() if value not in (None, [])}
        return azure.filled_in(kind, block, {**there, **asked, "id": resource_id}, self._all(content))

    def _all(self, content: dict[str, Any]) -> dict[str, Values]:
        return {key: {**each["values"], "type": each["type"]} for key, each in content["resources"].items()}

    def _refuse(self, kind: str, values: Values, content: dict[str, Any]) -> None:
        problem = azure.refusal(kind, values, self._all(content), assumed=content["assumes_existing"])
        if problem is not None:
            raise RefusedError(problem)

    def _fail(self, content: dict[str, Any], verb: str, resource_id: str) -> None:
        call = f"{verb} {resource_id}"
        for failure in content["failures"]:
            wanted, _, ending = failure.partition(" ")
            if wanted == verb and resource_id.endswith(ending.removeprefix("...")):
                content["failures"].remove(failure)
                self._write(content)
                raise RefusedError(f"{call}: unexpected status 503 (a failure that the test asked for)")
        content["calls"].append(call)

    def _read(self) -> dict[str, Any]:
        if not self._file.exists():
            return json.loads(json.dumps(_FRESH))  # type: ignore[no-any-return]
        return json.loads(self._file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def _write(self, content: dict[str, Any]) -> None:
        written = self._file.with_suffix(".new")
        written.write_text(json.dumps(content, indent=1), encoding="utf-8")
        written.replace(self._file)


def import_id(kind: str, cloud: Cloud, resource_id: str) -> Values | None:
    """What `terraform import` finds under an id: of the right type, or nothing."""
    if cloud.kind_of(resource_id) != kind or not facts_of(kind).id:
        return None
    return cloud.read(resource_id)
