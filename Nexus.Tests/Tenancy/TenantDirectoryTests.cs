using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Identity.Tokens;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Tenancy;

/// <summary>What a process holds of tenants is never older than what it has heard, and reading it takes one connection at a time.</summary>
[TestClass]
public sealed class TenantDirectoryTests
{
    [TestMethod]
    public async Task What_changes_while_a_tenant_is_read_is_not_held()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        var (directory, invalidations) = (api.Get<TenantDirectory>(), api.Get<Invalidations>());
        invalidations.Raise("tenant", t.Tenant.Id.ToString());

        // The read has the tenant's own row and waits for its fields.
        await using var other = await api.Database.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await Execute(other, "lock table nexus.custom_fields in access exclusive mode");
        var reading = directory.Find(t.Tenant.Id).AsTask();
        await Eventually.Equal(true, () => t.Scalar<bool>("select exists (select 1 from pg_locks where relation = 'nexus.custom_fields'::regclass and not granted)"));
        await Execute(other, $"update nexus.tenants set status = 'suspended' where id = '{t.Tenant.Id}'");
        await transaction.CommitAsync();
        invalidations.Raise("tenant", t.Tenant.Id.ToString());
        await reading;

        Assert.AreEqual(TenantStatus.Suspended, (await directory.Find(t.Tenant.Id))!.Status);
    }

    [TestMethod]
    public async Task A_tenant_whose_tables_are_behind_is_brought_up_to_date_with_one_connection()
    {
        await using var t = await TestTenant.Create();
        await t.Scalar<string>("update nexus.tenants set schema_fingerprint = 'older' where id = {tenant} returning name");
        await using var source = OneConnection(t);
        var sync = new SchemaSync(t.Api.Model, source, NullLogger<SchemaSync>.Instance);
        var invalidations = new Invalidations(source, TimeProvider.System, NullLogger<Invalidations>.Instance);
        var directory = new TenantDirectory(t.Api.Model, source, invalidations, sync, new TenantClosing(source, TimeProvider.System, invalidations));
        Assert.IsNotNull(await directory.Find(t.Tenant.Id));
        await t.Scalar<string>("update nexus.tenants set status = 'restoring', status_before = 'active' where id = {tenant} returning name");
        invalidations.Raise("tenant", t.Tenant.Id.ToString());
        Assert.AreEqual(TenantStatus.Active, (await directory.Find(t.Tenant.Id))!.Status);
        Assert.AreNotEqual("older", await t.Scalar<string>("select schema_fingerprint from nexus.tenants where id = {tenant}"));
    }

    [TestMethod]
    public async Task A_session_is_refreshed_with_one_connection_while_the_keys_are_read_anew()
    {
        await using var t = await TestTenant.Create();
        var token = (string)(await Identity.Credentials.LogIn(t.Api, t.Activated.Username, t.Activated.Password, t.Tenant.Id))["refresh_token"]!;
        await using var source = OneConnection(t);
        var invalidations = new Invalidations(source, TimeProvider.System, NullLogger<Invalidations>.Instance);
        var keys = new Kernel.Identity.Keys.KeyRing(source, t.Api.Get<MasterKey>(), TimeProvider.System, invalidations);
        var sessions = new Sessions(source, t.Api.Get<MasterKey>(), new JwtAccessTokens(keys, TimeProvider.System, t.Api.Get<Microsoft.Extensions.Configuration.IConfiguration>()), invalidations, TimeProvider.System);
        Assert.IsNotNull((await sessions.Refresh(token, CancellationToken.None)).AccessToken);
    }

    [TestMethod]
    public async Task Nobody_gets_into_a_tenant_that_is_being_erased()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        var administrator = await api.Get<PlatformAdministrator>().Ensure() ?? throw new InvalidOperationException("The platform's administrator was there already.");
        using var platform = api.Client((string)(await Identity.Credentials.LogIn(api, administrator.Email, administrator.Password))["access_token"]!);
        platform.DefaultRequestHeaders.Add("X-Tenant", t.Tenant.Id.ToString());
        Assert.AreEqual(200, (int)(await platform.GetAsync("/api/v1/crm/contacts")).StatusCode);

        await t.Scalar<string>("update nexus.tenants set status = 'erasing' where id = {tenant} returning status");
        api.Get<Invalidations>().Raise("tenant", t.Tenant.Id.ToString());
        Assert.AreEqual(409, (int)(await platform.GetAsync("/api/v1/crm/contacts")).StatusCode);
        Assert.AreEqual(409, (int)(await t.Http.GetAsync("/api/v1/crm/contacts")).StatusCode);
    }

    private static NpgsqlDataSource OneConnection(TestTenant t) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(t.Api.ConnectionString) { MaxPoolSize = 1, Timeout = 2, ApplicationName = "one" });

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
