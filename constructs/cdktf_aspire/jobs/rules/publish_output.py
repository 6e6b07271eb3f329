"""Rules about an AppHost's publish output; whoever reads it reports offences."""

from __future__ import annotations

from cdktf_aspire.diagnostics.rules import ERROR, WARNING, Rule, register

_ASPIRE = "Aspire.Hosting"
_BICEP = "https://learn.microsoft.com/azure/azure-resource-manager/bicep/file"

for _rule in (
    Rule(
        "ACJ801",
        ERROR,
        "add_publish_output(path)",
        allowed="a folder with aspire-manifest.json or main.bicep, or one of these two files, in UTF-8",
        why="There is nothing to read",
        fix="Run aspire publish first, and name the folder that it wrote",
        source="this library",
    ),
    Rule(
        "ACJ802",
        ERROR,
        "any path in the publish output",
        allowed="a path below the folder of the publish output, without symbolic links out of it",
        why="A publish output must not read other files of the machine",
        fix="Copy the file into the folder and publish again",
        source="this library",
    ),
    Rule(
        "ACJ803",
        ERROR,
        "aspire-manifest.json",
        allowed="what Aspire's manifest schema says",
        why="The resource can't be read",
        fix="Publish again, or correct the entry",
        source=f"{_ASPIRE}, aspire-8.0.json",
    ),
    Rule(
        "ACJ804",
        ERROR,
        "a Bicep file",
        allowed="Bicep that its compiler takes",
        why="What comes after the mistake can't be read",
        fix="Publish again, or correct the line",
        source=_BICEP,
    ),
    Rule(
        "ACJ805",
        ERROR,
        "a Bicep file",
        allowed="what Aspire writes: parameters, variables, resources, modules, outputs, expressions",
        why="The Terraform would lack what the line says",
        fix="Take it out of the AppHost's callback and add it in Python, or leave_out= the resource",
        source="this library",
    ),
    Rule(
        "ACJ806",
        ERROR,
        "a value in a Bicep file",
        allowed="names that are declared, arguments that the function takes, no circle",
        why="The value can't be worked out",
        fix="Publish again, or correct the line",
        source=_BICEP,
    ),
    Rule(
        "ACJ807",
        WARNING,
        "{resource.path} in aspire-manifest.json",
        allowed="value, connectionString, inputs, outputs, secretOutputs, secrets, containerImage, "
        "containerPort, bindings",
        why="It stays text as it is",
        fix="Correct the name, or double the braces when they are meant as text",
        source=f"{_ASPIRE}, manifest expressions",
    ),
    Rule(
        "ACJ808",
        WARNING,
        "a resource of aspire-manifest.json",
        allowed="types that Aspire deploys to Azure",
        why="There is no Terraform for it",
        fix="Add what is needed of it in Python, or leave_out= it",
        source=f"{_ASPIRE}, manifest",
    ),
    Rule(
        "ACJ809",
        ERROR,
        "a parameter of a Bicep module",
        allowed="a value in the manifest or in main.bicep, or a default",
        why="Nothing says what the value is",
        fix="Publish again, or give the parameter a value",
        source=f"{_ASPIRE}.Azure",
    ),
    Rule(
        "ACJ810",
        ERROR,
        "a setting of a job in Bicep",
        allowed="what azurerm_container_app_job has",
        why="azurerm can't write it",
        fix="Take it out of the AppHost's callback",
        source="azurerm 4.55, azurerm_container_app_job",
    ),
    Rule(
        "ACJ811",
        WARNING,
        "a setting of a Container Apps environment in Bicep",
        allowed="what azurerm_container_app_environment has",
        why="azurerm can't write it, so it is not in the Terraform",
        fix="Set it with configure_terraform(...) on the environment",
        source="azurerm 4.55, azurerm_container_app_environment",
    ),
    Rule(
        "ACJ812",
        ERROR,
        "builder.resource(name, kind)",
        allowed="the name of a resource of the application, and its class",
        why="There is no such resource",
        fix="Correct the name",
        source="this library",
    ),
    Rule(
        "ACJ813",
        ERROR,
        "add_publish_output(leave_out=...)",
        allowed="True, or names of resources in the publish output that are no jobs",
        why="It leaves nothing out",
        fix="Correct the name",
        source="this library",
    ),
    Rule(
        "ACJ814",
        WARNING,
        "a secret in a Bicep file",
        allowed="a value from a secret parameter or a vault",
        why="The secret is text in the publish output",
        fix="Make it a secret parameter of the AppHost",
        source=f"{_ASPIRE}.Azure",
    ),
):
    register(_rule)
