"""Many clips: each in a process of its own, a table and a page of all, on one machine or on a Dask cluster."""
