"""The reference page of all rules, made of the registry."""

from __future__ import annotations

from cdktf_aspire.diagnostics.rules import every_rule

_GROUPS = {
    "ACJ0": "Calls and attributes",
    "ACJ1": "Names",
    "ACJ2": "Triggers, timeout and retry",
    "ACJ3": "Containers",
    "ACJ4": "Secrets, identities and registries",
    "ACJ5": "Volumes and workload profiles",
    "ACJ6": "Scale rules",
    "ACJ8": "The publish output of an AppHost",
    "ACJ9": "The application",
}


def markdown() -> str:
    """The page `docs/rules.md`."""
    lines = [
        "# Rules",
        "",
        "Everything that is checked before Terraform sees it. An error stops the synth; a warning is shown",
        "by the cdktf CLI, and `resource.acknowledge(code, reason)` accepts it. A value that is a reference",
        "of Terraform is not checked, and everything around it is. Attributes are named as in a callback.",
        "",
        "`cdktf-aspire check` applies the same rules to Terraform JSON that is there already.",
        "",
        "This page is made by `cdktf-aspire rules --write docs/rules.md`.",
    ]
    known = every_rule()
    for prefix, title in _GROUPS.items():
        rules = [rule for code, rule in known.items() if code.startswith(prefix)]
        if not rules:
            continue
        lines += ["", f"## {title}"]
        for rule in rules:
            lines += [
                "",
                f"### {rule.code}",
                "",
                f"{rule.severity.value.capitalize()} on `{rule.attribute}`.",
                "",
                f"- Allowed: {_text(rule.allowed)}.",
                f"- Why: {_text(rule.why)}.",
                f"- Fix: {_text(rule.fix)}.",
                f"- Source: {_text(rule.source)}",
            ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Text in Markdown: what it would take for markup is escaped, less in addresses."""
    words = [word if "://" in word else _escaped(word) for word in text.split(" ")]
    return " ".join(words)


def _escaped(word: str) -> str:
    for char in "\\`*_<>[]":
        word = word.replace(char, f"\\{char}")
    return word
