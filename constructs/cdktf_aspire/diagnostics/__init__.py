"""What every room uses to speak to the user: problems, the rules behind them, and their reports."""
