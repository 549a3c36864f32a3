namespace Nexus.Web.SignIn;

/// <summary>A sign-in that did not succeed, for the form that is shown again.</summary>
/// <param name="Message">What to tell; the same for an unknown user and a wrong password.</param>
/// <param name="NeedsCode">The second factor is asked for.</param>
public sealed record SignInAttempt(string Username, string Message, bool NeedsCode);
