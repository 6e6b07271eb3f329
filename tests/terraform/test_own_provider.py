"""A provider of the user's own: of generated bindings, with an alias, or of another subscription."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from cdktf import App, TerraformProvider, TerraformStack
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault import DataAzurermKeyVault
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

from cdktf_aspire import create_builder, ref_expr
from tests.apphost import run_program
from tests.engines import in_engine
from tests.hosting.azure.test_existing import ADDS
from tests.terraform.runner import actions
from tests.terraform.test_engines import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cdktf_aspire import DistributedApplication
    from tests.apphost import AppHost, Json
    from tests.terraform.runner import Terraform

# Stands in for what `cdktf get` and `cdktn get` write into `imports/`, which needs the provider itself:
# classes of other modules than the engine's bindings, with an azurerm of another version.
GENERATED = {
    "provider": """
from cdktf import TerraformProvider, TerraformProviderGeneratorMetadata

class AzurermProvider(TerraformProvider):
    def __init__(self, scope, id_, *, alias=None, **config):
        self._alias = alias
        super().__init__(
            scope, id_, terraform_resource_type="azurerm", terraform_provider_source="hashicorp/azurerm",
            terraform_generator_metadata=TerraformProviderGeneratorMetadata(
                provider_name="azurerm", provider_version="4.60.0"))
        for name, value in config.items():
            self.add_override(name, value)

    @property
    def alias(self):
        return self._alias
""",
    "resource_group": """
from cdktf import TerraformProviderGeneratorMetadata, TerraformResource

class ResourceGroup(TerraformResource):
    def __init__(self, scope, id_, *, provider=None, **config):
        super().__init__(
            scope, id_, terraform_resource_type="azurerm_resource_group", provider=provider,
            terraform_generator_metadata=TerraformProviderGeneratorMetadata(
                provider_name="azurerm", provider_version="4.60.0"))
        for name, value in config.items():
            self.add_override(name, value)
""",
}
# This library before the bindings, as import sorters have it: the other way round takes 20 seconds more.
IMPORTS = """
from cdktf import App, LocalBackend, TerraformStack
from cdktf_aspire import create_builder
from {bindings}.provider import AzurermProvider
from {bindings}.resource_group import ResourceGroup
"""
BEGIN = """
app = App(outdir="{variant}")
stack = TerraformStack(app, "jobs")
LocalBackend(stack, path="terraform.tfstate")
"""
# Something of everything that is written: whole resources, parts of them, roles, what comes with a job.
JOB = """
vault = builder.add_azure_key_vault("vault")
vault.add_secret("token", builder.add_parameter("value", secret=True))
queue = builder.add_azure_storage("store").add_queue("queue")
builder.add_azure_event_hubs("hubs").add_hub("clicks").add_consumer_group("readers")
builder.add_project("api", "a.csproj").with_volume("/data").with_reference(
    queue).publish_as_azure_container_app_job()
app.synth()
"""
BINDINGS = ["cdktf_cdktf_provider_azurerm", "imports.azurerm"]
JOBS = '"azurerm", alias="jobs", features=[{}], storage_use_azuread=True'
# How an application comes to its provider; each in an app of its own.
VARIANTS = {
    "the stack's": """
AzurermProvider(stack, "azurerm", features=[{}], storage_use_azuread=True)
group = ResourceGroup(stack, "group", name="rg", location="westeurope")
builder = create_builder(scope=stack, resource_group=group)
""",
    "given": f"""
jobs = AzurermProvider(stack, {JOBS})
builder = create_builder(scope=stack, provider=jobs)
""",
    "none": """
builder = create_builder(scope=stack)
""",
    "beside one with an alias": f"""
jobs = AzurermProvider(stack, {JOBS})
ResourceGroup(stack, "theirs", name="rg", location="westeurope", provider=jobs)
builder = create_builder(scope=stack)
""",
}

engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], dict[str, Json]]:
    """Synthesizes all variants with an engine and bindings, in one program."""

    @functools.cache
    def synthesize(engine: str, bindings: str) -> dict[str, Json]:
        folder = tmp_path_factory.mktemp(engine)
        for name, module in GENERATED.items():
            file = folder / "imports" / "azurerm" / name / "__init__.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(in_engine(module, engine), encoding="utf-8")
        program = IMPORTS.format(bindings=bindings) + "".join(
            BEGIN.format(variant=variant) + code + JOB for variant, code in VARIANTS.items()
        )
        done = run_program(folder, in_engine(program, engine), PYTHONPATH=str(folder))
        assert (done.returncode, "Error" in done.stderr) == (0, False), done.stderr
        return {
            variant: json.loads((folder / variant / "stacks" / "jobs" / "cdk.tf.json").read_text())
            for variant in VARIANTS
        }

    return synthesize


def through(document: Json) -> dict[str, object]:
    """The provider of each resource and data source of azurerm's, by its address; None for the usual one."""
    return {
        f"{section}.{kind}.{name}": body.get("provider")
        for section in ("resource", "data")
        for kind, named in document.get(section, {}).items()
        for name, body in named.items()
        if kind.startswith("azurerm_")
    }


def without_providers(document: Json) -> Json:
    parts = {key: document[key] for key in ("resource", "data", "locals", "variable", "output")}
    for section in ("resource", "data"):
        parts[section] = {
            kind: {
                name: {k: v for k, v in body.items() if k not in {"provider", "//"}}
                for name, body in named.items()
            }
            for kind, named in document[section].items()
        }
    return parts


# -- generated bindings


@engines
def test_a_provider_of_generated_bindings_is_that_of_the_stack(
    synthesized: Callable[[str, str], dict[str, Json]], engine: str
) -> None:
    document = synthesized(engine, "imports.azurerm")["the stack's"]

    assert document["provider"] == {"azurerm": [{"features": [{}], "storage_use_azuread": True}]}
    assert document["terraform"]["required_providers"]["azurerm"] == {
        "source": "hashicorp/azurerm",
        "version": "4.60.0",
    }
    job = document["resource"]["azurerm_container_app_job"]["api"]
    assert job["resource_group_name"] == "${azurerm_resource_group.group.name}"
    assert set(through(document).values()) == {None}


# -- a provider with an alias


@engines
@pytest.mark.parametrize("bindings", BINDINGS)
def test_everything_goes_through_the_provider_that_is_given(
    synthesized: Callable[[str, str], dict[str, Json]], engine: str, bindings: str
) -> None:
    document = synthesized(engine, bindings)["given"]

    (provider,) = document["provider"]["azurerm"]
    assert provider["alias"] == "jobs"
    assert set(through(document).values()) == {"azurerm.jobs"}
    assert {address.rpartition(".")[0] for address in through(document)} >= {
        "data.azurerm_client_config",
        "resource.azurerm_container_app_environment_storage",
        "resource.azurerm_container_app_job",
        "resource.azurerm_eventhub_consumer_group",
        "resource.azurerm_key_vault_secret",
        "resource.azurerm_resource_group",
        "resource.azurerm_role_assignment",
    }
    assert without_providers(document) == without_providers(synthesized(engine, bindings)["none"])


@engines
@pytest.mark.parametrize(("bindings", "version"), [*zip(BINDINGS, [None, "4.60.0"], strict=True)])
def test_beside_one_with_an_alias_alone_there_is_the_usual_one(
    synthesized: Callable[[str, str], dict[str, Json]], engine: str, bindings: str, version: str | None
) -> None:
    document = synthesized(engine, bindings)["beside one with an alias"]

    theirs, usual = document["provider"]["azurerm"]
    assert theirs["alias"] == "jobs"
    assert {key: usual.get(key) for key in ("alias", "features", "storage_use_azuread")} == {
        "alias": None,
        "features": [{}],
        "storage_use_azuread": True,
    }
    assert "Microsoft.App" in usual["resource_providers_to_register"]
    providers = through(document)
    assert providers.pop("resource.azurerm_resource_group.theirs") == "azurerm.jobs"
    assert set(providers.values()) == {None}
    # The version is theirs, since it holds for both.
    asked = document["terraform"]["required_providers"]["azurerm"]
    assert asked["version"] == (version or {"cdktf": "4.55.0", "cdktn": "5.10.0"}[engine])
    assert asked["source"] == ("hashicorp/azurerm" if version else "azurerm")


def provider_in(stack: TerraformStack, alias: str | None = None, **more: Any) -> AzurermProvider:  # noqa: ANN401
    return AzurermProvider(
        stack, alias or "azurerm", alias=alias, features=[AzurermProviderFeatures()], **more
    )


def add_job(builder: DistributedApplication) -> None:
    builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()


def test_terraform_takes_it(apphost: AppHost, terraform_in: Callable[[Path], Terraform]) -> None:
    apphost.builder.provider = provider_in(apphost.stack, "jobs", storage_use_azuread=True)
    apphost.builder.add_azure_storage("store").add_queue("queue")
    add_job(apphost.builder)
    apphost.app.synth()

    terraform = terraform_in(apphost.folder / "stacks" / "stack")
    terraform.init()
    terraform.validate()
    plan = terraform.plan()
    assert actions(plan)["azurerm_container_app_job.batch"] == "create"
    configured = plan["configuration"]["root_module"]["resources"]
    assert {each["provider_config_key"] for each in configured} == {"azurerm.jobs"}


def test_terraform_takes_the_usual_one_beside_another(
    apphost: AppHost, terraform_in: Callable[[Path], Terraform]
) -> None:
    provider_in(apphost.stack, "jobs")
    add_job(apphost.builder)
    apphost.app.synth()

    terraform = terraform_in(apphost.folder / "stacks" / "stack")
    terraform.init()
    terraform.validate()
    assert actions(terraform.plan())["azurerm_container_app_job.batch"] == "create"


def test_of_two_applications_one_has_its_own(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.stack, name="other", provider=provider_in(apphost.stack, "jobs"))
    add_job(apphost.builder)
    other.add_azure_service_bus("bus")

    document = apphost.terraform()
    by_provider: dict[object, set[str]] = {}
    for address, provider in through(document).items():
        by_provider.setdefault(provider, set()).add(address)
    assert "resource.azurerm_container_app_job.batch" in by_provider[None]
    assert "resource.azurerm_servicebus_namespace.bus" in by_provider["azurerm.jobs"]
    usual = document["provider"]["azurerm"][1]
    assert "Microsoft.ServiceBus" not in usual["resource_providers_to_register"]


# -- what can't be a provider


def azapi_in(stack: TerraformStack) -> TerraformProvider:
    class AzapiProvider(TerraformProvider):
        def __init__(self) -> None:
            super().__init__(stack, "azapi", terraform_resource_type="azapi")

    return AzapiProvider()


WRONG: dict[str, tuple[Callable[[TerraformStack], object], str]] = {
    "text": (lambda stack: "azurerm.jobs", "The provider is 'azurerm.jobs'"),
    "nothing": (lambda stack: "", "The provider is empty"),
    "a number": (lambda stack: 5, "The provider is an int"),
    "a list": (lambda stack: [provider_in(stack, "jobs")], "The provider is a list"),
    "a class": (lambda stack: AzurermProvider, "The provider is the class AzurermProvider"),
    "azapi": (azapi_in, "The provider is that of azapi, 'stack/azapi'"),
    "a stack": (lambda stack: stack, "The provider is a TerraformStack"),
    "a resource": (
        lambda stack: DataAzurermKeyVault(stack, "kv", name="kv", resource_group_name="rg"),
        "The provider is azurerm_key_vault 'stack/kv'",
    ),
}


@pytest.mark.parametrize("call", ["create_builder", "as_existing"])
@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_provider_of_azurerm_is_a_problem(apphost: AppHost, kind: str, call: str) -> None:
    make, message = WRONG[kind]
    value = cast("AzurermProvider", make(apphost.stack))
    if call == "create_builder":
        apphost.builder.provider = value
    else:
        apphost.builder.add_azure_key_vault("vault").as_existing("kv", "rg", provider=value)
    add_job(apphost.builder)

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ990", "provider=")
    assert problem.message == f"{message}, not an azurerm construct"
    assert problem.where is not None
    assert "AzurermProvider(stack" in (problem.hint or "")


@pytest.mark.parametrize("call", ["create_builder", "as_existing"])
@pytest.mark.parametrize("where", ["stack", "App"])
def test_a_provider_of_another_stack_is_a_problem(apphost: AppHost, where: str, call: str) -> None:
    stack = apphost.add_stack("other") if where == "stack" else TerraformStack(App(), "other")
    if call == "create_builder":
        apphost.builder.provider = provider_in(stack)
    else:
        apphost.builder.add_azure_key_vault("vault").as_existing("kv", "rg", provider=provider_in(stack))
    add_job(apphost.builder)

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ991", "provider=")
    assert problem.message == "The provider 'other/azurerm' is in a different stack from the application"


@pytest.mark.parametrize("where", ["stack", "App"])
def test_a_provider_of_another_engine_is_a_problem(apphost: AppHost, where: str) -> None:
    import cdktn
    from cdktn_provider_azurerm.provider import AzurermProvider as Cdktns

    scope: Any = apphost.stack if where == "stack" else cdktn.TerraformStack(cdktn.App(), "x")
    theirs: Any = Cdktns(scope, "theirs", features=[{}])
    apphost.builder.provider = theirs
    apphost.builder.add_azure_key_vault("vault")

    path = "stack/theirs" if where == "stack" else "x/theirs"
    assert [(each.code, each.message) for each in apphost.problems()] == [
        ("ACJ984", f"The provider {path!r} belongs to cdktn, but the stack to cdktf")
    ]


# -- another subscription


@pytest.mark.parametrize("kind", ADDS)
def test_what_exists_in_another_subscription_is_looked_up_through_its_provider(
    apphost: AppHost, kind: str
) -> None:
    shared = provider_in(apphost.stack, "shared")
    cast("Any", ADDS[kind](apphost.builder, "it")).as_existing("theirs", "their-group", provider=shared)

    assert apphost.terraform()["data"] == {
        kind: {"it": {"name": "theirs", "resource_group_name": "their-group", "provider": "azurerm.shared"}}
    }


@pytest.mark.parametrize(("group", "codes"), [(None, ["ACJ992"]), ("their-group", [])])
def test_a_provider_without_the_group_is_a_warning(
    apphost: AppHost, group: str | None, codes: list[str]
) -> None:
    shared = provider_in(apphost.stack, "shared")
    apphost.builder.add_azure_key_vault("vault").as_existing("kv", group, provider=shared)

    assert apphost.codes() == codes


def test_roles_on_it_go_through_the_applications_own(apphost: AppHost) -> None:
    shared = provider_in(apphost.stack, "shared")
    vault = apphost.builder.add_azure_key_vault("vault").as_existing("kv", "rg", provider=shared)
    apphost.builder.add_container("batch", "a/b:1").with_environment(
        "TOKEN", vault.get_secret("token")
    ).publish_as_azure_container_app_job()

    role = apphost.resource("azurerm_role_assignment", "batch_roles_vault_key_vault_secrets_user")
    assert role["scope"] == "${data.azurerm_key_vault.vault.id}"
    assert "provider" not in role
    (secret,) = apphost.job()["secret"]
    assert secret["key_vault_secret_id"] == "${data.azurerm_key_vault.vault.vault_uri}secrets/token"


def test_what_is_created_in_it_goes_through_its_provider(apphost: AppHost) -> None:
    builder, shared = apphost.builder, provider_in(apphost.stack, "shared")
    vault = builder.add_azure_key_vault("vault").as_existing("kv", "rg", provider=shared)
    vault.add_secret("added", builder.add_parameter("value", secret=True))
    builder.add_azure_storage("store").as_existing("st", "rg", provider=shared).add_queue("queue")
    hubs = builder.add_azure_event_hubs("hubs").as_existing("eh", "rg", provider=shared)
    hubs.add_hub("clicks").add_consumer_group("readers")
    builder.add_azure_container_registry("images").as_existing("cr", "rg", provider=shared).with_purge_task(
        "0 1 * * *", task_name="purge"
    )
    environment = builder.add_azure_container_app_environment("env")
    environment.as_existing("cae", "rg", provider=shared)
    builder.add_container("batch", "a/b:1").with_volume("/data").with_environment(
        "URL", ref_expr("x={0}", vault.get_secret("read"))
    ).publish_as_azure_container_app_job()

    found = {each for each, provider in through(apphost.terraform()).items() if provider == "azurerm.shared"}
    assert {
        each.rpartition(".")[0]
        for each in found
        if not each.endswith(("vault", "store", "hubs", "images", "env"))
    } == {
        "data.azurerm_key_vault_secret",
        "resource.azurerm_container_app_environment_storage",
        "resource.azurerm_container_registry_task",
        "resource.azurerm_eventhub",
        "resource.azurerm_eventhub_consumer_group",
        "resource.azurerm_key_vault_secret",
        "resource.azurerm_storage_queue",
    }
    # Nothing of that is registered in the subscription of the jobs.
    usual = apphost.terraform()["provider"]["azurerm"][1]
    assert "Microsoft.KeyVault" not in usual["resource_providers_to_register"]


@pytest.mark.parametrize("kind", ["a data source", "a resource", "of another stack"])
def test_what_is_created_in_a_construct_goes_through_the_provider_of_the_construct(
    apphost: AppHost, kind: str
) -> None:
    stack = apphost.add_stack("other") if kind == "of another stack" else apphost.stack
    shared = provider_in(stack, "shared")
    if kind == "a resource":
        construct: DataAzurermKeyVault | KeyVault = KeyVault(
            stack,
            "kv",
            name="kv",
            resource_group_name="rg",
            location="westeurope",
            tenant_id="t",
            sku_name="standard",
            rbac_authorization_enabled=True,
            provider=shared,
        )
    else:
        construct = DataAzurermKeyVault(stack, "kv", name="kv", resource_group_name="rg", provider=shared)
    vault = apphost.builder.add_azure_key_vault("vault").as_existing(construct)
    vault.add_secret("added", apphost.builder.add_parameter("value", secret=True))

    secret = apphost.resource("azurerm_key_vault_secret", "added")
    assert secret.get("provider") == (None if kind == "of another stack" else "azurerm.shared")


def test_two_of_one_name_in_two_subscriptions(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace

    LogAnalyticsWorkspace(apphost.stack, "logs", name="logs", resource_group_name="rg", location="westeurope")
    theirs = apphost.builder.add_azure_log_analytics_workspace("theirs")
    theirs.as_existing("logs", "rg", provider=provider_in(apphost.stack, "shared"))

    assert apphost.problems() == []


def test_a_provider_where_nothing_is_looked_up_is_a_problem(apphost: AppHost) -> None:
    shared = provider_in(apphost.stack, "shared")
    construct = DataAzurermKeyVault(apphost.stack, "kv", name="kv", resource_group_name="rg")
    apphost.builder.add_azure_key_vault("vault").as_existing(construct, provider=shared)
    registry = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers"
    apphost.builder.add_azure_container_registry("images").as_existing(
        f"{registry}/Microsoft.ContainerRegistry/registries/theirs", provider=shared
    )

    assert [(each.code, each.path, each.message) for each in apphost.problems()] == [
        ("ACJ002", "provider=", "A construct already has its provider"),
        ("ACJ002", "provider=", "Nothing is looked up if the id is given"),
    ]


# -- what azurerm does with the account's keys


KEYS: dict[str, tuple[Callable[[AppHost], object], list[str]]] = {
    "an alias that nothing uses": (lambda apphost: provider_in(apphost.stack, "jobs"), []),
    "an alias that is given": (
        lambda apphost: setattr(apphost.builder, "provider", provider_in(apphost.stack, "jobs")),
        ["ACJ953"],
    ),
    "an alias that is given, with it": (
        lambda apphost: setattr(
            apphost.builder, "provider", provider_in(apphost.stack, "jobs", storage_use_azuread=True)
        ),
        [],
    ),
    "an alias with it, and the usual one": (
        lambda apphost: (
            provider_in(apphost.stack, "jobs", storage_use_azuread=True),
            provider_in(apphost.stack),
        ),
        ["ACJ953"],
    ),
    "an override": (
        lambda apphost: provider_in(apphost.stack).add_override("storage_use_azuread", True),
        [],
    ),
}


@pytest.mark.parametrize("kind", KEYS)
def test_the_provider_of_a_storage_account_uses_no_keys(apphost: AppHost, kind: str) -> None:
    declare, codes = KEYS[kind]
    declare(apphost)
    apphost.builder.add_azure_storage("store")

    assert apphost.codes() == codes
