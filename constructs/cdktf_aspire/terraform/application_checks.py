"""Everything that is checked of an application before anything of it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.elsewhere import elsewhere_problems, mounts_elsewhere, roles_elsewhere
from cdktf_aspire.hosting.azure.environment_network import ZONES
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource, ignored_role_problems
from cdktf_aspire.hosting.builds import CODES as CODES_OF_SOURCES
from cdktf_aspire.hosting.builds import missing_sources
from cdktf_aspire.hosting.compute import ComputeResource, jobs_of
from cdktf_aspire.hosting.default_environment import unknown_addresses
from cdktf_aspire.hosting.deploy_runs import problems_of_runs, runs_on_deploy
from cdktf_aspire.hosting.empty_values import empty_problems
from cdktf_aspire.hosting.ingress import read_in
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.placement import HasEnvironment, environment_of
from cdktf_aspire.hosting.publishing_checks import (
    azure_problems,
    imported_group_problem,
    imported_name_problem,
    publishing_problems,
)
from cdktf_aspire.hosting.value_checks import given_text_problems
from cdktf_aspire.hosting.waiting_checks import waiting_in_circles, waiting_problems
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.jobs.regions import is_unknown, is_without_zones
from cdktf_aspire.terraform.addresses import address_problems, elements_beside
from cdktf_aspire.terraform.application import StackApplication
from cdktf_aspire.terraform.application_arguments import own_construct_problems
from cdktf_aspire.terraform.engine.tokens import unknown_token
from cdktf_aspire.terraform.literal_secrets import job_problems, vault_problems
from cdktf_aspire.terraform.planned import planned
from cdktf_aspire.terraform.provider_versions import SINCE, Since, lets_in, newer_attributes, text_of
from cdktf_aspire.terraform.resources.resource_group import given_location, known_group
from cdktf_aspire.terraform.stack import registration_problems, storage_provider_problems
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.azure.azure_resource import AzureResource
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.sensitive import Sensitivity
    from cdktf_aspire.values.value import Text


def problems_of(
    application: StackApplication, secrets: Sensitivity, prepared: list[PreparedJob]
) -> list[Problem]:
    """Every problem of an application, in the order of the code.

    Args:
        application: to check.
        secrets: what is sensitive in its app.
        prepared: its jobs, after the callbacks.
    """
    jobs: dict[Resource, PreparedJob] = {each.resource: each for each in prepared}
    if not application.is_written:
        application.elements_beside = elements_beside(application, application.applications_of_stack)
    addresses = address_problems(
        application,
        application.applications_of_stack,
        {each.resource for each in prepared if each.has_own_identity},
    )
    holders = application.resources_of(AzureUserAssignedIdentityResource)
    given: list[Mapping[AzureResource, Sequence[Text]]] = [each.roles for each in prepared]
    given += [Roles.of(each).explicit_roles for each in holders]
    beside = [
        *application.problems,
        *own_construct_problems(application),
        *_secret_tags(application, secrets),
        *_own_tag_problems(application),
        *addresses[None],
        *storage_provider_problems(application),
        *registration_problems(application),
        *_region_problems(application),
        *_zone_problems(application),
        *_resource_version_problems(application),
    ]
    missing: dict[str | None, Problem] = {each.resource: each for each in missing_sources(application)}
    # Where the sources of all jobs are elsewhere, it is said once.
    accepted = [each.code for each in application.acknowledgements if each.code in CODES_OF_SOURCES]
    names = {each.name for each in application.resources}
    problems = rules.apply_acknowledgements(
        [each for each in beside if each.resource not in names]
        + [each for each in missing.values() if each.code in accepted],
        application.acknowledgements,
        warnings_as_errors=application.warnings_as_errors,
    )
    same_names = {each.resource: each for each in _jobs_of_one_name(application, prepared)}
    circles = waiting_in_circles(application.resources_of(ComputeResource))
    runs = runs_on_deploy(application)
    for resource in application.resources:
        with read_in(environment_of(resource) if isinstance(resource, HasEnvironment) else None):
            found = [each for each in beside if each.resource == resource.name]
            found += resource._problems
            found += addresses.get(resource, [])
            if resource.name in missing and missing[resource.name].code not in accepted:
                found.append(missing[resource.name])
            found += azure_problems(resource)
            found += elsewhere_problems(resource)
            found += given_text_problems(resource, unknown_token)
            found += vault_problems(resource, secrets)
            if isinstance(resource, AzureKeyVaultResource):
                found += ignored_role_problems(resource, given)
            if resource in jobs:
                found += unknown_addresses(jobs[resource])
                found += roles_elsewhere(jobs[resource])
                found += mounts_elsewhere(jobs[resource])
            if resource in jobs or not isinstance(resource, ComputeResource):
                found += waiting_problems(resource, circles, jobs)
            if isinstance(resource, ComputeResource):
                found += publishing_problems(resource, environment_of(resource), application)
                found += problems_of_runs(resource, runs, jobs[resource].job if resource in jobs else None)
            if resource in jobs:
                found += jobs[resource].problems
                found += [same_names[resource.name]] if resource.name in same_names else []
                found += empty_problems(jobs[resource])
                found += job_problems(jobs[resource], secrets)
                found += _provider_problems(application, jobs[resource])
                found += _import_problems(application, jobs[resource])
                found += _tag_problems(application, jobs[resource])
                found += _without_consequences(
                    rules.check(
                        jobs[resource].job,
                        resource=resource.name,
                        facts=jobs[resource].facts,
                        are_kinds_checked=True,
                    ),
                    resource._problems,
                )
        problems += rules.apply_acknowledgements(
            found, resource._acknowledgements, warnings_as_errors=application.warnings_as_errors
        )
    if not problems:
        return problems
    from cdktf_aspire.publish_output.problems import in_publish_outputs_words  # most synths don't need it

    return [in_publish_outputs_words(each) for each in problems]


def _provider_problems(application: StackApplication, prepared: PreparedJob) -> Iterator[Problem]:
    """Attributes of a job that the user's version of azurerm does not have, each once."""
    for newer in {each.since: each for each in reversed(newer_attributes(prepared))}.values():
        where = newer.block._note(newer.attribute).where
        yield from _version_problem(application, newer.since, prepared.resource.name, where)


def _resource_version_problems(application: StackApplication) -> Iterator[Problem]:
    """Attributes of other resources that the user's version of azurerm does not have."""
    if application.provider_version is None:
        return
    for each in planned(application):
        if each.kind != RESOURCE_TYPE:
            for since in SINCE.get(each.kind, {}).values():
                where = each.resource._declared_at
                yield from _version_problem(application, since, each.resource.name, where)


def _version_problem(
    application: StackApplication, since: Since, resource: str, where: SourceLocation | None
) -> Iterator[Problem]:
    version = application.provider_version
    if version is not None and not lets_in(version, since.version):
        yield rules.problem(
            "ACJ630",
            f"azurerm {version} doesn't have {since.what}",
            resource=resource,
            path="provider_version=",
            value=version,
            allowed=f"azurerm {text_of(since.version)} or newer",
            where=where,
        )


def _region_problems(application: StackApplication) -> Iterator[Problem]:
    """A region that is not known to have Container Apps, where jobs are created in it."""
    location, path, where = given_location(application)
    if isinstance(location, str) and is_unknown(location) and jobs_of(application):
        message, hint = rules.regions.message_and_hint(location)
        yield rules.problem("ACJ959", message, path=path, value=location, hint=hint, where=where)


def _zone_problems(application: StackApplication) -> Iterator[Problem]:
    """Zone redundancy in a region that isn't known to have zones."""
    location, _, _ = given_location(application)
    if not is_without_zones(location):
        return
    for environment in application.resources_of(AzureContainerAppEnvironment):
        setting = environment._network.get(ZONES)
        if environment.existing is None and setting is not None and setting.value is not False:
            yield rules.problem(
                "ACJ856",
                f"The region {location!r} isn't known to have availability zones",
                resource=environment.name,
                path=setting.path,
                value=setting.value,
                where=setting.where,
            )


def _import_problems(application: StackApplication, prepared: PreparedJob) -> list[Problem]:
    """A job that would be imported and then replaced."""
    if Publishing.of(prepared.resource).imported_job is None:
        return []
    found = [
        imported_name_problem(prepared.resource, prepared.job.name),
        imported_group_problem(prepared.resource, known_group(home_of(application, prepared))),
    ]
    return [each for each in found if each is not None]


def home_of(application: StackApplication, prepared: PreparedJob) -> StackApplication:
    """The application in whose resource group a job is: its environment's, unless that exists already."""
    environment = prepared.environment
    home = (
        application if environment is None or environment.existing is not None else environment._application
    )
    assert isinstance(home, StackApplication)
    return home


def _jobs_of_one_name(application: StackApplication, prepared: list[PreparedJob]) -> Iterator[Problem]:
    """Jobs that would be one job in Azure, because a callback gives them one name."""
    first: dict[tuple[StackApplication, str], str] = {}
    for each in prepared:
        name: object = each.job.name
        if is_literal_text(name):
            owner = first.setdefault((home_of(application, each), name), each.resource.name)
            if owner.lower() != each.resource.name.lower():
                yield rules.problem(
                    "ACJ951",
                    f"{name!r} is the name of the job {owner!r} in Azure too",
                    resource=each.resource.name,
                    path="job.name",
                    value=name,
                    where=each.job._note("name").where or each.resource._declared_at,
                )


def _own_tag_problems(application: StackApplication) -> list[Problem]:
    """The tags of everything that Azure does not accept."""
    return [
        rules.problem("ACJ108", message, path="tags=", where=application.declared_at)
        for message in rules.names.tag_mistakes(application.tags)
    ]


def _tag_problems(application: StackApplication, prepared: PreparedJob) -> list[Problem]:
    """What Azure does not take of a job's tags together with the application's."""
    own: object = prepared.job.tags
    if not application.tags or not isinstance(own, dict) or not own:
        return []
    apart = {*rules.names.tag_mistakes(application.tags), *rules.names.tag_mistakes(own)}
    note = prepared.job._note("tags")
    return [
        rules.problem(
            "ACJ108",
            f"{message}, with those of the application",
            resource=prepared.resource.name,
            path=note.written,
            where=note.where,
        )
        for message in rules.names.tag_mistakes({**application.tags, **own})
        if message not in apart
    ]


def _secret_tags(application: StackApplication, secrets: Sensitivity) -> list[Problem]:
    """Tags of all jobs that would show a secret."""
    return [
        rules.problem(
            "ACJ403",
            "A secret is in tags, which anyone can read",
            path=f"tags=[{key!r}]",
            where=application.declared_at,
        )
        for key, value in application.tags.items()
        if (given := resolve(value)).is_secret or secrets.in_value(given)
    ]


def _without_consequences(problems: list[Problem], of: list[Problem]) -> list[Problem]:
    """The problems, less those of the job's name when it is the resource's name that is wrong."""
    if not any(problem.code == "ACJ902" for problem in of):
        return problems
    return [each for each in problems if each.path != "name=" or each.code not in {"ACJ101", "ACJ102"}]
