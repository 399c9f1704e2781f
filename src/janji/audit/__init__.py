"""What happened, written once and chained; and whether each promise was kept, asked independently."""
