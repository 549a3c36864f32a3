namespace Nexus.Kernel.Declare;

/// <summary>
/// A resource whose rows are about a row of any resource: notes, attachments. Who may read that row reads these, who may change it writes
/// them; they need no permission of their own.
/// </summary>
public interface IAbout
{
    /// <summary>Full name of the resource whose row it is about.</summary>
    string Resource { get; }

    /// <summary>The row that it is about.</summary>
    Guid RowId { get; }
}
