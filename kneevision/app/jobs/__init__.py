"""The queue: the filming check, then the analysis, one clip at a time, each in a process of its own."""
