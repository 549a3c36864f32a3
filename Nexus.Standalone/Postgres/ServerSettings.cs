namespace Nexus.Standalone.Postgres;

/// <summary>The settings of the embedded server, written anew at each start.</summary>
internal static class ServerSettings
{
    internal const int ConnectionsMax = 200;

    internal static string Text(ServerAddress address, bool durable) => $"""
        # Written by Nexus at each start; put settings of your own into postgresql.auto.conf (ALTER SYSTEM).
        listen_addresses = '{(address.IsSocket ? "" : address.Host)}'
        port = {address.Port}
        unix_socket_directories = '{(address.IsSocket ? Quoted(address.Host) : "")}'
        max_connections = {ConnectionsMax}
        shared_buffers = 64MB
        work_mem = 8MB
        maintenance_work_mem = 64MB
        effective_cache_size = 1GB
        random_page_cost = 1.1
        max_wal_size = 1GB
        wal_level = replica
        wal_compression = on
        # 1,000 tenants are some 50,000 tables; a statement that touches many schemas locks them all.
        max_locks_per_transaction = 256
        fsync = {OnOff(durable)}
        synchronous_commit = {OnOff(durable)}
        full_page_writes = {OnOff(durable)}
        jit = off
        timezone = 'UTC'
        # Errors reach the caller; the log is for the server's own troubles and must not repeat people's data.
        log_min_messages = log
        log_min_error_statement = panic
        log_error_verbosity = terse
        log_checkpoints = off
        """ + "\n";

    private static string OnOff(bool on) => on ? "on" : "off";

    private static string Quoted(string value) => value.Replace("'", "''", StringComparison.Ordinal);
}
