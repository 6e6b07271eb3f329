"""The executable that Terraform starts: `python -m tests.terraform.stand_in`."""

from __future__ import annotations

import os
from pathlib import Path

import tf.provider
import tf.runner

from tests.terraform.stand_in import CLOUD, SCHEMAS
from tests.terraform.stand_in.bindings import read_schemas
from tests.terraform.stand_in.cloud import Cloud
from tests.terraform.stand_in.provider import AzurermStandIn, Servicer

# The framework has no other way to be given a servicer, and keeps its certificate in the user's home.
tf.provider.ProviderServicer = Servicer  # type: ignore[assignment,misc]
tf.runner._get_cert_cache_path = lambda: Path(os.environ[SCHEMAS]).with_name("certificate.json")

schemas = read_schemas(Path(os.environ[SCHEMAS]))
tf.runner.run_provider(AzurermStandIn(schemas, Cloud(Path(os.environ[CLOUD]))))
