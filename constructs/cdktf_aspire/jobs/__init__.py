"""One Container Apps job in plain Python: its settings, its triggers, and the rules that apply to it."""
