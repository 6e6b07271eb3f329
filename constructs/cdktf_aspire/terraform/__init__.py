"""Writes the application model as Terraform JSON, through the engine."""

from cdktf_aspire.terraform.engine.start import start
from cdktf_aspire.terraform.machine import problems_of_the_machine

with problems_of_the_machine():
    ready = start()

# After Node starts: it runs beside these imports.
from cdktf_aspire.hosting import terraform_rules as terraform_rules
