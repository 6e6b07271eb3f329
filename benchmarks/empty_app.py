"""An empty cdktf app: what any cdktf program costs. Argument: the output folder."""

import sys

from cdktf import App, LocalBackend, TerraformStack

app = App(outdir=sys.argv[1])
LocalBackend(TerraformStack(app, "bench"), path="terraform.tfstate")
app.synth()
