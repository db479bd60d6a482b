"""The published language: what services tell each other, one module per service, one class per event."""
