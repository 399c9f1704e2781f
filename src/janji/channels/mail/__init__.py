"""Mail in (IMAP, a small SMTP receiver) and mail out: letters as plain facts."""
