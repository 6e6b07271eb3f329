"""Runnable stacks to copy: README.md says what each one shows."""
