"""Twilio's wire contract, our side: what arrives, what is sent, what each answer means."""
