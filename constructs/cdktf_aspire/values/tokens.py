"""How cdktf encodes a token: as a piece of text, in a number, in a list, in a map, or as an object.

Each form is named here and nowhere else. The engine's own code is not needed to recognise one.
"""

from __future__ import annotations

import re
import struct
from typing import Final

_NAME: Final = r"\{TfToken\[[a-zA-Z0-9:._-]+\]\}"
# In a text; the sign says what the token stands for: text, the one element of a list, the one key of a map.
STRING_TOKEN: Final = re.compile(rf"[$#&]{_NAME}")
_TEXT: Final = re.compile(rf"(\${_NAME})")
# A list or a map taken apart: the engine resolves them whole only.
PIECE_OF_TOKEN: Final = re.compile(rf"[#&]{_NAME}")
_LIST: Final = "#{TfToken["
_MAP: Final = "&{TfToken["
_ANY: Final = "{TfToken["
# The first two bytes of the IEEE double that hides a token in a number (about -8.1e298).
_NUMBER: Final = b"\xfd\xff"


def is_engine_token(value: object) -> bool:
    """Whether a value is a token of cdktf, in any form, or a text with one in it."""
    if isinstance(value, str):
        return _ANY in value and STRING_TOKEN.search(value) is not None
    if isinstance(value, float):
        return struct.pack(">d", value)[:2] == _NUMBER
    if isinstance(value, list | tuple):
        return len(value) == 1 and isinstance(value[0], str) and value[0].startswith(_LIST)
    if isinstance(value, dict):
        return any(isinstance(key, str) and key.startswith(_MAP) for key in value)
    # cdktf's IResolvable, even if jsii doesn't recognize it as one, such as the result of `Fn.conditional`.
    # Constructs also come from Node, but aren't values.
    if not hasattr(value, "__jsii_ref__"):
        return False
    delegates: object = getattr(value, "_delegates", None)
    is_opaque = isinstance(delegates, list) and all(type(each).__name__ == "Opaque" for each in delegates)
    return is_opaque or hasattr(value, "resolve")


def is_piece(value: object) -> bool:
    """Whether a text has a list or a map token in it, taken apart, which nothing can resolve."""
    return isinstance(value, str) and _ANY in value and PIECE_OF_TOKEN.search(value) is not None


def split_at_tokens(text: str) -> list[str]:
    """Literal text and tokens of text by turns, literal text first."""
    return _TEXT.split(text) if _ANY in text else [text]


def tokens_in(value: object) -> list[str]:
    """The tokens that stand as text in a value: in a text, or as the one element of a list."""
    if isinstance(value, list | tuple) and is_engine_token(value):
        value = value[0]
    return STRING_TOKEN.findall(value) if isinstance(value, str) and _ANY in value else []
