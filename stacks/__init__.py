"""Runnable stacks to copy from: the documentation page's jobs, a production layout, and event jobs."""
