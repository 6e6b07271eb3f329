"""The catalogue of scalers against KEDA's own schema.

`keda.json` has, for each scaler that azurerm accepts, what KEDA 2.20 publishes of its parameters: whether one
is required, its default, the values it takes, where it may come from. (null: azurerm accepts it, and KEDA has
no scaler of that name.)
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import cdktf_aspire
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.keda.attributes import keys_of
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import Key, Source
from tests.apphost import ROOT

if TYPE_CHECKING:
    from tests.apphost import Json

FACTS: dict[str, Json | None] = json.loads((Path(__file__).parent / "keda.json").read_text(encoding="utf-8"))
KNOWN = {kind: facts for kind, facts in FACTS.items() if facts is not None}
TYPED: dict[str, type[ScaleRule]] = {
    scaler.type: scaler.rule_class for scaler in catalogue.all_scalers() if scaler.rule_class
}
SOURCES = {
    "metadata": Source.METADATA,
    "env": Source.ENVIRONMENT,
    "auth": Source.AUTHENTICATION,
}

# KEDA's schema calls every one of these required; KEDA takes one group of them, or they are a way to sign in.
ALTERNATIVES = {
    "activemq": {"username", "password"},
    "artemis-queue": {"username", "password"},
    "cassandra": {"password"},
    "ibmmq": {"queueName", "queueNames", "username", "password"},
    "new-relic": {"queryKey"},
    "predictkube": {"apiKey"},
    "solace-event-queue": {"username", "password"},
    **{
        kind: {
            *("address", "addresses", "host", "hosts", "port", "ports"),
            *("username", "password", "ca", "Cert", "cert", "key", "keyPassword"),
            *("sentinelUsername", "sentinelPassword", "sentinelMaster"),
        }
        for kind in FACTS
        if kind.startswith("redis")
    },
}
# KEDA's code, not its schema, says which texts these take.
CHECKED_BY_KEDAS_CODE = {
    *(("rabbitmq", key) for key in ("mode", "protocol", "operation", "tls")),
    *((kind, "tls") for kind in FACTS if kind.startswith("redis")),
    ("postgresql", "sslmode"),
}
# Their schema lets the metadata have it, and their code reads it from the others only.
NOT_FROM_METADATA = {("azure-pipelines", "organizationURL")}
# Its default is the mode that KEDA takes for a mistake.
NO_DEFAULT = {("rabbitmq", "mode")}


def test_the_catalogue_has_all_that_azurerm_accepts_and_keda_has() -> None:
    assert all(catalogue.is_accepted(kind) for kind in FACTS)
    assert {kind for kind in FACTS if catalogue.scaler(kind)} == set(KNOWN)
    assert {scaler.type for scaler in catalogue.all_scalers()} == set(KNOWN)


@pytest.mark.parametrize("kind", ["azure", "aws", "others", "azure.queue", "__init__", "keda", ""])
def test_a_module_of_the_catalogue_is_not_a_scaler(kind: str) -> None:
    assert catalogue.scaler(kind) is None
    assert not catalogue.is_accepted(kind)


def test_a_scaler_is_found_without_the_others() -> None:
    """Each in the only module that is loaded for it."""
    code = f"""
import importlib, sys
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.keda.scaler import LOADED
for kind in {list(KNOWN)!r}:
    LOADED.clear()
    for name in [name for name in sys.modules if name.startswith("cdktf_aspire.jobs.scalers.")]:
        del sys.modules[name]
    assert catalogue.scaler(kind) is not None, kind
    loaded = [name for name in sys.modules if name.startswith("cdktf_aspire.jobs.scalers.")]
    assert len(loaded) == 1, (kind, loaded)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("kind", KNOWN)
def test_a_scaler_has_what_keda_publishes(kind: str) -> None:
    scaler, facts = catalogue.scaler(kind), KNOWN[kind]
    assert scaler is not None
    assert (scaler.type, scaler.page, scaler.takes_identity) == (kind, facts["page"], facts["identity"])
    for name, published in facts["parameters"].items():
        key = scaler.key_of(name)
        assert key is not None, name
        if key.name == name:
            assert as_published(kind, key, published) == published, name


def as_published(kind: str, key: Key, published: Json) -> Json:
    """A key in the words of KEDA's schema, less what the two say differently on purpose."""
    here: Json = {}
    if key.required or (key.name in ALTERNATIVES.get(kind, set()) & {key.name} and "required" in published):
        here["required"] = True
    default = published.get("default") if (kind, key.name) in NO_DEFAULT else key.default
    if default is not None:
        here["default"] = default
    if key.kind.choices and (kind, key.name) not in CHECKED_BY_KEDAS_CODE:
        assert sorted(key.kind.choices) == sorted(published["allowed"])
        here["allowed"] = published["allowed"]
    sources = key.source | Source.METADATA if (kind, key.name) in NOT_FROM_METADATA else key.source
    here["from"] = [word for word, source in SOURCES.items() if source in sources]
    return here


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_a_typed_rule_says_keda_s_key_default_and_page(typed: type[ScaleRule]) -> None:
    text = inspect.getdoc(typed) or ""
    assert typed.scaler.url in text
    described = {
        name: words
        for each in reversed(typed.__mro__)
        if issubclass(each, ScaleRule) and each is not ScaleRule
        for name, words in attributes_of(inspect.cleandoc(each.__doc__ or "")).items()
    }
    for name, key in keys_of(typed):
        assert f"`{key.name}`" in described[name]
        if key.default is not None:
            assert "when not set" in described[name] or "follows from" in described[name], name
    assert set(described) == {
        field.name for field in attrs.fields(typed) if field.init and field.name not in {"name", "identity"}
    }


def attributes_of(docstring: str) -> dict[str, str]:
    """The attributes that a docstring describes, each with its words."""
    found: dict[str, str] = {}
    name = ""
    for line in docstring.partition("Attributes:\n")[2].splitlines():
        match = re.fullmatch(r"    ([a-z_]+): (.*)", line)
        if match:
            name = match[1]
        found[name] = f"{found.get(name, '')} {match[2] if match else line.strip()}"
    return found


def test_every_typed_rule_is_public() -> None:
    for typed in TYPED.values():
        assert getattr(cdktf_aspire, typed.__name__) is typed


def test_the_overview_names_every_typed_rule() -> None:
    page = (ROOT / "docs" / "event-jobs" / "README.md").read_text(encoding="utf-8")
    rows = {
        name: (kind, "yes" in identity)
        for names, types, identity in re.findall(r"^\| (`.*?) \| (`.*?) \| (.*?) ?\|$", page, re.MULTILINE)
        for name, kind in zip(
            re.findall(r"\w+ScaleRule", names), re.findall(r"`([a-z-]+)`", types), strict=True
        )
    }

    names = {kind: typed.__name__ for kind, typed in TYPED.items()}
    assert rows == {name: (kind, KNOWN[kind]["identity"]) for kind, name in names.items()}
