"""Answer people about their data: requests with a ticket, a clock, a proof and an honest end."""
