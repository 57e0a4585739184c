"""Synthetic receipts of invented shops, photographed by a program: see `samples.generate`."""
