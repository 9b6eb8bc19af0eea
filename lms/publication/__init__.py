"""What the public may see of the targets: the share of each province, small numbers hidden."""
