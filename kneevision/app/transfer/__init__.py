"""A person as one zip, to be kept or to go to another machine."""
