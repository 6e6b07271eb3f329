"""JSON of somebody else: it always ends, and what can't be read is an error of one line."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.diagnostics.json_input import InputError, parse_json, read_file, read_stream, text_in

if TYPE_CHECKING:
    from pathlib import Path


def message_of(error: pytest.ExceptionInfo[InputError]) -> str:
    message = str(error.value)
    assert "\n" not in message
    assert message == f"in.json can't be read: {error.value.reason}."
    return error.value.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9" * 5000, "it contains a number with thousands of digits"),
        (f'{{"a": [-{"9" * 5000}]}}', "it contains a number with thousands of digits"),
        ("1e999", "it contains a number that is too large"),
        ("-1e999", "it contains a number that is too large"),
        ("NaN", "NaN isn't a JSON number"),
        ("[Infinity]", "Infinity isn't a JSON number"),
        ("[" * 100_000, "it is nested too deeply"),
        ('{"a":' * 100_000, "it is nested too deeply"),
    ],
    ids=range(8),
)
def test_json_that_nothing_can_be_made_of(text: str, reason: str) -> None:
    with pytest.raises(InputError) as error:
        parse_json(text, source="in.json")

    assert message_of(error) == reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud800"', "\ufffd"),
        (r'{"\udfff": "a\uDBFFb"}', {"\ufffd": "a\ufffdb"}),
        (r'"\ud83d\ude00"', "\N{GRINNING FACE}"),
        (r'"\ud83d\ud83d\ude00"', "\ufffd\N{GRINNING FACE}"),
        (r'"\\ud800"', r"\ud800"),
        (r'"\\\ud800"', "\\\ufffd"),
    ],
)
def test_half_characters_are_replaced(text: str, value: object) -> None:
    assert parse_json(text, source="in.json") == value


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each)))
def test_everything_else_is_what_it_is(value: object) -> None:
    parsed = parse_json(json.dumps(value), source="in.json")

    assert parsed == value
    json.dumps(parsed, ensure_ascii=False).encode()


def test_what_is_not_json_is_for_the_caller_to_name() -> None:
    with pytest.raises(json.JSONDecodeError):
        parse_json("{", source="in.json")


def test_text_of_windows_powershell() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert text_in("ä".encode(encoding), source="in.json") == "ä"
    with pytest.raises(InputError) as error:
        text_in(b"\xff\x00\xff", source="in.json")
    assert message_of(error) == "it isn't text"


def test_a_file_and_a_link_to_one(tmp_path: Path) -> None:
    file, link = tmp_path / "in.json", tmp_path / "link.json"
    file.write_bytes(b"{}")
    link.symlink_to(file)

    assert read_file(file) == read_file(link) == b"{}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes and devices are Unix's")
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("pipe", "it is a named pipe, not a file"),
        pytest.param(
            *("socket", "No such device or address"),
            marks=pytest.mark.skipif(sys.platform != "linux", reason="the words are Linux's"),
        ),
        ("zero", "it is a device, not a file"),
        ("tty", "it is a device, not a file"),
        ("folder", "Is a directory"),
        ("missing", "No such file or directory"),
        ("loop", "Too many levels of symbolic links"),
        ("a\0b", "that isn't the name of a file"),
    ],
)
def test_what_is_no_file(tmp_path: Path, kind: str, reason: str) -> None:
    path = tmp_path / kind
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "socket":
            socket.socket(socket.AF_UNIX).bind(str(path))
        case "zero":
            path.symlink_to("/dev/zero")
        case "tty":
            path.symlink_to("/dev/null")
        case "folder":
            path.mkdir()
        case "loop":
            path.symlink_to(path)
    with pytest.raises(InputError) as error:
        read_file(path, source="in.json")

    assert message_of(error) == reason


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    file.write_bytes(b" " * (1024 * 1024 + 1))

    with pytest.raises(InputError) as error:
        read_file(file, source="in.json", most=1024 * 1024)
    assert message_of(error) == "it is larger than 1 MiB"
    with pytest.raises(InputError):
        read_stream(io.BytesIO(b" " * 11), source="in.json", most=10)
