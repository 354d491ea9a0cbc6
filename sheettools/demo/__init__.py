"""A year to try the toolkit on: the plan of Cấm Sơn 2024, and invented returns."""
