"""`run_on_deploy` and `wait_for_completion`: the deployment runs a job, and what waits comes after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cdktf import TerraformResource

from cdktf_aspire import Event, Schedule, StorageQueueScaleRule, create_builder

if TYPE_CHECKING:
    from cdktf_aspire import ContainerAppJob, ContainerResource, Infrastructure
    from tests.apphost import AppHost, Json

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def migration(apphost: AppHost, name: str = "migrate", **options: Any) -> ContainerResource:  # noqa: ANN401
    return apphost.builder.add_container(name, IMAGE).publish_as_azure_container_app_job(**options)


def run(apphost: AppHost, name: str = "migrate_run") -> Json:
    return apphost.resource("terraform_data", name)


def timeout(apphost: AppHost) -> str:
    (provisioner,) = run(apphost)["provisioner"]
    interpreter: list[str] = provisioner["local-exec"]["interpreter"]
    return interpreter[interpreter.index("--timeout") + 1]


def test_the_deployment_starts_the_job_and_waits(apphost: AppHost) -> None:
    migration(apphost).with_args("--up").with_environment("MODE", "fast").run_on_deploy()

    assert run(apphost) == {
        "triggers_replace": {
            "job": "${azurerm_container_app_job.migrate.id}",
            "containers": [
                {
                    "image": IMAGE,
                    "args": ["--up"],
                    "env": [{"name": "MODE", "value": "fast"}],
                    "cpu": 0.5,
                    "memory": "1Gi",
                }
            ],
        },
        "provisioner": [
            {
                "local-exec": {
                    "interpreter": [
                        *("cdktf-aspire", "run", "--wait", "--current", "--stop-on-timeout"),
                        *("--timeout", "40m"),
                    ],
                    "command": "${azurerm_container_app_job.migrate.id}",
                }
            }
        ],
    }


def test_whether_it_can_run_is_checked_before_the_job_is_changed(apphost: AppHost) -> None:
    migration(apphost).run_on_deploy()
    apphost.builder.add_project("seed", "Seed.csproj").publish_as_azure_container_app_job().run_on_deploy()

    assert run(apphost, "cdktf_aspire") == {
        "triggers_replace": {"migrate": [IMAGE], "seed": ["${var.seed_containerimage}"]},
        "provisioner": [{"local-exec": {"interpreter": ["cdktf-aspire", "run"], "command": "--check"}}],
    }
    assert apphost.job("migrate")["depends_on"] == ["terraform_data.cdktf_aspire"]
    assert "terraform_data.cdktf_aspire" in apphost.job("seed")["depends_on"]


def test_the_check_depends_on_nothing_else_of_the_stack(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    tag = apphost.builder.add_parameter("tag")

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.containers[0].image = registry.output("loginServer")

    migration(apphost, configure=configure).run_on_deploy()
    apphost.builder.add_container("seed", "ghcr.io/acme/seed").with_image_tag(
        tag
    ).publish_as_azure_container_app_job().run_on_deploy()

    assert run(apphost, "cdktf_aspire")["triggers_replace"] == {
        "migrate": [],
        "seed": ["ghcr.io/acme/seed:${var.tag}"],
    }


def test_a_secret_is_named_in_what_runs_and_its_value_is_not_there(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    migration(apphost).with_environment("PASSWORD", password).run_on_deploy()

    (container,) = run(apphost)["triggers_replace"]["containers"]
    assert container["env"] == [{"name": "PASSWORD", "secret_name": "password"}]
    assert "${var.password}" not in str(run(apphost))


def test_init_containers_are_part_of_what_runs(apphost: AppHost) -> None:
    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.init_containers.append(type(job.template.containers[0])(name="first", image="a.io/b:1"))

    migration(apphost, configure=configure).run_on_deploy()

    assert [each["image"] for each in run(apphost)["triggers_replace"]["containers"]] == ["a.io/b:1", IMAGE]


def test_always_is_every_deployment(apphost: AppHost) -> None:
    migration(apphost).run_on_deploy(when="always")

    assert run(apphost)["triggers_replace"] == {
        "job": "${azurerm_container_app_job.migrate.id}",
        "at": "${plantimestamp()}",
    }
    assert run(apphost, "cdktf_aspire")["triggers_replace"] == {"migrate": [IMAGE, "${plantimestamp()}"]}


@pytest.mark.parametrize(
    ("options", "given", "written"),
    [
        ({}, None, "40m"),  # Azure's half an hour, and ten minutes for the start
        ({"timeout": 60, "retry_limit": 2}, None, "13m"),
        ({"timeout": 60, "trigger": Schedule("0 2 * * *", replica_completion_count=4)}, None, "14m"),
        ({}, 90, "90s"),
        ({}, timedelta(hours=2), "120m"),
        ({"timeout": 2147483647, "retry_limit": 100}, None, "9999999s"),  # what the command takes
    ],
)
def test_it_waits_as_long_as_asked_or_as_an_execution_may_take(
    apphost: AppHost, options: dict[str, Any], given: timedelta | int | None, written: str
) -> None:
    migration(apphost, **options).run_on_deploy(timeout=given)

    assert timeout(apphost) == written


def test_a_time_may_be_a_parameter(apphost: AppHost) -> None:
    migration(apphost).run_on_deploy(timeout=apphost.builder.add_parameter("seconds"))

    assert timeout(apphost) == "${var.seconds}s"


def test_an_execution_of_unknown_length_is_waited_for_for_70_minutes(apphost: AppHost) -> None:
    migration(apphost, timeout=apphost.builder.add_parameter("seconds")).run_on_deploy()

    assert timeout(apphost) == "70m"


@pytest.mark.parametrize(
    "wrong", [0, 0.5, -1, timedelta(), timedelta(milliseconds=1500), 10**7, True, "30m", None]
)
def test_another_time_is_a_problem(apphost: AppHost, wrong: Any) -> None:  # noqa: ANN401
    migration(apphost).run_on_deploy(timeout=wrong)

    assert apphost.codes() == ([] if wrong is None else ["ACJ002"])


def test_a_secret_time_is_a_problem(apphost: AppHost) -> None:
    migration(apphost).run_on_deploy(timeout=apphost.builder.add_parameter("seconds", secret=True))

    assert apphost.codes() == ["ACJ002"]


def test_another_moment_is_a_problem(apphost: AppHost) -> None:
    migration(apphost).run_on_deploy(when="sometimes")  # type: ignore[arg-type]

    (problem,) = apphost.problems()
    assert (problem.code, problem.path, problem.allowed) == ("ACJ002", "when=", '"changed" or "always"')


def test_what_does_not_become_a_job_can_not_run(apphost: AppHost) -> None:
    apphost.builder.add_container("app", IMAGE).run_on_deploy()
    apphost.builder.add_container("other", IMAGE).run_on_deploy().exclude_from_manifest()

    assert [(each.code, each.resource) for each in apphost.problems()] == [
        ("ACJ905", "app"),
        ("ACJ930", "app"),
    ]


@pytest.mark.parametrize("image", ["ghcr.io/acme/migrate", "ghcr.io/acme/migrate:latest"])
def test_an_image_without_a_version_does_not_run_when_it_is_pushed_again(
    apphost: AppHost, image: str
) -> None:
    job = apphost.builder.add_container("migrate", image).publish_as_azure_container_app_job()
    job.acknowledge("ACJ302", "about the run")
    job.run_on_deploy()
    assert apphost.codes() == ["ACJ934"]

    job.run_on_deploy(when="always")
    assert apphost.codes() == []


def test_a_run_comes_after_the_roles_of_the_identity_that_the_job_gets_by_itself(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("data").add_queue("orders")
    rule = StorageQueueScaleRule(queue_name=queue, identity="system")
    migration(apphost, trigger=Event(rule)).run_on_deploy()

    role = "azurerm_role_assignment.migrate_roles_data_storage_queue_data_reader"
    assert run(apphost)["depends_on"] == [role]
    assert role not in apphost.job("migrate")["depends_on"]


def test_a_job_waits_for_the_run_of_another(apphost: AppHost) -> None:
    migrate = migration(apphost)
    seed = migration(apphost, "seed").wait_for_completion(migrate)
    migration(apphost, "report").wait_for_completion(seed)

    assert apphost.codes() == []
    assert apphost.job("seed")["depends_on"] == ["terraform_data.migrate_run", "terraform_data.cdktf_aspire"]
    assert apphost.job("report")["depends_on"] == ["terraform_data.seed_run"]
    assert timeout(apphost) == "40m"


def test_the_calls_may_come_in_any_order(apphost: AppHost) -> None:
    report = apphost.builder.add_container("report", IMAGE)
    migrate = migration(apphost)
    report.wait_for_completion(migrate)
    report.publish_as_azure_container_app_job()
    migrate.run_on_deploy(timeout=60)

    assert apphost.job("report")["depends_on"] == ["terraform_data.migrate_run"]
    assert timeout(apphost) == "1m"


def test_resources_of_azure_wait_for_a_run(apphost: AppHost) -> None:
    builder, migrate = apphost.builder, migration(apphost)
    storage, vault, bus = (
        builder.add_azure_storage("storage"),
        builder.add_azure_key_vault("kv"),
        builder.add_azure_service_bus("bus"),
    )
    secret = vault.add_secret("password", builder.add_parameter("password-value", secret=True))
    queue = bus.add_service_bus_queue("orders")
    for each in (storage, secret, queue, builder.add_azure_user_assigned_identity("me")):
        each.wait_for_completion(migrate)

    assert apphost.codes() == []
    for kind, name in (
        ("azurerm_storage_account", "storage"),
        ("azurerm_key_vault_secret", "password"),
        ("azurerm_servicebus_queue", "orders"),
        ("azurerm_user_assigned_identity", "me"),
    ):
        assert "terraform_data.migrate_run" in apphost.resource(kind, name)["depends_on"], name
    assert "depends_on" not in apphost.resource("azurerm_servicebus_namespace", "bus")


def test_what_exists_already_does_not_wait(apphost: AppHost) -> None:
    migrate, builder = migration(apphost), apphost.builder
    storage = builder.add_azure_storage("storage").as_existing("old")
    storage.wait_for_completion(migrate)
    storage.add_queue("orders").as_existing().wait_for_completion(migrate)

    assert apphost.codes() == ["ACJ936", "ACJ936"]


def test_a_run_that_needs_what_waits_for_it_is_an_error(apphost: AppHost) -> None:
    builder = apphost.builder
    queue, bus = builder.add_azure_storage("data").add_queue("orders"), builder.add_azure_service_bus("bus")
    environment = builder.add_azure_container_app_environment("env")
    migrate = migration(apphost).with_reference(queue)
    seed = migration(apphost, "seed").wait_for_completion(migrate)
    queue.parent.wait_for_completion(seed)
    environment.wait_for_completion(migrate)
    bus.wait_for_completion(migrate)

    assert [(each.code, each.resource) for each in apphost.problems()] == [
        ("ACJ922", "data"),
        ("ACJ922", "env"),
    ]


def test_a_job_can_not_wait_for_its_own_run(apphost: AppHost) -> None:
    migrate = migration(apphost)
    migrate.wait_for_completion(migrate)

    assert apphost.codes() == ["ACJ922"]


@pytest.mark.parametrize("wrong", [3, "0", None])
def test_only_success_can_be_waited_for(apphost: AppHost, wrong: Any) -> None:  # noqa: ANN401
    migration(apphost, "report").wait_for_completion(migration(apphost), exit_code=wrong)

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource, problem.path) == ("ACJ935", "report", "exit_code=")


def test_what_is_not_in_the_terraform_makes_no_job_run(apphost: AppHost) -> None:
    app = apphost.builder.add_container("app", IMAGE)
    app.wait_for_completion(migration(apphost)).exclude_from_manifest()

    assert "terraform_data" not in apphost.terraform()["resource"]


def test_a_renamed_job_takes_its_run_along(apphost: AppHost) -> None:
    migration(apphost).moved_from("upgrade").run_on_deploy()

    assert {"from": "terraform_data.upgrade_run", "to": "terraform_data.migrate_run"} in apphost.terraform()[
        "moved"
    ]
    assert all("cdktf_aspire" not in each["from"] for each in apphost.terraform()["moved"])


def test_a_second_application_in_a_stack_has_a_check_of_its_own(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    migration(apphost).run_on_deploy()
    second = create_builder(scope=apphost.stack, name="second")
    second.add_container("seed", IMAGE).with_compute_environment(
        environment
    ).publish_as_azure_container_app_job().run_on_deploy()

    assert apphost.terraform()["resource"]["terraform_data"].keys() == {
        *("migrate_run", "cdktf_aspire", "seed_run", "second_cdktf_aspire")
    }


@pytest.mark.parametrize("address", ["migrate_run", "cdktf_aspire"])
def test_an_address_that_the_user_has_taken_is_an_error(apphost: AppHost, address: str) -> None:
    own = TerraformResource(apphost.stack, "own", terraform_resource_type="terraform_data")
    own.override_logical_id(address)
    migration(apphost).run_on_deploy()

    assert apphost.codes() == ["ACJ906"]
