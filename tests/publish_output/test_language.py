"""What people write into Bicep by hand: loops, conditions, operators, functions, resources in resources."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdktf_aspire import CarriedOverResource
from cdktf_aspire.publish_output.leaves import WrittenSecret
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.matrix import examples
from tests.publish_output.outputs import bicep_module, folder_of, messages, module, only_module

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

WITH_SLASHES = ("m_db", "m_share")
BEFORE = """
param p string
param none string?
var list = ['b', 'a', 'c']
var o = { name: 'n', Inner: { x: 1 }, empty: {} }
var people = [{ name: 'ann', age: 30 }, { name: 'bob', age: 20 }]
"""


def value(folder: Path, expression: str) -> Any:  # noqa: ANN401
    """What an expression comes to, with `p` known only to the deployment."""
    bicep = BEFORE.replace("string?", "string? = null") + f"output o any = {expression}\n"
    return only_module(module(folder, bicep, {"p": "{text.value}"})).output("o", None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # Precedence, which the grammar has otherwise.
        ("o.name == o.name", True),
        ("o.name == list[0] ? 'x' : o.name", "n"),
        ("1 + 2 * 3 - 4", 3),
        ("2 * (1 + 2)", 6),
        ("10 - 3 - 2", 5),
        ("!empty(list) && length(list) > 2", True),
        ("true || false && false", True),
        ("1 < 2 == true", True),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("-o.Inner.x + 3", 2),
        ("'ABC' =~ 'abc' && 'a' !~ 'b'", True),
        ("none ?? o.name", "n"),
        ("o.?nope ?? 'd'", "d"),
        ("o!.name", "n"),
        ("[for i in [1]: {\n  a: i!\n  b: !empty(list)\n}]", [{"a": 1, "b": True}]),
        ("o.inner.x", 1),  # Azure looks for keys in any case
        ("list[?7] ?? 'none'", "none"),
        ("true ? 'a' : false ? 'b' : 'c'", "a"),
        ("false ? 'a' : false ? 'b' : 'c'", "c"),
        ("false && p == 'x'", False),
        ("true || p == 'x'", True),
        # Lists
        ("[list[0], people[1].name]", ["b", "bob"]),
        ("[take('abc', 2), first(list) == 'b', split('a b', ' ')[1]]", ["ab", True, "b"]),
        ("[\n  list[0]\n  list[1]\n]", ["b", "a"]),
        ("[for i in range(0, 3): i * 2]", [0, 2, 4]),
        ("[for (each, i) in list: '${i}${each}']", ["0b", "1a", "2c"]),
        ("[for each in people: if (each.age > 25) { n: each.name }]", [{"n": "ann"}]),
        ("[for i in [1, 2]: [for j in [10, 20]: i + j]]", [[11, 21], [12, 22]]),
        ("map(people, x => x.name)", ["ann", "bob"]),
        ("map(list, (x, i) => '${x}${i}')", ["b0", "a1", "c2"]),
        ("filter(people, x => x.age > 20 && x.name != 'z')", [{"name": "ann", "age": 30}]),
        ("reduce(people, 0, (sum, x) => sum + x.age)", 50),
        ("map(people, x => map([1], y => y + x.age))", [[31], [21]]),
        ("toObject(people, x => x.name, x => x.age)", {"ann": 30, "bob": 20}),
        ("union(list, ['z', 'a'])", ["b", "a", "c", "z"]),
        (
            "union(o, { b: 1, Inner: { y: 2 } })",
            {"name": "n", "Inner": {"x": 1, "y": 2}, "empty": {}, "b": 1},
        ),
        ("intersection(list, ['a', 'z'])", ["a"]),
        ("concat(list, ['d'])", ["b", "a", "c", "d"]),
        ("contains(list, 'a') && !contains(list, 'A')", True),
        ("contains(o, 'NAME')", True),
        ("contains('abc', 'bc')", True),
        ("[first(list), last(list), first('xyz'), last('xyz')]", ["b", "c", "x", "z"]),
        ("[length('abc'), length(o), length(list)]", [3, 3, 3]),
        ("[empty(''), empty([]), empty({}), empty(null), empty('a')]", [True] * 4 + [False]),
        ("take(skip(list, 1), 1)", ["a"]),
        ("items({ b: 1, a: 2 })", [{"key": "a", "value": 2}, {"key": "b", "value": 1}]),
        ("objectKeys(o)", ["empty", "Inner", "name"]),
        ("mapValues({ a: 1 }, x => x + 1)", {"a": 2}),
        ("flatten([[1], [2, 3]])", [1, 2, 3]),
        ("[min(3, 1, 2), max([3, 1, 2])]", [1, 3]),
        # Texts
        ("format('{0}-{1}-{0} {{x}}', o.name, 2)", "n-2-n {x}"),
        ("substring('abcdef', 2, 3)", "cde"),
        ("trim('  a ')", "a"),
        ("[startsWith('Abc', 'aB'), endsWith('abc', 'C')]", [True, True]),
        ("indexOf('abcabc', 'C')", 2),
        ("padLeft(7, 3, '0')", "007"),
        ("json('{\"a\": [1]}').a[0]", 1),
        ("base64ToString(base64('hé'))", "hé"),
        ("'''\nab ${c}\n'''", "ab ${c}\n"),
        ("sys.toLower('A')", "a"),
        ("toLOWER('A')", "a"),
        ("any(o).name", "n"),
        ("bool('True')", True),
        ("coalesce(null, o.name, p)", "n"),
    ],
)
def test_what_is_known_is_worked_out(tmp_path: Path, expression: str, expected: object) -> None:
    found = value(tmp_path, expression)
    assert (found, type(found)) == (expected, type(expected))


_NUMBERS = st.recursive(
    st.integers(0, 9).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(" ".join),
        st.tuples(inner, inner).map(lambda each: f"({each[0]} - {each[1]})"),
        inner.map(lambda each: f"o.Inner.x + {each}"),
    ),
    max_leaves=6,
)
_TESTS = st.tuples(_NUMBERS, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), _NUMBERS).map(" ".join)


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_TESTS, st.sampled_from(["&&", "||"])), min_size=1, max_size=4))
def test_operators_group_as_they_do_elsewhere(tmp_path: Path, tests: list[tuple[str, str]]) -> None:
    """Python has the same order of these operators."""
    expression = " ".join(part for each in tests for part in each).rsplit(" ", 1)[0]
    python = expression.replace("&&", "and").replace("||", "or").replace("o.Inner.x", "1")

    assert value(tmp_path, expression) == eval(python)


STORAGE = "resource s 'Microsoft.Storage/storageAccounts@2024-01-01'"


@pytest.mark.parametrize(
    ("bicep", "names"),
    [
        (f"{STORAGE} = if (length('a') == 1) {{\n  name: 'x'\n}}", ["x"]),
        (f"{STORAGE} = if (false) {{\n  name: 'x'\n}}\noutput o string = s.?id ?? 'none'", []),
        (
            f"{STORAGE} = [for i in range(0, 2): {{\n  name: 'x${{i}}'\n}}]\noutput o string = s[1].id",
            ["x0", "x1"],
        ),
        (f"{STORAGE} = [for (n, i) in ['a', 'b', 'c']: if (i != 1) {{\n  name: n\n}}]", ["a", "c"]),
        (
            f"{STORAGE} = [for n in ['a', 'b']: {{\n  name: n\n}}]\noutput o array = map(s, x => x.id)",
            ["a", "b"],
        ),
    ],
)
def test_conditions_and_loops_of_resources(tmp_path: Path, bicep: str, names: list[str]) -> None:
    found = only_module(module(tmp_path, bicep + "\n"))
    assert [node.name for node in found.nodes] == names


NESTED = """
resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: 'bus'
  location: resourceGroup().location

  @description('where orders go')
  resource orders 'topics' = {
    name: 'orders'
    resource all 'subscriptions@2022-10-01-preview' = {
      name: '${orders.name}-all'
      properties: { forwardTo: dead.name }
    }
  }

  resource dead 'queues' existing = { name: 'dead' }
}
output all string = bus::orders::all.id
output dead string = bus::dead.name
output topic string = bus::orders.properties.accessedAt
"""


def test_resources_inside_of_resources(tmp_path: Path) -> None:
    found = only_module(module(tmp_path, NESTED))
    bus, orders, every, dead = found.nodes

    assert [each.type for each in (orders, every, dead)] == [
        "Microsoft.ServiceBus/namespaces/topics",
        "Microsoft.ServiceBus/namespaces/topics/subscriptions",
        "Microsoft.ServiceBus/namespaces/queues",
    ]
    assert [each.api_version for each in (orders, every, dead)] == [
        "2024-01-01",
        "2022-10-01-preview",
        "2024-01-01",
    ]
    assert [each.parent for each in (orders, every, dead)] == [bus, orders, bus]
    assert every.get("properties", "forwardTo") == "dead"
    assert dead.is_existing
    assert bus.body == {"location": bus.get("location")}
    assert found.output("all", None) == Property(every, ("id",))
    assert found.output("dead", None) == "dead"
    assert found.output("topic", None) == Property(orders, ("properties", "accessedAt"))


def test_the_name_of_a_child_can_have_the_names_above_it(apphost: AppHost, tmp_path: Path) -> None:
    bicep = """
resource sql 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'sqlserver1'
}
resource db 'Microsoft.Sql/servers/databases@2023-08-01' = {
  name: 'sqlserver1/orders'
}
resource files 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'files1'
  kind: 'FileStorage'
}
resource share 'Microsoft.Storage/storageAccounts/fileServices/shares@2024-01-01' = {
  name: '${files.name}/default/inbox'
}
resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = {
  name: 'bus/work'
  scope: resourceGroup('shared')
}
output db string = db.name
output queue string = queue.id
"""
    resources: dict[str, object] = {"m": bicep_module("m.bicep")}
    apphost.builder.add_publish_output(folder_of(tmp_path, {"m.bicep": bicep}, resources))
    module = apphost.builder.resource("m", CarriedOverResource)
    apphost.builder.add_container("batch", "acme/batch:1.0").with_environment(
        "DB", module.output("db")
    ).publish_as_azure_container_app_job()

    terraform = apphost.terraform()

    resources_written = terraform["resource"]["azapi_resource"]
    assert [
        (resources_written[each]["name"], resources_written[each]["parent_id"]) for each in WITH_SLASHES
    ] == [
        ("orders", "${azapi_resource.m_sql.id}"),
        ("inbox", "${azapi_resource.m_files.id}/fileServices/default"),
    ]
    queue = terraform["data"]["azapi_resource"]["m_queue"]
    assert queue["name"] == "work"
    assert queue["parent_id"].endswith("/resourceGroups/shared/providers/Microsoft.ServiceBus/namespaces/bus")
    assert apphost.env() == {"DB": "sqlserver1/orders"}


@pytest.mark.parametrize("name", ["'orders'", "'a/b/c'", "p"])
def test_a_child_without_the_names_above_it_is_a_problem(tmp_path: Path, name: str) -> None:
    bicep = (
        f"param p string\nresource db 'Microsoft.Sql/servers/databases@2023-08-01' = {{\n  name: {name}\n}}\n"
    )

    (problem,) = module(tmp_path, bicep, {"p": "{text.value}"}).problems

    assert (problem.code, problem.where and problem.where.line) == ("ACJ805", 3)
    assert problem.message.startswith(
        "This library does not understand the name of 'db', which needs 2 parts"
    )


def test_a_comment_for_the_linter_can_be_anywhere(tmp_path: Path) -> None:
    bicep = """
@secure()
#disable-next-line secure-parameter-default
param password string = 'Pa55w0rd'
var list = [
  #disable-next-line no-hardcoded-env-urls
  'a'
]
var o = {
  #disable-next-line BCP037
  name: list[0]
}
output o string = o.name
output password string = password
"""
    output = module(tmp_path, bicep)
    (found,) = output.modules

    assert messages(output.problems) == [
        "ACJ814 The secret parameter 'password' of the module 'm' is text, so a variable takes its place"
    ]
    assert found.output("o", None) == "a"
    assert isinstance(found.output("password", None), WrittenSecret)


@pytest.mark.parametrize("main", [False, True])
def test_a_nested_resource_is_as_one_with_a_parent(apphost: AppHost, tmp_path: Path, main: bool) -> None:
    """`azd infra gen` wrote the dashboard so; in a module of a manifest, and in one of `main.bicep`."""
    environment = (
        "resource cae 'Microsoft.App/managedEnvironments@2024-02-02-preview' = {\n"
        "  name: 'cae'\n  location: resourceGroup().location\n\n"
        "  resource aspireDashboard 'dotNetComponents' = {\n"
        "    name: 'aspire-dashboard'\n    properties: { componentType: 'AspireDashboard' }\n  }\n}\n"
    )
    files = {"resources.bicep": environment}
    if main:
        files["main.bicep"] = "module resources 'resources.bicep' = {\n  name: 'resources'\n}\n"
    resources: dict[str, object] | None = None if main else {"resources": bicep_module("resources.bicep")}
    apphost.builder.add_publish_output(folder_of(tmp_path, files, resources))
    (dashboard,) = apphost.terraform()["resource"]["azapi_resource"].values()

    assert dashboard["type"] == "Microsoft.App/managedEnvironments/dotNetComponents@2024-02-02-preview"
    assert dashboard["parent_id"] == "${azurerm_container_app_environment.resources.id}"
    assert dashboard["body"] == {"properties": {"componentType": "AspireDashboard"}}


@pytest.mark.parametrize(
    "call",
    [
        "c.listKeys()",
        "c.listkeys(c.apiVersion)",
        "listKeys(c.id, c.apiVersion)",
        "listkeys(c.id, '2023-04-15')",
    ],
)
def test_every_way_to_ask_for_keys(tmp_path: Path, call: str) -> None:
    cosmos = "resource c 'Microsoft.DocumentDB/databaseAccounts@2023-04-15' = {\n  name: 'c'\n}\n"
    rest = f"output k string = {call}.primaryMasterKey\noutput v string = '${{c.type}} ${{c.apiVersion}}'\n"
    found = only_module(module(tmp_path, cosmos + rest))

    assert found.output("k", None) == Property(found.nodes[0], ("primaryMasterKey",), "listKeys")
    assert found.output("v", None) == "Microsoft.DocumentDB/databaseAccounts 2023-04-15"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("note.txt", None),
        ("nope.txt", "ACJ801 There is no file 'nope.txt'"),
        ("../../etc/passwd", "ACJ802 The path leaves the folder of the publish output"),
        ("/etc/passwd", "ACJ802 Not a path below the publish output"),
    ],
)
def test_files_are_read_below_the_folder_only(tmp_path: Path, path: str, message: str | None) -> None:
    bicep = f"output t string = loadTextContent('{path}')\noutput b string = loadFileAsBase64('{path}')\n"
    output = folder_of(tmp_path, {"m.bicep": bicep, "note.txt": "hé\n"}, {"m": bicep_module("m.bicep")})
    found = AspirePublishOutput.load(output)
    if message is not None:
        assert set(messages(found.problems)) == {message}
        return
    made = only_module(found)
    assert made.output("t", None) == "hé\n"
    assert made.output("b", None) == base64.b64encode("hé\n".encode()).decode()


def test_what_only_describes_is_read_over(tmp_path: Path) -> None:
    bicep = (
        "metadata author = 'me'\n@sealed()\n@export()\ntype t = { a: string, b: int? }\n"
        "@allowed(['a', 'b'])\n@minLength(1)\nparam x ('a' | 'b') = 'a'\noutput o string = x\n"
    )
    assert only_module(module(tmp_path, bicep)).output("o", None) == "a"


def test_tags_may_be_a_union(apphost: AppHost, tmp_path: Path) -> None:
    bicep = (
        "param tags object = {}\nresource red 'Microsoft.Cache/redis@2024-11-01' = {\n  name: 'red'\n"
        "  location: resourceGroup().location\n  tags: union(tags, { a: 'b' })\n}\n"
    )
    output = folder_of(tmp_path, {"red.bicep": bicep}, {"red": bicep_module("red.bicep", tags={"c": "d"})})
    apphost.builder.add_publish_output(output)
    assert apphost.resource("azapi_resource", "red")["tags"] == {"c": "d", "a": "b"}


@pytest.mark.parametrize(
    ("use", "names"),
    [
        ("= if (true) {{\n{}}}", ["x-a"]),
        ("= if (length('a') == 2) {{\n{}}}", []),
        ("= [for n in ['b', 'c']: {{\n{}}}]", ["x-b", "x-c"]),
    ],
)
def test_conditions_and_loops_of_modules(
    apphost: AppHost, tmp_path: Path, use: str, names: list[str]
) -> None:
    value = "n" if "for n" in use else "'a'"
    main = "module m 'm/m.bicep' " + use.format(f"  name: 'm'\n  params: {{ n: {value} }}\n") + "\n"
    inner = "param n string\nresource r 'Microsoft.Other/things@2024-01-01' = {\n  name: 'x-${n}'\n}\n"
    apphost.builder.add_publish_output(folder_of(tmp_path, {"main.bicep": main, "m/m.bicep": inner}))
    written = apphost.terraform().get("resource", {}).get("azapi_resource", {})

    assert [each["name"] for each in written.values()] == names


def test_a_resource_in_main_bicep_is_never_lost(tmp_path: Path) -> None:
    main = (
        "resource r 'Microsoft.Other/things@2024-01-01' = if (true) {\n  name: 'x'\n}\n"
        "param p string\nmodule m 'm/m.bicep' = if (p == 'x') {\n  name: 'm'\n}\n"
    )
    found = AspirePublishOutput.load(folder_of(tmp_path, {"main.bicep": main, "m/m.bicep": "var a = 1\n"}))
    assert messages(found.problems) == [
        "ACJ805 This library does not understand a resource in main.bicep that isn't a resource group",
        "ACJ805 This library does not understand a condition that only the deployment knows",
    ]
