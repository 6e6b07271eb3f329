"""Resource Manager over the cloud of azurerm's stand-in: the jobs that Terraform creates can be started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.operations.stand_in.arm import Answer, Request, Run, StandIn, job
from tests.operations.stand_in.log_analytics import LogAnalytics

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.stand_in.cloud import Cloud

# Read once, so that nobody waits to read it again.
SUCCEEDED = Run(("Succeeded",))


class Azure(StandIn):
    """Starts the jobs of a cloud; each succeeds unless a test says otherwise.

    Attributes:
        at_start: what the cloud's calls were at each start of a job.
    """

    def __init__(self, folder: Path, cloud: Cloud) -> None:
        super().__init__(folder, self._of_terraform)
        self._resources = cloud
        LogAnalytics(self)
        self.at_start: list[list[str]] = []

    def _of_terraform(self, name: str) -> dict[str, Any] | None:
        for resource_id, values in self._resources.resources.items():
            if resource_id.lower().endswith(f"/jobs/{name.lower()}"):
                (container,) = values["template"][0]["container"]
                env = {each["name"]: each["value"] for each in container["env"] if each["value"]}
                return job(name, image=container["image"], env=env)
        return None

    def _accept(self, document: dict[str, Any], request: Request) -> Answer:
        self.at_start.append(self._resources.calls)
        if not self._runs.get(document["name"]):
            self.next_runs(document["name"], SUCCEEDED)
        return super()._accept(document, request)
