using System.Text;

namespace CharityLedger.Imports.Tests.Writing;

/// <summary>Writes CSV as RFC 4180 says, and encodings as files carry them.</summary>
internal static class Csv
{
    public static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public static readonly Encoding Utf8WithMark = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    public static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;

    public static byte[] Write(
        IEnumerable<string?[]> rows, Encoding encoding, char delimiter = ',', string newLine = "\r\n")
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(delimiter, row.Select(cell => Field(cell ?? "", delimiter))).Append(newLine);
        return [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())];
    }

    private static string Field(string cell, char delimiter) =>
        cell.AsSpan().IndexOfAny(['"', '\r', '\n', delimiter]) < 0 ? cell
            : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
