"""KEDA's scalers: a typed scale rule for each that makes sense for a job, and what is known of the others."""
