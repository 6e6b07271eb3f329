"""What `cdktf synth` runs: every stack of this folder in one app."""

from cdktf import App

from stacks import documentation_page, environments, production, queue_worker

app = App()
documentation_page.add_to(app)
production.add_to(app)
environments.add_to(app)
queue_worker.add_to(app)
app.synth()
