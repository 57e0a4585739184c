"""What AWS is to make: the templates, and a reader of them for tests, prices, drills and deployments."""
