using System.Globalization;
using System.Text;

namespace Nexus.Modules.Finance.Documents.Pdf;

/// <summary>Helvetica, which every PDF reader has: its letters in Windows' Latin encoding and their widths in thousandths of the size (from Adobe's font metrics).</summary>
internal static class PdfFont
{
    // From the space to the tilde.
    private static readonly short[] Widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    // What Windows' Latin encoding has from 0x80 to 0x9F; zero: nothing.
    private const string HighLetters = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

    /// <summary>The text's bytes. A letter that the encoding lacks is written without its accents, or as a question mark.</summary>
    public static byte[] Encode(string text) => [.. text.Normalize(NormalizationForm.FormC).Where(c => !char.IsLowSurrogate(c)).Select(c => Find(c) ?? Find(Plain(c)) ?? (byte)'?')];

    /// <summary>How wide a text is, in points.</summary>
    public static double Width(string text, double size) => text.Sum(c => WidthOf(c)) * size / 1000;

    private static int WidthOf(char c)
    {
        var plain = c is >= ' ' and <= '~' ? c : Plain(c);
        return plain is >= ' ' and <= '~' ? Widths[plain - ' '] : 556;
    }

    private static byte? Find(char c) => c switch
    {
        >= ' ' and <= '~' or >= '\u00a0' and <= '\u00ff' => (byte)c,
        '\t' => (byte)' ',
        '\u202f' or '\u2009' => 0xa0,
        '\0' => null,
        _ => HighLetters.IndexOf(c) is >= 0 and var at ? (byte)(0x80 + at) : null,
    };

    private static char Plain(char c) => c switch
    {
        'ł' => 'l',
        'Ł' => 'L',
        'đ' => 'd',
        'Đ' => 'D',
        'ı' => 'i',
        _ => char.IsSurrogate(c) ? '?' : c.ToString(CultureInfo.InvariantCulture).Normalize(NormalizationForm.FormD)[0],
    };
}
