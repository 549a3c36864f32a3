namespace Nexus.Web;

/// <summary>Names the resource files with the console's texts: English is the key, <c>Texts.de.resx</c> has the German ones.</summary>
public sealed class Texts;
