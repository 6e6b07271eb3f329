"""The jobs and the parts of a publish output, from the plan that it is read with."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.all_types import parts as part_types
from cdktf_aspire.hosting.azure.all_types import wholes
from cdktf_aspire.jobs import azure_ids
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.overview.jobs import CONFIGURATION, OF_CONTAINER, OF_JOB, Job
from cdktf_aspire.overview.parts import AFTER, IDENTITY, INSIDE, LOCAL, VARIABLE, Key, Link, Part, links_in
from cdktf_aspire.publish_output.builtin_roles import role_name
from cdktf_aspire.publish_output.description import describe
from cdktf_aspire.publish_output.entries import ComputeEntry, ConnectionStringEntry, ParameterEntry
from cdktf_aspire.publish_output.import_plan import make_plan
from cdktf_aspire.publish_output.leaves import Binding, ConnectionString, ParameterReference
from cdktf_aspire.publish_output.nodes import Node, Property, Symbol, VaultSecretValue
from cdktf_aspire.publish_output.plan_model import identities_of, principal_of, target_of
from cdktf_aspire.publish_output.resource_kinds import PARTS, ROLE_ASSIGNMENT
from cdktf_aspire.review.schedule import longest_run
from cdktf_aspire.values import records
from cdktf_aspire.values.value import Reference, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.publish_output.plan_model import ImportPlan, JobPlan
    from cdktf_aspire.publish_output.publication import AspirePublishOutput

_APP: Final = "Microsoft.App/containerApps"
# Types without a construct in this library.
_AZURERM: Final = {
    azure_ids.JOB.lower(): RESOURCE_TYPE,
    _APP.lower(): "azurerm_container_app",
    ROLE_ASSIGNMENT.lower(): "azurerm_role_assignment",
    "microsoft.cache/redis": "azurerm_redis_cache",
    "microsoft.cache/redisenterprise": "azurerm_managed_redis",
    "microsoft.cognitiveservices/accounts": "azurerm_cognitive_account",
    "microsoft.dbforpostgresql/flexibleservers": "azurerm_postgresql_flexible_server",
    "microsoft.dbforpostgresql/flexibleservers/databases": "azurerm_postgresql_flexible_server_database",
    "microsoft.documentdb/databaseaccounts": "azurerm_cosmosdb_account",
    "microsoft.documentdb/databaseaccounts/sqldatabases": "azurerm_cosmosdb_sql_database",
    "microsoft.insights/components": "azurerm_application_insights",
    "microsoft.network/virtualnetworks": "azurerm_virtual_network",
    "microsoft.search/searchservices": "azurerm_search_service",
    "microsoft.sql/servers": "azurerm_mssql_server",
    "microsoft.sql/servers/databases": "azurerm_mssql_database",
}


@records.define(slots=False)
class PublishedSource:
    """A publish output.

    Attributes:
        name: of its folder.
        found: what was read.
    """

    name: str
    found: AspirePublishOutput

    @cached_property
    def _plan(self) -> ImportPlan:
        return make_plan(self.found)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """Azure's types in lower case, with those of azurerm."""
        types = [each._azure_type for each in wholes()] + [each._azure_type for each in part_types()]
        return {**{each.name.lower(): each.azurerm for each in types}, **_AZURERM}

    @cached_property
    def _programs(self) -> dict[str, str]:
        """Names of the programs, by those of the modules that deploy them."""
        return {
            each.deployment.name: each.name
            for each in self.found.entries
            if isinstance(each, ComputeEntry) and each.deployment is not None
        }

    def jobs(self) -> Iterator[Job]:
        """Its jobs."""
        for planned in self._plan.jobs.values():
            yield _job(planned)

    def parts(self) -> Iterator[Part]:
        """Its parts: parameters, connection strings, and the resources of all modules."""
        for entry in self.found.entries:
            if isinstance(entry, ParameterEntry):
                yield Part(self._named(entry.name), VARIABLE, entry.name, is_secret=entry.secret)
            elif isinstance(entry, ConnectionStringEntry):
                links = [Link(key, "") for key in self._keys(entry.value())]
                yield Part(self._named(entry.name), LOCAL, entry.name, links=links)
        for entry in self.found.entries:
            # Others name a program, not the module that deploys it.
            if isinstance(entry, ComputeEntry) and entry.deployment is not None:
                yield Part(
                    self._named(entry.name),
                    LOCAL,
                    entry.name,
                    links=[
                        Link(self._key(node), "") for node in entry.deployment.nodes if node.parent is None
                    ],
                )
        for node in self.found.nodes:
            if node.same_as is None:
                yield self._part(node)

    def _part(self, node: Node) -> Part:
        planned = self._plan.jobs.get(node)
        own = PARTS.get(node.type.lower())
        is_own = own is not None and own.resource is not None and isinstance(node.name, str)
        owner = self._programs.get(node.module.name, node.module.name) if planned is None else planned.name
        for job in self._plan.jobs.values():
            if job.has_own_identity and job.identity is node:
                owner = job.name
        links = [*self._links(node)]
        if node.parent is not None:
            links.append(Link(self._key(node.parent.itself), INSIDE))
        return Part(
            self._key(node),
            self._kinds.get(node.type.lower(), node.type.rpartition("/")[2]),
            f"{node.name}" if is_own else owner,
            (self.name, "", f"{node.name}" if is_own else owner),
            links,
            is_lookup=node.is_existing,
            job=None if planned is None else _job(planned),
        )

    def _links(self, node: Node) -> Iterator[Link]:
        if node.is_a(ROLE_ASSIGNMENT):
            principal, target = principal_of(node), target_of(node)
            name = role_name(node.get("properties", "roleDefinitionId")) or ""
            if principal is not None and target is not None:
                yield Link(self._key(principal), "principal_id")
                yield Link(self._key(target), "scope", name)
            return

        def targets(value: object) -> list[Key] | None:
            return None if isinstance(value, dict | list) else self._keys(value)

        def text(value: object) -> str:
            return value if isinstance(value, str) else ""

        yield from links_in(node.body, targets, text)
        yield from (Link(key, IDENTITY) for each in identities_of(node) for key in self._keys(each))
        yield from (Link(self._key(each.itself), AFTER) for each in node.depends_on)

    def _keys(self, value: object) -> list[Key]:
        found: dict[Key, None] = {}
        for each in walk(value) if isinstance(value, Reference) else ():
            match each:
                case Property(node=node) | Symbol(node=node) | VaultSecretValue(vault=node):
                    found[self._key(node.itself)] = None
                case ParameterReference(name=name) | ConnectionString(name=name) | Binding(name=name):
                    found[self._named(name)] = None
        return [*found]

    def _key(self, node: Node) -> Key:
        return self.name, f"{node.module.name}::{node.key or node.symbol}"

    def _named(self, name: str) -> Key:
        return self.name, name


def _job(planned: JobPlan) -> Job:
    node = planned.node
    trigger = str(node.get(*CONFIGURATION, "triggerType") or "Manual").lower()
    expression = node.get(*CONFIGURATION, "scheduleTriggerConfig", "cronExpression")
    container = ("properties", "template", "containers", planned.own_container)
    rules = node.get(*CONFIGURATION, "eventTriggerConfig", "scale", "rules")
    name_in_azure = describe(node.name)
    settings = {
        name: describe(node.get(*above, *around, *setting.bicep)) or setting.default
        for above, columns in (((), OF_JOB), (container, OF_CONTAINER))
        for name, (setting, around) in columns.items()
    }
    replicas = (*CONFIGURATION, f"{trigger}TriggerConfig")
    return Job(
        planned.name,
        None if name_in_azure is None else str(name_in_azure),
        trigger,
        str(describe(expression)) if trigger == "schedule" and expression is not None else None,
        settings,
        tuple(
            str(describe(each.get("type")))
            for each in (rules if isinstance(rules, list) else [])
            if isinstance(each, dict)
        ),
        longest=longest_run(
            {
                "replica_timeout_in_seconds": settings["timeout_in_seconds"],
                "replica_retry_limit": settings["retry_limit"],
                f"{trigger}_trigger_config": {
                    "parallelism": describe(node.get(*replicas, "parallelism")),
                    "replica_completion_count": describe(node.get(*replicas, "replicaCompletionCount")),
                },
            }
        ),
    )
