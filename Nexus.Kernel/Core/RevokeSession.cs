using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Ends a session: its user is logged out on that device within a second.</summary>
/// <param name="SessionId">Id of the session.</param>
[Operation("core.session.revoke", Effect.Write)]
public sealed record RevokeSession(Guid SessionId) : IOperation<RevokeSession, Session, SessionRevoked>
{
    public static Task<Session?> Load(RevokeSession input, TenantDb db, CancellationToken ct) => db.Find<Session>(input.SessionId, ct);

    public static Outcome<SessionRevoked> Decide(RevokeSession input, Session session, Call call)
    {
        if (session.ArchivedAt is not null)
            return new Refusal("already_ended", "The session has ended already.");
        session.ArchivedAt = call.Now;
        session.EndedBy = "revoked";
        return new SessionRevoked(session.Id, session.UserId);
    }
}

/// <summary>A session was ended by somebody with the right to.</summary>
[Event("core.session.revoked")]
public sealed record SessionRevoked(Guid SessionId, Guid UserId);
