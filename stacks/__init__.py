"""Runnable stacks to copy from: the documentation page's jobs, and a production layout."""
