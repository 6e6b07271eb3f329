"""Aspire's application model as constructs: what a user declares, before anything becomes Terraform."""
