"""What azurerm itself refuses, before it asks Azure: what `terraform validate` and `terraform plan` show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.terraform.stand_in.planning import is_unknown
from tests.terraform.stand_in.rules import RULES, Rules, checks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.terraform.stand_in.planning import Values

_STEPS: Final = ("docker_step", "file_step", "encoded_step")
_TASK_TRIGGERS: Final = ("base_image_trigger", "source_trigger", "timer_trigger")


def problems(kind: str, config: Values) -> Iterator[tuple[str, str]]:
    """The attribute on the top level, and what is wrong with it or in it.

    Args:
        kind: of a resource, or with `data.` before it.
        config: as it is written; what is not known yet is not looked at.
    """
    for path, check in checks_of(kind).items():
        top, _, _ = path.partition(".")
        for value in values_at(config, path):
            problem = check(value)
            if problem is not None:
                yield top, f"invalid value for {path}: {problem}"
    yield from _together(RULES.get(kind, Rules()), config)


def plan_problems(kind: str, config: Values) -> Iterator[str]:
    """What azurerm refuses when it plans: only there it compares what was written with what will be."""
    if kind == "azurerm_container_app_environment":
        yield from _logs(config)
    if kind == "azurerm_container_registry_task":
        yield from _task(config)


def _logs(config: Values) -> Iterator[str]:
    destination, workspace = config.get("logs_destination"), config.get("log_analytics_workspace_id")
    if destination == "log-analytics" and workspace is None:
        yield "`log_analytics_workspace_id` must be set when `logs_destination` is set to `log-analytics`"
    if destination in ("azure-monitor", "") and workspace is not None:
        yield (
            "`log_analytics_workspace_id` can only be set when `logs_destination` is set to `log-analytics` "
            "or omitted"
        )


def _task(config: Values) -> Iterator[str]:
    given = [name for name in ("platform", *_STEPS, *_TASK_TRIGGERS) if config.get(name)]
    if config.get("is_system_task") is True:
        yield from (f"system task can't specify `{name}`" for name in given)
    elif "platform" not in given:
        yield "non-system task have to specify `platform`"
    elif not set(_STEPS) & set(given):
        yield f"non-system task have to specify one of {', '.join(_STEPS)}"


def _together(rules: Rules, config: Values) -> Iterator[tuple[str, str]]:
    for group in rules.exactly_one_of:
        given = [name for name in group if _is_known(config.get(name))]
        none = not any(_is_set(config.get(name)) for name in group)
        if len(given) > 1 or none:
            words = f"exactly one of `{','.join(group)}` must be specified"
            yield given[0] if given else "", f"{words}, got {given or 'none'}"
    for name, other in rules.required_with:
        if _is_set(config.get(name)) and not _is_set(config.get(other)):
            yield name, f"all of `{name},{other}` must be specified"
    for name, other in rules.conflicts:
        if _is_set(config.get(name)) and _is_known(config.get(other)):
            yield name, f"{name} conflicts with {other}"


def _is_set(value: object) -> bool:
    """Whether it is there at all: `false` and an empty text are, a block of which there is none is not."""
    return value is not None and value != []


def _is_known(value: object) -> bool:
    """Whether it is there, and not of a kind that may turn out to be nothing."""
    return _is_set(value) and not is_unknown(value)


def values_at(config: object, path: str) -> Iterator[Any]:
    """What stands at a path, in every block on the way and of every element of a list."""
    if isinstance(config, list):
        for each in config:
            yield from values_at(each, path)
    elif path and isinstance(config, dict):
        name, _, rest = path.partition(".")
        yield from values_at(config.get(name), rest)
    elif not path and config is not None and not is_unknown(config):
        yield config
