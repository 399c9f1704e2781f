"""A stateful stand-in for Twilio's WhatsApp service, for people without an account and for tests.

It speaks the wire contract of API version 2010-04-01 (judged in the tests by Twilio's own OpenAPI),
signs webhooks, plays the customers' phones, and can be told to misbehave. It imports kit only and
shares no code with our side of the contract, so that neither can hide the other's mistake.
"""
