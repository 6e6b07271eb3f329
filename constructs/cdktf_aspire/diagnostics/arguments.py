"""Wrong arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.foreign import objects_in, text_problem, texts_in
from cdktf_aspire.diagnostics.rules import ERROR, problem, register

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation

UNKNOWN_ATTRIBUTE: Final = register(
    "ACJ001",
    ERROR,
    "any attribute of a job",
    allowed="the attributes of the block",
    why="The setting would be lost",
    fix="Correct the name",
    source="Azure.Provisioning.AppContainers, ContainerAppJob",
)
WRONG_ARGUMENT: Final = register(
    "ACJ002",
    ERROR,
    "any argument of a call, any position of a list",
    allowed="what the call takes",
    why="The call means nothing",
    fix="Correct the argument",
    source="the call's own documentation",
)
_UNWRITABLE_TEXT: Final = register(
    "ACJ007",
    ERROR,
    "any text",
    allowed="text without NUL, without halves of characters, without pieces of list and map tokens",
    why="No process can get a NUL, no file can hold half of a character, and cdktf leaves a piece of a "
    "list or map token as it is",
    fix="Take the character out; Fn.element(list, index) is an element of a list token",
    source="POSIX, RFC 3629, cdktf",
)
_OBJECT_IN_TEXT: Final = register(
    "ACJ012",
    ERROR,
    "any text",
    allowed='ref_expr("text {0} text", value), or the value itself without text around it',
    why="An f-string writes an object's place in memory, which is another one on every run",
    fix='Write ref_expr("text {0} text", value)',
    source="Python, object.__str__",
)


def has_text_problems(value: object) -> bool:
    """Whether `text_problems` has something to say."""
    return any(text_problem(text) is not None or objects_in(text) for text in texts_in(value))


def text_problems(value: object, path: str, where: SourceLocation | None = None) -> list[Problem]:
    """What is wrong with the texts in a value, in so far as no text may be so.

    The problems don't show the text: it may be a secret.

    Args:
        value: that went through `harmless`.
        path: as the user wrote it.
        where: the user's line; the caller's when None.
    """
    texts = list(texts_in(value))
    unwritable = dict.fromkeys(filter(None, map(text_problem, texts)))
    objects = dict.fromkeys(kind for text in texts for kind in objects_in(text))
    return [problem(_UNWRITABLE_TEXT, f"The text {what}", path=path, where=where) for what in unwritable] + [
        problem(
            _OBJECT_IN_TEXT,
            f"The text has {kind} in it as Python writes objects, not its value",
            path=path,
            hint='In place of an f-string, ref_expr("text {0} text", value) puts the value there',
            where=where,
        )
        for kind in objects
    ]
