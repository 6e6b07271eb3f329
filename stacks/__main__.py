"""The program that `cdktf synth` runs: every stack of this folder in one app."""

from cdktf import App

from stacks import environments, production
from stacks.documentation_page import DocumentationPage
from stacks.queue_worker import QueueWorker

app = App()
DocumentationPage(app, "documentation-page")
production.add_to(app)
environments.add_to(app)
QueueWorker(app, "queue-worker")
app.synth()
