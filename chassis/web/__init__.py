"""HTTP for every service: one factory, one way to refuse, one way to page."""
