namespace Nexus.Web.SignIn;

/// <summary>A sign-in that did not succeed, for the form that is shown again.</summary>
/// <param name="Message">What to tell, in English; the same for an unknown user and a wrong password.</param>
/// <param name="WaitSeconds">Locked for so long; null when it isn't.</param>
/// <param name="Next">Where to go after signing in.</param>
public sealed record SignInAttempt(string Username, string Message, int? WaitSeconds, string? Next);
