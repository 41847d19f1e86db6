"""HTTP: the core, which is bytes in and bytes out, and its fronts. Nothing else imports a web framework."""
