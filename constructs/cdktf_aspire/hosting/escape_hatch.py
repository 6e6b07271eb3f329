"""Access to unsupported attributes: the azurerm constructs that a resource becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cdktf_aspire.diagnostics.problems import caller, closest, with_article
from cdktf_aspire.hosting.callbacks import call_back, callback_problem
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.unknown_names import is_assigned, unknown_name
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation


@records.frozen
class TerraformCallback:
    """One call of `configure_terraform`.

    Attributes:
        configure: the user's function.
        resource_type: of the constructs that it is called with; the main one's when None.
        where: the user's line.
    """

    configure: Callable[..., object]
    resource_type: str | None
    where: SourceLocation | None


class WritesTerraform(Construct):
    """A resource that becomes azurerm constructs at the synth."""

    def _report(self, problem: Problem) -> None:
        """Keeps a problem until the check."""
        raise NotImplementedError

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            return unknown_name(self, name)

        def __setattr__(self, name: str, value: object) -> None:
            if name.startswith("_") or is_assigned(self, name):
                super().__setattr__(name, value)

    @user_call
    def configure_terraform(self, configure: Callable[..., object], resource_type: str | None = None) -> Self:
        """Changes unsupported attributes on the azurerm constructs, once all of them are created.

        The changes that the function makes aren't checked.

        Args:
            configure: a function that is called at the synth with a construct of the bindings. Give its
                parameter a type, such as cdktf's `TerraformResource`, for completion of `add_override(...)`.
            resource_type: Terraform's type of the constructs, for example `"azurerm_role_assignment"`; the
                function is called with each construct of that type that belongs to this resource. Without it,
                it is called with the main one: the job of a published resource, the account of a storage.
        """
        if resource_type is not None and not isinstance(resource_type, str):
            self._report(
                rules.problem(
                    "ACJ002",
                    f"resource_type is {with_article(resource_type)}, not text",
                    path="resource_type=",
                    value=resource_type,
                    allowed='Terraform\'s name of a type, such as "azurerm_role_assignment"',
                    where=caller(),
                )
            )
        elif callable(configure):
            self._callbacks.append(TerraformCallback(configure, resource_type, caller()))
        else:
            self._report(
                rules.problem(
                    "ACJ002",
                    "configure_terraform() takes a function",
                    path="configure=",
                    allowed="a function of one argument: configure(construct)",
                    where=caller(),
                )
            )
        return self

    @property
    def terraform_elements(self) -> list[Construct]:
        """This resource's azurerm constructs, the main one first; none before the synth."""
        written = [each for each in self.node.find_all() if _resource_type(each)]
        main = self.__dict__.get("_main_element")
        return [*(each for each in written if each is main), *(each for each in written if each is not main)]

    @property
    def _callbacks(self) -> list[TerraformCallback]:
        callbacks: list[TerraformCallback] = self.__dict__.setdefault("_terraform_callbacks", [])
        return callbacks


def note_main_element(construct: WritesTerraform, element: Construct) -> None:
    """Records the main construct of a resource."""
    construct.__dict__["_main_element"] = element


def main_element_of(construct: WritesTerraform) -> Construct | None:
    """The main construct of a resource; None if it has none."""
    found: Construct | None = construct.__dict__.get("_main_element")
    return found


def call_terraform_callbacks(construct: WritesTerraform) -> Iterator[Problem]:
    """Calls the functions given to `configure_terraform`, in order; a failure is a problem."""
    for callback in construct._callbacks:
        elements = construct.terraform_elements
        wanted = [
            each
            for each in elements
            if callback.resource_type is None or _resource_type(each) == callback.resource_type
        ]
        if callback.resource_type is None:
            wanted = wanted[:1]
        if not wanted:
            yield _nothing_written(callback, sorted({_resource_type(each) for each in elements}))
        for element in wanted:
            try:
                call_back(callback.configure, element)
            except Exception as error:
                message = "The configure_terraform callback failed"
                path, allowed = "configure_terraform", "a function configure(construct) that doesn't raise"
                yield callback_problem(error, message, path, callback.where, allowed=allowed)


def _nothing_written(callback: TerraformCallback, types: list[str]) -> Problem:
    guess = closest(callback.resource_type or "", types)
    return rules.problem(
        "ACJ002",
        f"Nothing of the type {callback.resource_type or 'of an azurerm resource'!r} is written here",
        path="resource_type=",
        value=callback.resource_type,
        allowed=", ".join(types) or "nothing: the resource isn't in the Terraform",
        hint=f"Did you mean {guess!r}?" if guess else None,
        where=callback.where,
    )


def _resource_type(element: object) -> str:
    """Terraform's type of a resource or a data source; empty for anything else."""
    kind = getattr(element, "terraform_resource_type", "")
    return kind if isinstance(kind, str) else ""
