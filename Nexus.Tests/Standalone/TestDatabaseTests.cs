using Npgsql;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Standalone;

[TestClass]
public sealed class TestDatabaseTests
{
    [TestMethod]
    public async Task Each_new_database_is_empty_and_on_its_own()
    {
        var one = await TestDatabase.NewDatabase();
        var two = await TestDatabase.NewDatabase();
        await Execute(one, "CREATE TABLE here (id int)");
        Assert.AreEqual(0L, await Execute(two, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"));
    }

    private static async Task<object?> Execute(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
