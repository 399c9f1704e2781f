"""What happened, written once and chained; whether each promise was kept, asked independently."""
