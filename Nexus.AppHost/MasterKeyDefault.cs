using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Nexus.AppHost;

/// <summary>A fresh master key (32 bytes, base64) for a developer's first run.</summary>
internal sealed class MasterKeyDefault : ParameterDefault
{
    private const int KeyBytes = 32;

    public override string GetDefaultValue() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Writes no default: whoever deploys brings the key, since all that is encrypted depends on it.</summary>
    public override void WriteToManifest(ManifestPublishingContext context)
    {
    }
}
