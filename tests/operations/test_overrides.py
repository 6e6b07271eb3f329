"""What an execution does differently, merged into the job's template: nothing else may change."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.operations.errors import UsageError
from cdktf_aspire.operations.overrides import Overrides, differences, merged, parse_env

_NAMES = st.text("abcdefgh_", min_size=1, max_size=6).map(lambda text: f"V{text}")
_WORDS = st.text("abc .:/=${}", max_size=12)
_VARIABLES = st.dictionaries(
    _NAMES,
    st.one_of(_WORDS.map(lambda text: {"value": text}), st.just({"secretRef": "password"})),
    max_size=5,
).map(lambda found: [{"name": name, **value} for name, value in found.items()])
_MOUNTS = st.just([{"volumeName": "data", "mountPath": "/data"}])


def _containers(least: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    container = st.fixed_dictionaries(
        {"name": st.text("klmnop", min_size=1, max_size=8), "image": _WORDS},
        optional={
            "env": _VARIABLES,
            "command": st.lists(_WORDS, max_size=3),
            "args": st.lists(_WORDS, max_size=3),
            "resources": st.just({"cpu": 0.5, "memory": "1Gi", "ephemeralStorage": "2Gi"}),
            "volumeMounts": _MOUNTS,
            "probes": st.none(),
        },
    )
    return st.lists(container, min_size=least, max_size=3, unique_by=lambda each: each["name"])


_TEMPLATES = st.fixed_dictionaries(
    {"containers": _containers(1), "initContainers": st.one_of(st.none(), _containers(0))}
)


@given(
    _TEMPLATES,
    st.data(),
    st.dictionaries(_NAMES, _WORDS, max_size=4),
    st.one_of(st.none(), st.lists(_WORDS, max_size=3)),
    st.one_of(st.none(), st.just("registry.example/other:2")),
    st.one_of(st.none(), st.just(2.0)),
)
def test_only_what_was_asked_for_changes(
    template: dict[str, Any],
    data: st.DataObject,
    env: dict[str, str],
    args: list[str] | None,
    image: str | None,
    cpu: float | None,
) -> None:
    names = [each["name"] for each in template["containers"]]
    meant = data.draw(st.sampled_from(names))
    before = next(each for each in template["containers"] if each["name"] == meant)
    secret = {each["name"] for each in before.get("env", ()) if "secretRef" in each}
    env = {name: value for name, value in env.items() if name not in secret}
    given_template = copy.deepcopy(template)

    found = merged(template, Overrides(env=env, args=args, image=image, cpu=cpu, container=meant))

    assert template == given_template
    assert [each["name"] for each in found["containers"]] == names
    for old, new in zip(template["containers"], found["containers"], strict=True):
        changed = old["name"] == meant
        variables = {each["name"]: each for each in old.get("env", ())}
        if changed:
            variables |= {name: {"name": name, "value": value} for name, value in env.items()}
        assert new.get("env", []) == list(variables.values())
        assert new["image"] == (image if changed and image else old["image"])
        assert new.get("args") == (args if changed and args is not None else old.get("args"))
        assert new.get("command") == old.get("command")
        size = {key: old["resources"][key] for key in ("cpu", "memory")} if "resources" in old else {}
        assert new.get("resources", {}) == ({**size, "cpu": cpu} if changed and cpu else size)
        # Azure's start has no such fields.
        assert not new.keys() & {"volumeMounts", "probes"}
    assert [each["name"] for each in found.get("initContainers", ())] == [
        each["name"] for each in template["initContainers"] or ()
    ]


@given(_TEMPLATES)
def test_a_template_does_not_differ_from_itself(template: dict[str, Any]) -> None:
    # As Azure gives it for an execution: without mounts.
    used = {
        kind: [{key: value for key, value in each.items() if key != "volumeMounts"} for each in found or ()]
        for kind, found in template.items()
    }
    assert differences(template, used) == []


def test_differences_name_variables_and_not_their_values() -> None:
    old = {"containers": [{"name": "a", "image": "r/a:1", "env": [{"name": "MODE", "value": "slow"}]}]}
    new = {
        "containers": [
            {
                "name": "a",
                "image": "r/a:2",
                "env": [{"name": "MODE", "value": "fast"}],
                "command": ["x"],
                "resources": {"cpu": 1, "memory": "2Gi"},
            }
        ]
    }
    assert differences(new, old) == [
        "image r/a:1 instead of r/a:2",
        "a different command of a",
        "different values of MODE",
    ]


TEMPLATE = {
    "containers": [
        {
            "name": "migrate",
            "image": "registry.example/migrate:1",
            "env": [{"name": "DB_PASSWORD", "secretRef": "db-password"}],
        }
    ]
}
TWO = {"containers": [*TEMPLATE["containers"], {"name": "proxy", "image": "registry.example/proxy:1"}]}


@pytest.mark.parametrize(
    ("template", "overrides", "words"),
    [
        (
            TEMPLATE,
            Overrides(env={"DB_PASSWORD": "hunter2hunter2"}),
            "in the job it is the secret 'db-password'",
        ),
        (
            TEMPLATE,
            Overrides(env={"KEY": "secretref:api-key"}),
            "refers to the secret 'api-key', but the job has db-password",
        ),
        (TEMPLATE, Overrides(image="r/x:1", container="proxy"), "the job has migrate"),
        (TWO, Overrides(image="r/x:1"), "Say which one to change with --container: migrate, proxy"),
    ],
)
def test_what_does_not_fit_the_job_is_refused(
    template: dict[str, Any], overrides: Overrides, words: str
) -> None:
    with pytest.raises(UsageError) as raised:
        merged(template, overrides, ["db-password"])
    assert words in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_a_variable_can_refer_to_another_secret_of_the_job() -> None:
    overrides = Overrides(env={"DB_PASSWORD": "secretref:other"})
    overrides.check()
    found = merged(TEMPLATE, overrides, ["db-password", "other"])
    assert found["containers"][0]["env"] == [{"name": "DB_PASSWORD", "secretRef": "other"}]


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (Overrides(env={"API_TOKEN": "s3cr3t-v4lu3-0f-1t"}), "--env API_TOKEN looks like a secret"),
        (Overrides(env={"TARGET": "Server=x;Password=s3cr3t-v4lu3"}), "--env TARGET looks like a secret"),
        (Overrides(args=["--password", "s3cr3t-v4lu3-0f-1t"]), "An --arg looks like a secret"),
        (Overrides(env={"1 2": "x"}), "not the name of a variable"),
        (Overrides(image="two words"), "--image can't be 'two words'"),
        (Overrides(image=""), "--image can't be ''"),
        (Overrides(cpu=0), "--cpu can't be 0"),
        (Overrides(cpu=float("nan")), "--cpu can't be nan"),
        (Overrides(memory="1Gb"), "--memory can't be '1Gb'"),
    ],
)
def test_what_can_not_be_is_refused_before_azure_is_asked(overrides: Overrides, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        overrides.check()
    assert words in str(raised.value)
    assert "s3cr3t" not in str(raised.value)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        (["PASSWORD-s3cr3t"], "number 1 isn't in that form"),
        (["A=1", "=s3cr3t"], "number 2 isn't in that form"),
        (["A=s3cr3t", "A=2"], "sets A twice"),
    ],
)
def test_a_variable_that_is_not_written_as_one_is_refused(pairs: list[str], words: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_env(pairs)
    assert words in str(raised.value)
    assert "s3cr3t" not in str(raised.value)


def test_a_value_keeps_its_equals_signs_and_blanks() -> None:
    assert parse_env(["A=b=c d", "EMPTY="]) == {"A": "b=c d", "EMPTY": ""}
