"""A Terraform plan as a person reads it in a pull request: what it does to the jobs, and what that means."""
