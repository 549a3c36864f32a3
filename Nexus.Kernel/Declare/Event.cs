namespace Nexus.Kernel.Declare;

/// <summary>Names an event, <c>crm.deal.won</c>: its subject is <c>nexus.crm.{tenant}.deal.won</c>. The record's first <c>Guid</c> is the row it is about.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>A row was created; published for every resource as <c>{module}.{resource}.created</c>.</summary>
public sealed record Created<T>(T Row) where T : Resource;

/// <summary>A row was changed by something that has no event of its own; <c>{module}.{resource}.updated</c>.</summary>
public sealed record Updated<T>(T Row) where T : Resource;
