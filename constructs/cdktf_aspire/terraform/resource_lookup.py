"""Finding a resource of an application by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.foreign import harmless
from cdktf_aspire.diagnostics.problems import caller, closest
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform.guard import stop_on_errors

if TYPE_CHECKING:
    from cdktf_aspire.terraform.application import StackApplication


def find_resource(application: StackApplication, name: object, kind: object) -> Resource:
    """A resource by its name and class.

    Raises:
        SynthesisStopped: there is none.
    """
    name, kind = harmless(name), harmless(kind)
    if not isinstance(kind, type) or not issubclass(kind, Resource):
        stop_on_errors(
            [
                rules.problem(
                    "ACJ812",
                    "The kind of a resource is its class",
                    path="kind=",
                    value=kind,
                    allowed="a class of this library, such as AzureStorageResource",
                    hint="Leave it out for a project, a container or an executable",
                    where=caller(),
                )
            ]
        )
        raise AssertionError("a problem of this code is an error")
    found = application.named(name) if isinstance(name, str) else None
    if isinstance(found, kind):
        return found
    names = [each.name for each in application.resources if isinstance(each, kind) and not each._is_stand_in]
    guess = closest(name, names) if isinstance(name, str) else None
    message = f"There is no resource {name!r}" if isinstance(name, str) else "The name of a resource is text"
    hint = f"Did you mean {guess!r}?" if guess else None
    if found is not None:
        message = f"{name!r} is of class {type(found).__name__}, not {kind.__name__}"
        hint = f"Give its class: resource({name!r}, {type(found).__name__})"
    problem = rules.problem(
        "ACJ812",
        message,
        path="resource(name)",
        value=name,
        allowed=", ".join(names) or None,
        hint=hint,
        where=caller(),
    )
    stop_on_errors([problem])
    raise AssertionError("a problem of this code is an error")
