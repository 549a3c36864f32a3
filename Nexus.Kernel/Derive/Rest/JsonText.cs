using System.Runtime.InteropServices;
using System.Text.Json;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>Texts in JSON that escape half of a surrogate pair: valid JSON, but no text, and reading it throws.</summary>
internal static class JsonText
{
    public static bool IsWellFormed(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        return System.Text.Unicode.Utf8.IsValid(raw) && ((raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0) || CanBeRead(json));
    }

    private static bool CanBeRead(JsonElement json)
    {
        try
        {
            Read(json);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    Read(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    _ = member.Name;
                    Read(member.Value);
                }

                break;
        }
    }
}
