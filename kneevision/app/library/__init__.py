"""What the app keeps: people, their sessions, the clips of these, the clips' jobs. The files lie in the data folder."""
