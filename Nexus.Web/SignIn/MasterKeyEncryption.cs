using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;
using Nexus.Kernel.Identity;
using Npgsql;

namespace Nexus.Web.SignIn;

/// <summary>Encrypts the cookie keys under the installation's master key.</summary>
internal sealed class MasterKeyEncryptor(MasterKey masterKey) : IXmlEncryptor
{
    internal const string Purpose = "data-protection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("encrypted", Convert.ToBase64String(masterKey.Encrypt(Purpose, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))),
        typeof(MasterKeyDecryptor));
}

/// <summary>The reverse; made by the framework, which hands it the services.</summary>
internal sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<MasterKey>().Decrypt(MasterKeyEncryptor.Purpose, Convert.FromBase64String(encryptedElement.Value))));
}

internal static class MasterKeyEncryption
{
    /// <summary>Keys in the database, encrypted under the master key.</summary>
    public static IDataProtectionBuilder AddKeysInDatabase(this IDataProtectionBuilder builder)
    {
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new DatabaseKeys(services.GetRequiredService<NpgsqlDataSource>());
            options.XmlEncryptor = new MasterKeyEncryptor(services.GetRequiredService<MasterKey>());
        }));
        return builder;
    }
}
