"""Conditions of a machine under which the engine does not start on."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from cdktf_aspire.terraform.engine.engines import MissingEngineError
from cdktf_aspire.terraform.engine.node_errors import NodeError, program

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def problems_of_the_machine() -> Iterator[None]:
    """Inside, cdktf is imported: a problem where it can't start because of a folder of the machine's."""
    try:
        yield
    except Exception as error:
        # Only here: the engine starts before anything else is imported.
        from cdktf_aspire.hosting.terraform_rules import FOLDERS_OF_NODE, NO_ENGINE, NO_NODE, NODE_ENDS
        from cdktf_aspire.jobs import rules
        from cdktf_aspire.terraform.guard import FILE_ERROR, stop

        if isinstance(error, MissingEngineError):
            stop(rules.problem(NO_ENGINE, str(error)))
        if isinstance(error, NodeError):
            stop(rules.problem(NODE_ENDS if error.is_there else NO_NODE, str(error), value=program()))
        found = (
            FILE_ERROR.search(str(error)) if type(error).__module__ in {"builtins", "jsii.errors"} else None
        )
        if isinstance(error, FileNotFoundError) and "temporary directory" in str(error):
            message, path = "There is no temporary folder that can be written", None
        elif found is not None:
            message, path = f"cdktf can't start: {found[1]}", found[2]
        else:
            raise
        stop(rules.problem(FOLDERS_OF_NODE, message, value=path))
