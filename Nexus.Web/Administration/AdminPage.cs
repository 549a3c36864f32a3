using Microsoft.AspNetCore.Components;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Web.Frame;

namespace Nexus.Web.Administration;

/// <summary>A page of a business's administration. What one may not do isn't offered; a direct address says why.</summary>
public abstract class AdminPage : PageBase
{
    /// <summary>What has to be granted to see the page; null: being in the business.</summary>
    protected virtual string? Needs => null;

    public override Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        if (Here?.Tenant is null)
            throw new Fault(403, "business_needed", T["This page is about one business. Sign in as one of its people."]);
        if (Needs is { } permission && !May(permission))
            throw Fault.Denied(permission);
        return base.SetParametersAsync(parameters);
    }

    protected ResourceType Resource(string fullName) => Model.FindResource(fullName)!;

    /// <summary>A parameter of the address; null when it is empty.</summary>
    protected string? Asked(string name) => Http.Request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The page's address with other parameters.</summary>
    protected string With(params (string Name, string? Value)[] changes)
    {
        var query = Http.Request.Query.ToDictionary(p => p.Key, p => (string?)p.Value.ToString());
        foreach (var (name, value) in changes)
            query[name] = value;
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(Http.Request.Path, query.Where(p => !string.IsNullOrEmpty(p.Value)));
    }
}
