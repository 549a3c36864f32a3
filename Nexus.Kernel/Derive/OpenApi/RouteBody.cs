namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>Endpoint metadata: the body that a route takes, as the document describes it. Unlike <c>Accepts</c> it leaves it to the route to refuse others, with its own words.</summary>
internal sealed record RouteBody(Type Type, bool Required, params string[] ContentTypes);
