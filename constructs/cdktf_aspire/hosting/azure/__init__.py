"""Azure resources of an application, a file for each service: names, outputs, roles, connections."""
