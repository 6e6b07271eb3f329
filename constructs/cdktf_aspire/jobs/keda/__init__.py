"""KEDA: what a scaler is, what its values are, and a scale rule as users write it."""
