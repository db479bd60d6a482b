"""The microservice chassis: everything a service stands on, and not one word of the domain."""
