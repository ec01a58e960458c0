"""Who may ask for what: the request's Host and Origin, the pass that a browser holds, a password, keys of results."""
