using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Notes;

internal static class NotesDeclaration
{
    /// <summary>Notes and files about rows of any resource.</summary>
    public static ModuleBuilder Notes(this ModuleBuilder core) => core
        .Resource<Note>()
        .Resource<Attachment>()
        .Operation<AttachFile>();
}
