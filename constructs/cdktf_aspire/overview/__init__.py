"""What is in a publish output, Terraform JSON or a plan: jobs, who refers to whom, a week of schedules."""
