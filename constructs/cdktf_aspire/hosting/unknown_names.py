"""Hints for calls that this library doesn't have, for misspelt ones, and for C#'s spelling."""

from __future__ import annotations

import inspect
import re
import sys
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.arguments import WRONG_ARGUMENT, did_you_mean
from cdktf_aspire.diagnostics.fixed import refuse_changes
from cdktf_aspire.diagnostics.missing import Missing, is_in_callback, reads_plainly, sets_plainly
from cdktf_aspire.diagnostics.problems import SourceLocation, caller, closest, is_of_the_library
from cdktf_aspire.diagnostics.rules import ERROR, problem, register
from cdktf_aspire.diagnostics.uncaught import tell_as, unknown_attribute
from cdktf_aspire.hosting.keywords import SHORT_WORDS, shortened
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.reporting import Reporting

_NOT_HERE: Final = register(
    "ACJ013",
    ERROR,
    "any call or attribute of the builder, a resource or a value",
    allowed="names in docs/porting.md and docs/aspire-python.md",
    why="The effect of the call would be missing in Azure",
    fix="Remove the call, or correct the name",
    source="this library",
)

_ELSEWHERE: Final = (
    "Use builder.add_connection_string(name) for one that runs elsewhere: pass the value at the deployment, "
    'or an expression of parameters and tokens: ref_expr("Host={0};...", host)'
)
_AZURE: Final = (
    "Write its azurerm construct in the same stack, and pass on what jobs need: "
    'builder.add_connection_string(name, ref_expr("...{0}", construct.attribute)), or pass the construct to '
    "with_role_assignments()"
)
_BUILT: Final = (
    "Write a Dockerfile that starts the program, and add it: builder.add_dockerfile(name, context_path)"
)
_TERRAFORM: Final = (
    "Write the azurerm or azapi construct in the same stack; its tokens are accepted as values everywhere"
)
_CLOUD: Final = "Jobs run in builder.add_azure_container_app_environment(name)"
_NO_APP: Final = (
    "A job has no ingress and no replicas; the call is for container apps, which this library doesn't write"
)


def _each(hint: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, hint)


# Aspire's names in snake_case, as its own Python AppHosts have them and as people write them.
_ON_BUILDER: Final[Mapping[str, str]] = {
    "create_builder": (
        "It is a function: write from cdktf_aspire import create_builder, then create_builder()"
    ),
    **_each(
        _ELSEWHERE,
        *("add_postgres", "add_sql_server", "add_my_sql", "add_mysql", "add_mongo_db", "add_mongodb"),
        *("add_redis", "add_valkey", "add_garnet", "add_rabbit_mq", "add_rabbitmq", "add_kafka", "add_nats"),
        *("add_qdrant", "add_milvus", "add_elasticsearch", "add_oracle", "add_seq", "add_keycloak"),
        *("add_open_ai", "add_openai", "add_git_hub_model", "add_ollama"),
    ),
    **_each(
        _AZURE,
        *("add_azure_cosmos_db", "add_azure_sql_server", "add_azure_postgres_flexible_server"),
        *("add_azure_redis", "add_azure_managed_redis", "add_azure_app_configuration"),
        *("add_azure_application_insights", "add_azure_search"),
        *("add_azure_open_ai", "add_azure_openai", "add_foundry", "add_azure_ai_foundry"),
        *("add_azure_signal_r", "add_azure_signalr", "add_azure_web_pub_sub", "add_azure_kusto_cluster"),
    ),
    **_each(
        _BUILT,
        *("add_python_app", "add_python_module", "add_python_executable", "add_uvicorn_app"),
        *("add_node_app", "add_npm_app", "add_vite_app", "add_java_script_app", "add_javascript_app"),
        *("add_next_js_app", "add_bun_app", "add_deno_app", "add_go_app", "add_java_app", "add_spring_app"),
        *("add_rust_app", "add_dotnet_project", "add_dotnet_tool", "add_ef_migrations"),
    ),
    **_each(
        _TERRAFORM,
        *("add_bicep_template", "add_bicep_template_string", "add_azure_infrastructure"),
        *("add_azure_virtual_network", "add_azure_nat_gateway", "add_azure_front_door"),
    ),
    **_each(
        _CLOUD,
        *("add_docker_compose_environment", "add_kubernetes_environment"),
        *("add_azure_app_service_environment", "add_azure_kubernetes_environment", "add_container_registry"),
    ),
    "configuration": "Read os.environ, or use builder.add_parameter(name): it is a Terraform variable",
    **_each(
        "Terraform only publishes: keep the code for publishing, without a condition",
        *("execution_context", "environment"),
    ),
    **_each("It is about Aspire's own process: remove it", "services", "eventing", "pipeline"),
    **_each(
        "It is about Aspire's run mode, and Terraform only publishes: remove it",
        *("add_dev_tunnel", "add_yarp", "add_health_check", "add_aspire_dashboard", "add_event_handler"),
    ),
}
_ON_RESOURCES: Final[Mapping[str, str]] = {
    "configure_infrastructure": "configure_terraform(configure) is called with the azurerm construct",
    "configure_construct": "configure_terraform(configure) is called with the azurerm construct",
    "add_database": _ELSEWHERE,
    "create": "ref_expr(format, *values)",  # ReferenceExpression.Create
    "add_ef_migrations": _BUILT,
    "exclude_from_manifest": "Remove the call that adds it: everything that is added here is deployed",
    "with_host_storage": "Azure Functions are container apps, which this library doesn't write: remove it",
    "with_persistence": 'with_args("--save", "60", "1"), and with_volume("/data", name)',
    "with_container_registry": "environment.with_azure_container_registry(registry)",
    "with_connection_string_redirection": "builder.add_connection_string(name, expression)",
    **_each(
        "It is about Aspire's run mode, and Terraform only publishes: remove it",
        *("with_pg_admin", "with_pg_web", "with_redis_commander", "with_redis_insight", "with_mongo_express"),
        *("with_kafka_ui", "with_php_my_admin", "with_db_gate", "with_management_plugin", "with_adminer"),
        *("with_launch_profile", "with_bun", "with_npm", "with_yarn", "with_pnpm", "with_uv", "with_pip"),
    ),
    **_each(
        _NO_APP,
        *("configure_custom_domain", "with_custom_domain", "configure_scale", "publish_as_static_website"),
        "with_replicas",
        *("publish_as_node_server", "publish_as_package_script", "publish_as_azure_app_service_website"),
    ),
}


def unknown_name(thing: object, name: str) -> object:
    """The result of reading a missing attribute: called in `__getattr__`.

    Where the user's code reads plainly, it is a problem of the thing and the code goes on: with the call
    itself if only the spelling is C#'s, and otherwise with something that accepts any use.

    Args:
        thing: the builder, a resource or a value.
        name: that was read.

    Raises:
        AttributeError: something asks with hasattr() or getattr(), or waits for the error; or the value is of
            no resource, to which the problem would belong.
    """
    frame = sys._getframe(2)
    is_code_of_text = frame.f_code.co_filename.startswith("<")  # typed at a prompt, for example
    if name.startswith("_") or (is_of_the_library(frame) and not is_code_of_text):
        raise AttributeError(f"{type(thing).__name__!r} object has no attribute {name!r}")
    whole = "_".join(_LONG_WORDS.get(word, word) for word in name.split("_"))
    if whole != name and hasattr(type(thing), whole):
        return getattr(thing, whole)  # a name that Aspire's generator of Python has shortened
    snake = _snake_case(name)
    found = lacking(thing, name)
    report = getattr(thing, "_report", None)
    if report is None or is_in_callback() or not reads_plainly(frame):
        raise unknown_attribute(found)
    report(found)
    is_there = hasattr(type(thing), snake) or snake in getattr(thing, "__dict__", ())
    if is_there and snake not in _LEFT_OUT:
        return getattr(thing, snake)
    return (lambda *args, **kwargs: thing) if snake.startswith(_CHAINED) else Missing()


# What calls begin with; other names are attributes.
_VERBS: Final = frozenset({"add", "with", "without", "publish", "run", "configure", "create", "exclude"})
# Calls that give the resource back, so that what follows them is on the same one.
_CHAINED: Final = ("with_", "without_", "publish_", "run_", "wait_", "exclude_", "configure_", "on_")
_LONG_WORDS: Final = {short: long for long, short in SHORT_WORDS.items()}


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def lacking(thing: object, name: str) -> Problem:
    """The problem of an attribute that something of this library, or a class of it, does not have."""
    kind = thing if isinstance(thing, type) else type(thing)
    snake = _snake_case(name)
    is_builder = hasattr(kind, "add_container")
    table = _ON_BUILDER if is_builder else _ON_RESOURCES
    known = next((hint for each, hint in table.items() if shortened(each) == shortened(snake)), None)
    what = "The builder" if is_builder else kind.__name__
    names = [each for each in dir(thing) if each[0] != "_" and not hasattr(Construct, each)]
    output = snake.removesuffix("_reference").removesuffix("_output")
    hint = known
    if snake in _LEFT_OUT:
        hint = f"Python doesn't need .{name} here: remove it"
    elif snake not in names and output in names:
        hint = f"Did you mean {output!r}?"  # C#'s names of outputs that only have their own here
    elif snake in names:
        hint = f"Names are in snake_case here: {snake}"
    elif hasattr(kind, "endpoint_name") and snake.upper() in _PROPERTIES:
        hint = f"property(EndpointProperty.{snake.upper()})"
    elif known is None:
        setter = _SETTERS.get(snake)
        hint = did_you_mean(setter if setter in names else closest(snake, names))
    message = f"{what} has no {name!r}"
    if known is not None:
        brackets = "()" if snake.partition("_")[0] in _VERBS else ""
        message = f"This library doesn't have Aspire's {snake}{brackets}"
    return problem(_NOT_HERE, message, path=name, hint=hint, where=caller())


# What is set by a call of another name; with_command() is a button in the dashboard.
_SETTERS: Final = {"command": "with_entrypoint", "environment_variables": "with_env"}


def is_assigned(thing: Reporting, name: str) -> bool:
    """Whether an attribute may be set; where the user's code sets one that is not there, it is a problem.

    Args:
        thing: the builder or a resource.
        name: that the caller's caller sets.
    """
    kind, frame = type(thing), sys._getframe(2)
    known = inspect.getattr_static(kind, name, None)
    is_setter = hasattr(known, "__set__") and getattr(known, "fset", known) is not None
    can_be_set = is_setter or name in vars(thing)
    if can_be_set or is_of_the_library(frame) or not is_ours(kind) or not sets_plainly(frame):
        return True
    snake = _snake_case(name)
    setter = _SETTERS.get(snake, f"with_{shortened(snake)}")
    hint = next((f"{each}(...)" for each in dir(kind) if shortened(each) == setter), None)
    found = lacking(thing, name)
    message = f"{kind.__name__} has no {name!r} to set, so the line would have no effect"
    thing._report(
        attrs.evolve(found, message=message, hint=hint or ("Remove the line, or use the call that sets it"))
    )
    return False


# Steps from C#'s builders and values to what they hold.
_LEFT_OUT: Final = frozenset({"value", "resource", "value_expression"})
_PROPERTIES: Final = frozenset(
    {"URL", "HOST", "PORT", "SCHEME", "TARGET_PORT", "HOST_AND_PORT", "TLS_ENABLED"}
)


class TellsWhatItLacks:
    """A value of which an unknown attribute is a problem of its resource, as it is on the resource itself.

    So is setting one.
    """

    __slots__ = ()

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        refuse_changes(cls)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            return unknown_name(self, name)


def is_ours(thing: object) -> bool:
    """Whether it is of this library, or a class of it."""
    kind = thing if isinstance(thing, type) else type(thing)
    return kind.__module__.partition(".")[0] == __name__.partition(".")[0]


@tell_as
def _uncaught(error: BaseException) -> Problem | None:
    """The problem of a program that ends because something of this library has no such attribute."""
    frame = _end_in_users_code(error)
    if not isinstance(error, AttributeError) or error.name is None or not is_ours(error.obj) or frame is None:
        return None
    return attrs.evolve(lacking(error.obj, error.name), where=_line_of(frame))


# What Python says of a call with other arguments than a function takes.
_WRONG_CALL: Final = re.compile(r"(?P<called>(?P<first>\w+)[\w.]*)\(\) (missing|takes|got) .*argument")


@tell_as
def _called_wrong(error: BaseException) -> Problem | None:
    """The same where a function of this library was called without what it needs, or with more."""
    match = _WRONG_CALL.match(str(error)) if type(error) is TypeError else None
    frame = _end_in_users_code(error)
    if match is None or frame is None:
        return None
    first = match["first"]
    own = [module for name, module in [*sys.modules.items()] if name.partition(".")[0] == "cdktf_aspire"]
    known = [vars(module)[first] for module in own if first in vars(module)]
    if not known or frame.tb_frame.f_globals.get(first, known[0]) not in known:
        return None
    return problem(WRONG_ARGUMENT, str(error), path=f"{match['called']}()", where=_line_of(frame))


def _end_in_users_code(error: BaseException) -> TracebackType | None:
    """The innermost step of a traceback, where the user's own code raised the exception."""
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    return None if innermost is None or is_of_the_library(innermost.tb_frame) else innermost


def _line_of(step: TracebackType) -> SourceLocation:
    return SourceLocation(step.tb_frame.f_code.co_filename, step.tb_lineno)
