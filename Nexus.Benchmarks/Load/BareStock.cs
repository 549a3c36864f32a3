using System.Text.Json;
using Npgsql;

namespace Nexus.Benchmarks.Load;

/// <summary>The bare path of a reservation: Kestrel, and what <c>pgbench</c> would send: a conditional update of the stock, the reservation and a row of an outbox, in one durable transaction.</summary>
internal static class BareStock
{
    public const string Path = "/reserve";

    public static async Task<Uri> Start(BenchInstallation installation, int items)
    {
        await using var create = installation.Database.CreateCommand($"""
            create table public.bare_stock (id int primary key, on_hand numeric not null, reserved numeric not null);
            create table public.bare_reservation (id uuid primary key, stock_id int not null references public.bare_stock, quantity numeric not null, at timestamptz not null);
            create table public.bare_outbox (id uuid primary key, name text not null, data jsonb not null, at timestamptz not null);
            insert into public.bare_stock select n, 100000000, 0 from generate_series(0, {items - 1}) n
            """);
        await create.ExecuteNonQueryAsync();
        return await installation.StartBare((app, database) => app.MapPost(Path, (HttpContext http) => Reserve(http, database)));
    }

    private static async Task Reserve(HttpContext http, NpgsqlDataSource database)
    {
        using var json = await JsonDocument.ParseAsync(http.Request.Body);
        var (item, id, now) = (json.RootElement.GetProperty("item").GetInt32(), Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        var answer = $$"""{"id":"{{id}}","item":{{item}},"quantity":1}""";
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command("insert into public.bare_reservation (id, stock_id, quantity, at) values ($1, $2, 1, $3)", id, item, now),
                Command("insert into public.bare_outbox (id, name, data, at) values ($1, 'reserved', $2::jsonb, $3)", Guid.CreateVersion7(), answer, now),
                Command("update public.bare_stock set reserved = reserved + 1 where id = $1 and on_hand - reserved >= 1", item),
            },
        };
        await batch.ExecuteNonQueryAsync();
        http.Response.StatusCode = 201;
        await http.Response.WriteAsync(answer);
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
