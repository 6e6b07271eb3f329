"""An empty cdktf app: the time that any cdktf program takes. Argument: the output folder."""

import sys

from cdktf import App, LocalBackend, TerraformStack

app = App(outdir=sys.argv[1])
LocalBackend(TerraformStack(app, "bench"), path="terraform.tfstate")
app.synth()
