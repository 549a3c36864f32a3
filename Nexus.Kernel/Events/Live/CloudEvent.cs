using System.Buffers;
using System.Text.Json;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Events.Live;

/// <summary>An event as others get it: CloudEvents 1.0 in JSON. Attributes of our own begin with <c>nexus</c>.</summary>
public static class CloudEvent
{
    public const string ContentType = "application/cloudevents+json";

    private static readonly JsonWriterOptions Options = new() { Encoder = NexusJson.Options.Encoder };

    public static byte[] Write(EventEnvelope happened)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, happened);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, EventEnvelope happened)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", happened.Id);
        writer.WriteString("source", $"/tenants/{happened.TenantId}");
        writer.WriteString("type", happened.Name);
        writer.WriteString("subject", happened.Subject);
        writer.WriteString("time", RowJson.Instant(happened.At));
        writer.WriteString("datacontenttype", "application/json");
        if (happened.TraceParent is { } trace)
            writer.WriteString("traceparent", trace);
        writer.WriteString("nexustenant", happened.TenantId);
        writer.WriteString("nexusresource", happened.Resource);
        if (happened.RowId is { } row)
            writer.WriteString("nexusrow", row);
        writer.WriteString("nexusactor", happened.Actor);
        writer.WritePropertyName("data");
        happened.Data.WriteTo(writer);
        writer.WriteEndObject();
    }
}
