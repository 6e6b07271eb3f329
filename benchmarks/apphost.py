"""An AppHost of scheduled jobs. Arguments: the output folder, the number of jobs."""

import sys

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import create_builder

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "bench")
LocalBackend(stack, path="terraform.tfstate")
builder = create_builder(scope=stack)
for index in range(int(sys.argv[2])):
    builder.add_container(f"job-{index}", "mcr.microsoft.com/k8se/quickstart-jobs", "1.0").with_environment(
        "INDEX", str(index)
    ).publish_as_scheduled_azure_container_app_job("0 2 * * *", timeout=600, retry_limit=1)
app.synth()
