"""A stand-in for Azure on loopback, over TLS: sign-in, Resource Manager with jobs and their executions.

What a test sets up and looks at is `arm.StandIn`. The commands under test find it as they find any cloud
that is not Microsoft's own: `ARM_METADATA_HOSTNAME`.
"""
