"""How every part reports to the user: problems, the rules behind them, and their reports."""
