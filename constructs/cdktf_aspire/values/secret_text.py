"""Whether text that everybody can read looks like a secret.

Two ways to tell: the text itself (`AccountKey=...`, a private key, a token with a well-known beginning), and
its name (`DB_PASSWORD`). A guess, so it must be right nearly always: names that only speak of a secret
(`PASSWORD_FILE`, `TOKEN_ENDPOINT`, `MAX_TOKENS`) and values that can't be one (a path, an address, a switch)
are not taken for secrets. tests/jobs/test_secret_text.py measures both on ordinary and on secret settings.

Why not the patterns of detect-secrets: docs/dependencies.md.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.secret_hint import HINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# -- the text itself

# What stands for a value instead of being one: a reference of a shell, a template or a vault, or a mask.
_PLACEHOLDER: Final = (
    r"\$[{(]|\$[A-Z_]+\b|%[A-Z_]+%|\{\{|\{\w+\}|<\w|@Microsoft\.KeyVault|\*{3}|x{3}|\.\.\.|redacted"
)
# A shared access signature, in an address or alone.
_SIGNATURE: Final = re.compile(
    r"[?&;]sig=(?![${<*])[A-Za-z0-9%+/_=-]{4,}|(?:^|[\s\"'])sig=(?![${<*])[A-Za-z0-9%+/_=-]{16,}",
    re.IGNORECASE,
)
_IN_ADDRESS: Final = re.compile(
    rf"\b[a-z][a-z0-9+.-]{{0,20}}://[^\s/?#:@]*:(?!{_PLACEHOLDER})[^\s/?#@]+@|"
    rf"\b(?:curl|wget)\b.{{0,2000}}\s(?:-u|--user)[ =][\"']?[^\s:\"']+:(?!{_PLACEHOLDER})[^\s\"']+",
    re.IGNORECASE,
)
_AUTHORIZATION: Final = re.compile(
    rf"\b(?:Bearer|Basic)\s+(?!{_PLACEHOLDER})(?=[^\s\"']*[0-9A-Z])[A-Za-z0-9._~+/=-]{{16,}}"
)
_PRIVATE_KEY: Final = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\bPuTTY-User-Key-File-"
)
_BEGINNING: Final = r"(?<![A-Za-z0-9_+/-])"
# Each with the source that names its beginning and its length.
_TOKENS: Final = (
    ("a GitHub token", rf"{_BEGINNING}(?:gh[pousr]_[A-Za-z0-9]{{20,}}|github_pat_[A-Za-z0-9_]{{20,}})"),
    ("a GitLab token", rf"{_BEGINNING}gl(?:pat|ptt|dt|rt|cbt|ft|soat)-[A-Za-z0-9_.-]{{16,}}"),
    ("a Slack token", rf"{_BEGINNING}xox[abeoprs]-(?:[0-9]|[A-Za-z0-9-]*\d)[A-Za-z0-9-]{{8,}}"),
    ("a Slack webhook address", r"hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{10,}"),
    ("an AWS access key", rf"{_BEGINNING}(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{{16}}(?![A-Za-z0-9])"),
    ("a Google API key", rf"{_BEGINNING}AIza[A-Za-z0-9_-]{{35}}"),
    (
        "an OpenAI or Anthropic key",
        rf"{_BEGINNING}sk-(?:(?=[A-Za-z0-9_-]*[0-9A-Z])[A-Za-z0-9_-]{{16,}}|[a-z]{{32,}})",
    ),
    ("a Stripe key", rf"{_BEGINNING}(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{{10,}}"),
    ("a SendGrid key", rf"{_BEGINNING}SG\.[A-Za-z0-9_-]{{16,}}\.[A-Za-z0-9_-]{{16,}}"),
    ("an npm token", rf"{_BEGINNING}npm_[A-Za-z0-9]{{30,}}"),
    ("a PyPI token", rf"{_BEGINNING}pypi-[A-Za-z0-9_-]{{40,}}"),
    ("a Docker token", rf"{_BEGINNING}dckr_(?:pat|oat)_[A-Za-z0-9_-]{{20,}}"),
    ("a Hugging Face token", rf"{_BEGINNING}hf_[A-Za-z0-9]{{30,}}"),
    ("a Databricks token", rf"{_BEGINNING}dapi[0-9a-f]{{32}}"),
    ("a DigitalOcean token", rf"{_BEGINNING}do[opr]_v1_[0-9a-f]{{40,}}"),
    ("a Terraform token", r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}"),
    ("a HashiCorp Vault token", rf"{_BEGINNING}hv[sbr]\.[A-Za-z0-9_-]{{20,}}"),
    (
        "a Microsoft Entra client secret",
        r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])",
    ),
    (
        "an Azure service key",
        r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}(?:\+ASt|AZEv|ACDb)[A-Za-z0-9+/]{5,}={0,2}",
    ),
    ("a key of 64 bytes", r"(?<![A-Za-z0-9+/-])[A-Za-z0-9+/]{86}=="),
    ("a JSON Web Token", rf"{_BEGINNING}eyJ[A-Za-z0-9_-]{{10,}}\.[A-Za-z0-9_-]{{6,}}(?:\.[A-Za-z0-9_-]*)?"),
    ("JSON in base64, as tokens and credentials are", rf"{_BEGINNING}eyJ[A-Za-z0-9_+/=-]{{30,}}"),
)
_BY_TEXT: Final = (
    ("a private key", _PRIVATE_KEY),
    ("a shared access signature", _SIGNATURE),
    ("a password in an address", _IN_ADDRESS),
    ("an authorization header", _AUTHORIZATION),
    *((words, re.compile(pattern)) for words, pattern in _TOKENS),
)
# -- the name

_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# The last word of a name that is a secret's: `DB_PASSWORD`, `Smtp__Password`, `PGPASSWORD`.
_LAST_WORD: Final = re.compile(
    r"\w*(?:passw(?:or)?d|passphrase|passwort|secret|token|apikey|accesskey|secretkey|privatekey|accountkey|masterkey"
    r"|signingkey|encryptionkey|connectionstring)|\w*pwd|(?:db|user|ssh|mail|smtp|my|pg)?pass|pat|secrets|passwords|credentials?|connstr(?:ing)?"
)
_LAST_WORDS: Final = frozenset(
    {
        *(("api", "key"), ("access", "key"), ("secret", "key"), ("private", "key"), ("account", "key")),
        *(
            ("master", "key"),
            ("signing", "key"),
            ("encryption", "key"),
            ("shared", "key"),
            ("storage", "key"),
        ),
        *(("auth", "key"), ("host", "key"), ("function", "key"), ("functions", "key"), ("license", "key")),
        *(("subscription", "key"), ("primary", "key"), ("secondary", "key"), ("service", "key")),
        *(("connection", "string"), ("conn", "str"), ("conn", "string"), ("connection", "str")),
        *(("access", "signature"), ("sas", "key")),
    }
)
# A key of an Azure service, in a setting such as `AZURE_OPENAI_KEY`; not the name of a column or of a queue.
_KEY_OF_SERVICE: Final = re.compile(
    r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])(?:[0-9a-f]{32}|[0-9a-zA-Z]{44,}={0,2}|[0-9A-Z]{32,})"
)
# Before a secret's words they say that it is only spoken of: `USE_TOKEN`, `PUBLIC_KEY`, `nextPageToken`.
_SPOKEN_OF: Final = frozenset(
    {
        *(
            "use",
            "has",
            "is",
            "no",
            "enable",
            "disable",
            "allow",
            "require",
            "requires",
            "max",
            "min",
            "num",
            "count",
        ),
        *("public", "pad", "eos", "bos", "stop", "cancellation", "page", "continuation", "next", "forgot"),
        *("first", "second", "single", "multi", "of", "per"),
    }
)
_CONNECTION: Final = re.compile(r"conn(?:ection)?[_-]?str(?:ing)?s?", re.IGNORECASE)
# A connection string without a secret: settings, an address, a host with its port.
_SETTINGS: Final = re.compile(r"[\w .-]+=[^;]*(?:;|$)|[\w+.-]+://|[\w.-]+:[0-9]+(?:,|$)|[\w-]+(?:\.[\w-]+)+$")
# `--secret`, `--from-secret`, `KEYVAULT_SECRET`: often the name of one.
_NAMES_ONE: Final = frozenset(
    {"from", "with", "pull", "image", "tls", "kv", "vault", "keyvault", "use", "existing"}
)
_NAME_OF_ONE: Final = re.compile(r"[a-z]+(?:-[a-z]+)+")

# A value that isn't a secret, whatever its name: a switch, a number, a path, an address, a sign-in method.
_ORDINARY: Final = re.compile(
    r"true|false|yes|no|on|off|none|null|nil|undefined|default|enabled?|disabled?|required|optional|auto|"
    r"[+-]?[0-9]{1,3}(?:\.[0-9]+)?(?:[smhd]|ms|Mi|Gi)?|"
    r"~?\.{0,2}/[\w./@%+:{}$-]*|[A-Za-z]:\\.*|[a-z][a-z0-9+.-]*://\S*|"
    r"[\w-]+(?:\.[\w-]+)*\.(?:pem|crt|cer|key|pfx|json|txt|yaml|yml|env|conf|cfg|ini|xml)|"
    r"(?:managed_?identity|system_?assigned|user_?assigned|workload_?identity|azure_?ad|aad|entra(?:_?id)?|"
    r"active ?directory.*|oauth2?|bearer|basic|jwt|vault|key_?vault|environment|env|plain(?:text)?|"
    r"opaque|bcrypt|\w+credentials?|argon2(?:id)?|scrypt|sha-?(?:1|256|512)|md5)",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(
    rf"{_PLACEHOLDER}|secretref:|keyvaultref:|vault:|arn:|ref\+|env:", re.IGNORECASE
)
_LEAST: Final = 3

# -- pairs of a name and a value in a text: a connection string, a query, a command line, JSON

_QUOTED: Final = r"\"[^\"]*\"|'[^']*'"
_PAIRS: Final = (
    # `Password=x;`, `?api_key=x&`, `--password=x`, `-Ddb.password=x`, `PASSWORD=x run`
    re.compile(
        rf"(?:^|(?<=[\s;,&?|\"'(]))(?:--?|/)?(?P<name>[A-Za-z][\w.:-]*)\s?=\s?(?P<value>{_QUOTED}|[^\s;,&|\"']+)"
    ),
    # `--password x`
    re.compile(
        rf"(?:^|(?<=[\s;&|\"'(]))--?(?P<name>[A-Za-z][\w.-]*)[ \t]+"
        rf"(?P<value>{_QUOTED}|[^\s;&|\"'-][^\s;&|\"']*)"
    ),
    # `"password": "x"`
    re.compile(r"\"(?P<name>[A-Za-z][\w.:-]*)\\?\"\s*:\s*\\?\"(?P<value>[^\"\\]*)"),
)
_FLAG: Final = re.compile(r"--?(?P<name>[A-Za-z][\w.-]*)")


def secret_in(name: str, text: str) -> str | None:
    """Why the text of a setting looks like a secret, in words; None when it does not.

    Args:
        name: of the environment variable, of the metadata's key, ...
        text: its value.
    """
    words = secret_in_text(text)
    if words is None and is_secret_pair(name, text):
        return "its name is typical of a secret"
    return words


@lru_cache(maxsize=65536)
def secret_in_text(text: str) -> str | None:
    """Why a text looks like a secret whatever its name is, in words; None when it does not."""
    if len(text) < _LEAST or not HINT.search(text):
        return None
    for words, pattern in _BY_TEXT:
        if pattern.search(text):
            return words
    for pattern in _PAIRS:
        for pair in pattern.finditer(text):
            if is_secret_pair(pair["name"], pair["value"].strip("\"'")):
                return "a password, key or token together with its name"
    return None


def secrets_in_command(items: Sequence[object]) -> Iterator[tuple[int, str]]:
    """The items of a command line that look like secrets: the place of each, and why.

    Args:
        items: the texts of `command` or `args`; other values are ignored.
    """
    option = ""
    for index, item in enumerate(items):
        text = item if isinstance(item, str) else ""
        words = secret_in_text(text)
        if words is None and option and not text.startswith("-") and is_secret_pair(option, text):
            words = "its option is typical of a secret"
        if words is not None:
            yield index, words
        flag = _FLAG.fullmatch(text)
        option = flag["name"] if flag else ""


def is_secret_pair(name: str, text: str) -> bool:
    """Whether a value is a secret because of its name."""
    parts = _words(name)
    if parts[-1:] == ["key"] and not _SPOKEN_OF & set(parts) and _KEY_OF_SERVICE.fullmatch(text):
        return True
    if not is_secret_name(name) or not is_secret_value(text):
        return False
    if _CONNECTION.search(name):
        return not _SETTINGS.match(text)
    is_named = parts[-2] in _NAMES_ONE if len(parts) > 1 else name.islower()
    named = parts[-1] in {"secret", "secrets", "credentials"} and is_named
    return not (named and _NAME_OF_ONE.fullmatch(text))


@lru_cache(maxsize=65536)
def is_secret_name(name: str) -> bool:
    """Whether what has this name is a secret: `DB_PASSWORD` is, `PASSWORD_FILE` and `MAX_TOKENS` are not."""
    parts = _words(name)
    if re.match(r"connectionstrings?(?:__|:)", name, re.IGNORECASE):
        return True  # of .NET: the name of the connection follows
    if not parts:
        return False
    if tuple(parts[-2:]) in _LAST_WORDS:
        return not _SPOKEN_OF & set(parts[:-2])
    return bool(_LAST_WORD.fullmatch(parts[-1])) and not _SPOKEN_OF & set(parts[:-1])


def _words(name: str) -> list[str]:
    """The words of a name, without numbers behind them: `DB_PASSWORD_2` is `db`, `password`."""
    parts = [part.lower() for part in _PARTS.findall(name)]
    while parts and parts[-1].isdigit():
        parts.pop()
    return parts


def is_secret_value(text: str) -> bool:
    """Whether a text can be a secret at all: not empty, a switch, a path, an address or a reference."""
    text = text.strip()
    return len(text) >= _LEAST and not _ORDINARY.fullmatch(text) and not _REFERENCE.match(text)
