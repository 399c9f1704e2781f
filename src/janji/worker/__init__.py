"""The worker: the timetable of duties, business by business. Any number of workers may run."""
