using System.Buffers;
using System.Text;

namespace CharityLedger.Imports.Files;

/// <summary>Finds out in which encoding a text file is, from all its bytes.</summary>
internal static class TextEncoding
{
    private const int ChunkBytes = 1 << 16;

    private static readonly (byte[] Bytes, string Name)[] Marks =
        [([0xEF, 0xBB, 0xBF], "utf-8"), ([0xFF, 0xFE], "utf-16"), ([0xFE, 0xFF], "utf-16BE")];

    public static bool IsKnown(string name)
    {
        try
        {
            // A header must be found by its ASCII delimiters, which rules out UTF-16, UTF-32 and UTF-7.
            return Strict(name).GetBytes(",") is [(byte)','];
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>
    /// The encoding that the byte order mark names, otherwise the first of <paramref name="names"/> in which every byte
    /// of the stream is valid. It decodes strictly, so nothing is ever replaced by a question mark.
    /// </summary>
    /// <exception cref="ImportFileException"><see cref="ImportFileCode.EncodingInvalid"/>, or
    /// <see cref="ImportFileCode.FileTruncated"/> for Unicode text that ends inside a character.</exception>
    public static Encoding Detect(Stream stream, IReadOnlyList<string> names)
    {
        if (MarkedName(stream) is { } marked)
            names = [marked];
        foreach (var encoding in names.Select(Strict))
        {
            var fit = Try(stream, encoding);
            if (fit == Fit.Valid)
                return encoding;
            if (fit == Fit.EndsInsideCharacter && encoding is (UTF8Encoding or UnicodeEncoding))
                throw new ImportFileException(
                    ImportFileCode.FileTruncated,
                    $"The text is {encoding.WebName} and ends inside a character: the file was cut off.");
        }
        throw new ImportFileException(
            ImportFileCode.EncodingInvalid, $"The text isn't valid in {string.Join(" or ", names)}.");
    }

    private static string? MarkedName(Stream stream)
    {
        Span<byte> start = stackalloc byte[3];
        stream.Position = 0;
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        foreach (var (bytes, name) in Marks)
        {
            if (start.StartsWith(bytes))
                return name;
        }
        return null;
    }

    private enum Fit { Valid, Invalid, EndsInsideCharacter }

    private static Fit Try(Stream stream, Encoding encoding)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        var chars = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(ChunkBytes));
        var decoder = encoding.GetDecoder();
        var beyondAscii = false;
        try
        {
            stream.Position = 0;
            for (int count; (count = stream.Read(bytes, 0, ChunkBytes)) > 0;)
            {
                // The decoder keeps a character that the chunk's end cuts in two.
                var decoded = decoder.GetChars(bytes, 0, count, chars, 0, flush: false);
                beyondAscii |= chars.AsSpan(0, decoded).ContainsAnyExceptInRange('\0', '\x7F');
            }
        }
        catch (DecoderFallbackException)
        {
            return Fit.Invalid;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(chars);
        }
        try
        {
            decoder.GetChars([], chars, flush: true);
            return Fit.Valid;
        }
        catch (DecoderFallbackException)
        {
            // Complete characters before it say that this is the encoding; a lone half could be another's character.
            return beyondAscii ? Fit.EndsInsideCharacter : Fit.Invalid;
        }
    }

    private static Encoding Strict(string name) =>
        name.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
            : CodePagesEncodingProvider.Instance.GetEncoding(
                name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
              ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
