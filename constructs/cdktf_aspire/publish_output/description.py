"""Values of a publish output for people: as the manifest would write them."""

from __future__ import annotations

from cdktf_aspire.publish_output.leaves import (
    Binding,
    ConnectionString,
    Deployer,
    LeftOut,
    ParameterReference,
    ProgramImage,
    ScopeProperty,
)
from cdktf_aspire.publish_output.nodes import Property, VaultSecretValue
from cdktf_aspire.values.expressions import Call, Interpolation
from cdktf_aspire.values.value import Reference


def describe(value: object) -> str | int | float | None:
    """A value on one line: known values unchanged, the rest as `{resource.what}`."""
    match value:
        case None | str() | int() | float():
            return value
        case Interpolation(parts=parts):
            return "".join(str(describe(part)) for part in parts)
        case Call(function=function, args=args):
            return f"{function}({', '.join(str(describe(each)) for each in args)})"
        case Property(node=node, path=path):
            return f"{{{node.itself.module.name}.{'.'.join(str(step) for step in path)}}}"
        case ScopeProperty(scope=scope, name=name):
            return f"{{{scope.kind}.{name}}}"
        case ParameterReference(name=name):
            return f"{{{name}.value}}"
        case ConnectionString(name=name):
            return f"{{{name}.connectionString}}"
        case ProgramImage(name=name):
            return f"{{{name}.containerImage}}"
        case Binding(name=name, endpoint=endpoint, part=part):
            return f"{{{name}.bindings.{endpoint}.{part}}}" if endpoint else f"{{{name}.containerPort}}"
        case LeftOut(name=name, output=output):
            return f"{{{name}.outputs.{output}}}"
        case VaultSecretValue(vault=vault, secret=secret):
            return f"{{{vault.itself.module.name}.secrets.{secret}}}"
        case Deployer(parameter=parameter):
            return f"{{{parameter}}}"
    return "{...}" if isinstance(value, Reference) else "..."
