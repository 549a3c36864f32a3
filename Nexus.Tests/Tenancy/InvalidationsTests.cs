using System.Collections.Concurrent;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Tenancy;

[TestClass]
public sealed class InvalidationsTests
{
    [TestMethod]
    public async Task What_a_long_transaction_announced_is_heard_when_it_commits()
    {
        var api = await TestApi.Shared();
        var heard = new ConcurrentBag<string>();
        var key = Guid.NewGuid().ToString();
        api.Get<Invalidations>().Invalidated += (_, about) => heard.Add(about);

        // Announced ten minutes before the commit, as by a long import.
        await using var connection = await api.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"insert into nexus.invalidations (kind, key, at) values ('test', '{key}', clock_timestamp() - interval '10 minutes')", connection))
            await command.ExecuteNonQueryAsync();
        await Task.Delay(Invalidations.Interval * 3);
        CollectionAssert.DoesNotContain(heard, key);
        await transaction.CommitAsync();
        await Eventually.Equal(true, () => Task.FromResult(heard.Contains(key)));
        await Task.Delay(Invalidations.Interval * 3);
        Assert.AreEqual(1, heard.Count(k => k == key));
    }
}
