"""Values of an application: literals, references, and which of them are secret."""
