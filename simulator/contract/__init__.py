"""The contract: OpenAPI documents, compiled once into routes, readers of requests, and validators of answers."""
