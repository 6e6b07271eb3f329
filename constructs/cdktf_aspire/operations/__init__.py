"""A deployed job: found, started, watched, read and stopped. Azure's SDKs are loaded when they are used."""
