using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>What users do with their own account, whatever their roles: password, second factor, sessions.</summary>
internal static class AccountEndpoints
{
    public static void Map(RouteGroupBuilder auth)
    {
        auth.MapPost("/password", ChangePassword).WithSummary("Changes your password and ends your other sessions.").Accepts<ChangePasswordInput>("application/json").Produces(204);
        auth.MapPost("/totp/enroll", Enroll).WithSummary("Begins a second factor: a secret for an authenticator app.").Accepts<PasswordInput>("application/json").Produces<object>();
        auth.MapPost("/totp/confirm", Confirm).WithSummary("Turns the second factor on with a first code; shows the recovery codes once.").Accepts<CodeInput>("application/json").Produces<object>();
        auth.MapPost("/totp/disable", Disable).WithSummary("Turns your second factor off.").Accepts<DisableInput>("application/json").Produces(204);
        auth.MapGet("/account", Account).WithSummary("Your account: name, roles, second factor.").Produces<AccountAnswer>();
        auth.MapGet("/sessions", OwnSessions).WithSummary("Your sessions.").Produces<OwnSession[]>();
    }

    private static async Task ChangePassword(HttpContext http, Door door, AccountPassword account, Passwords passwords, Sessions sessions, NpgsqlDataSource source, TimeProvider clock)
    {
        var caller = await LoggedIn(http, door);
        var input = await IdentityJson.Read<ChangePasswordInput>(http);
        await account.Require(caller, input.CurrentPassword, "current_password", http.RequestAborted);
        Passwords.Require(input.NewPassword, "new_password", caller.Name);
        if (input.NewPassword == input.CurrentPassword)
            throw Fault.Invalid([new FieldFault("new_password", "unchanged", "The new password must be another one.")]);
        var hash = await passwords.Hash(input.NewPassword, http.RequestAborted);
        var now = Instants.Now(clock);
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"update nexus.users set password_hash = {hash}, password_changed_at = {now}, updated_at = {now}, version = version + 1 where id = {caller.UserId}").Render(command.Parameters);
        await command.ExecuteNonQueryAsync(http.RequestAborted);
        // Who changes a password because somebody else knows it wants them out.
        await sessions.End($"user_id = {caller.UserId} and id <> {caller.SessionId}", "password_changed", http.RequestAborted);
        http.Response.StatusCode = 204;
    }

    private static async Task Enroll(HttpContext http, Door door, AccountPassword account, SecondFactor secondFactor, IConfiguration configuration)
    {
        var caller = await LoggedIn(http, door);
        var input = await IdentityJson.Read<PasswordInput>(http);
        await account.Require(caller, input.Password, "password", http.RequestAborted);
        var (secret, uri) = await secondFactor.Enroll(caller.UserId!.Value, caller.Name, configuration["Nexus:Name"] ?? "Nexus", http.RequestAborted);
        await IdentityJson.Write(http, new { Secret = secret, Uri = uri });
    }

    private static async Task Confirm(HttpContext http, Door door, SecondFactor secondFactor)
    {
        var caller = await LoggedIn(http, door);
        var input = await IdentityJson.Read<CodeInput>(http);
        await IdentityJson.Write(http, new { RecoveryCodes = await secondFactor.Confirm(caller.UserId!.Value, input.Code, http.RequestAborted) });
    }

    private static async Task Disable(HttpContext http, Door door, AccountPassword account, SecondFactor secondFactor)
    {
        var caller = await LoggedIn(http, door);
        var input = await IdentityJson.Read<DisableInput>(http);
        await account.Require(caller, input.Password, "password", http.RequestAborted);
        if (!await secondFactor.Take(caller.UserId!.Value, input.Code, http.RequestAborted))
            throw await account.Failed(caller, "code", "invalid_otp", "The code is not right, was used before, or is too old.", http.RequestAborted);
        await secondFactor.Disable(caller.UserId!.Value, http.RequestAborted);
        http.Response.StatusCode = 204;
    }

    private static async Task Account(HttpContext http, Door door, OwnAccount account) =>
        await IdentityJson.Write(http, await account.Read(await LoggedIn(http, door), http.RequestAborted));

    private static async Task OwnSessions(HttpContext http, Door door, OwnAccount account) =>
        await IdentityJson.Write(http, await account.Sessions(await LoggedIn(http, door), http.RequestAborted));

    /// <summary>A user with a session; an API key can't change the account that it acts for.</summary>
    private static async Task<Caller> LoggedIn(HttpContext http, Door door)
    {
        var caller = await door.Authenticate(http);
        return caller is { UserId: not null, SessionId: not null } ? caller : throw new Fault(403, "session_needed", "Only a user who has logged in can do this, not an API key.");
    }
}

/// <summary>Asks a logged-in user for the password again, counting wrong ones as failed log-ins.</summary>
public sealed class AccountPassword(NpgsqlDataSource source, Passwords passwords, LoginFailures failures)
{
    /// <exception cref="Fault">422 when it is wrong, 429 after too many.</exception>
    public async Task Require(Caller caller, string password, string field, CancellationToken ct)
    {
        await failures.Check(caller.UserId.ToString()!, caller.TenantId, null, ct);
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select password_hash from nexus.users where id = {caller.UserId}").Render(command.Parameters);
        if (!await passwords.Matches(await command.ExecuteScalarAsync(ct) as string, password, ct))
            throw await Failed(caller, field, "wrong_password", "The password is not right.", ct);
    }

    public async Task<Fault> Failed(Caller caller, string field, string code, string message, CancellationToken ct)
    {
        await failures.Count(caller.UserId.ToString()!, caller.TenantId, null, ct);
        return new Fault(422, code, message, [new FieldFault(field, code, message)]);
    }
}

/// <param name="CurrentPassword">The password until now.</param>
/// <param name="NewPassword">The one from now on, at least 10 characters.</param>
public sealed record ChangePasswordInput([property: MaxLength(Passwords.LengthMax), Multiline] string CurrentPassword, [property: MaxLength(Passwords.LengthMax), Multiline] string NewPassword);

/// <param name="Password">The user's password.</param>
public sealed record PasswordInput([property: MaxLength(Passwords.LengthMax), Multiline] string Password);

/// <param name="Code">A code of the authenticator app.</param>
public sealed record CodeInput([property: MaxLength(64)] string Code);

/// <param name="Password">The user's password.</param>
/// <param name="Code">A code of the authenticator app, or a recovery code.</param>
public sealed record DisableInput([property: MaxLength(Passwords.LengthMax), Multiline] string Password, [property: MaxLength(64)] string Code);
