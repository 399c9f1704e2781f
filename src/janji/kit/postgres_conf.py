"""How our server is set: small, private, and silent about what is in the data.

Measured on a small machine: these values take an idle server from about 21 MB to about 12 MB.
"""

from __future__ import annotations

from pathlib import Path

ACCESS = """\
# Written by janji at every start. Passwords only, over the socket only.
local all         all          scram-sha-256
local replication janji_backup scram-sha-256
"""

TUNED = """\
# Written by janji at every start; your own lines go into janji.local.conf beside this file.
listen_addresses = ''
port = 5432
unix_socket_permissions = 0700
password_encryption = scram-sha-256
max_connections = 60
shared_buffers = 32MB
jit = off
max_worker_processes = 4
max_parallel_workers = 0
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
autovacuum_max_workers = 1
timezone = UTC
log_timezone = UTC
lc_messages = C

# Write-ahead log: enough for a base backup, and small, because deleted rows live on in it.
wal_level = replica
max_wal_senders = 2
max_replication_slots = 2
wal_keep_size = 0
min_wal_size = 32MB
max_wal_size = 128MB

# No personal data in the log: no statements, no parameters, and no errors of clients at all,
# because an error's text and detail quote the value that was refused. Clients still get them.
log_min_messages = log
log_error_verbosity = terse
log_statement = none
log_min_duration_statement = -1
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
log_autovacuum_min_duration = -1
"""


def conf_for(major: int, sockets: Path, fsync: bool) -> str:
    """The whole postgresql.conf for version *major*; without *fsync* only for throw-away data."""
    lines = [TUNED, f"unix_socket_directories = '{sockets}'"]
    if major >= 18:
        lines.append("io_method = sync")  # saves three worker processes
    if not fsync:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    lines.append("include = 'janji.local.conf'")
    return "\n".join(lines) + "\n"
