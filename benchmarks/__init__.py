"""Long runs with commands of their own: how right and how fast. They need the development extras' footage only."""
