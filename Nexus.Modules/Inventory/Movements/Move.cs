namespace Nexus.Modules.Inventory.Movements;

/// <summary>What is common to the movements that one operation makes.</summary>
/// <param name="At">When it moved.</param>
/// <param name="Reference">What it was for.</param>
/// <param name="SourceId">The row that it was for.</param>
/// <param name="Note">Why, in somebody's words.</param>
internal sealed record Move(MovementKind Kind, DateTimeOffset At, string? Reference = null, Guid? SourceId = null, string? Note = null);
