using System.Buffers;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CharityLedger.Contracts;
using Npgsql;
using NpgsqlTypes;
using Weasel.Core;

namespace CharityLedger.EventStore.Storage;

/// <summary>
/// Marten's serializer, which writes events byte for byte as the contracts do (contracts/events). What is Marten's own,
/// such as a letter about an event that could not be applied, is written by the same settings.
/// </summary>
internal sealed class StoredJson : Marten.ISerializer
{
    private static readonly JsonSerializerOptions Settings = new(EventJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(EventJson.Default, new DefaultJsonTypeInfoResolver()),
    };

    public EnumStorage EnumStorage => EnumStorage.AsString;

    public Casing Casing => Casing.CamelCase;

    public Marten.ValueCasting ValueCasting => Marten.ValueCasting.Strict;

    public string ToJson(object? document) => document is null
        ? "null"
        : JsonSerializer.Serialize(document, document.GetType(), Settings);

    public string ToCleanJson(object? document) => ToJson(document);

    public string ToJsonWithTypes(object document) => ToJson(document);

    public void WriteTo(IBufferWriter<byte> writer, object? value)
    {
        using var json = new Utf8JsonWriter(writer, new JsonWriterOptions { Encoder = Settings.Encoder });
        JsonSerializer.Serialize(json, value, value?.GetType() ?? typeof(object), Settings);
    }

    public void WriteToCleanJson(IBufferWriter<byte> writer, object? value) => WriteTo(writer, value);

    public void WriteToJsonWithTypes(IBufferWriter<byte> writer, object value) => WriteTo(writer, value);

    public void WriteToParameter(NpgsqlParameter parameter, object? value)
    {
        parameter.NpgsqlDbType = NpgsqlDbType.Jsonb;
        parameter.Value = value is null ? DBNull.Value : JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Settings);
    }

    public void WriteToParameter(DbParameter parameter, object? value) => WriteToParameter((NpgsqlParameter)parameter, value);

    public T FromJson<T>(Stream stream) => (T)FromJson(typeof(T), stream);

    public T FromJson<T>(DbDataReader reader, int index) => (T)FromJson(typeof(T), reader, index);

    public object FromJson(Type type, Stream stream) => JsonSerializer.Deserialize(stream, type, Settings)!;

    public object FromJson(Type type, DbDataReader reader, int index) =>
        Read(type, reader.GetFieldValue<byte[]>(index));

    public async ValueTask<T> FromJsonAsync<T>(Stream stream, CancellationToken cancellationToken = default) =>
        (T)await FromJsonAsync(typeof(T), stream, cancellationToken);

    public async ValueTask<T> FromJsonAsync<T>(
        DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        (T)await FromJsonAsync(typeof(T), reader, index, cancellationToken);

    public async ValueTask<object> FromJsonAsync(
        Type type, Stream stream, CancellationToken cancellationToken = default) =>
        (await JsonSerializer.DeserializeAsync(stream, type, Settings, cancellationToken))!;

    public ValueTask<object> FromJsonAsync(
        Type type, DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        // A row has arrived whole before its fields are asked for.
        ValueTask.FromResult(FromJson(type, reader, index));

    /// <summary>Headers keep the text that they were read from, so that nothing has to be guessed from loose values.</summary>
    private static object Read(Type type, byte[] json) => type == typeof(Dictionary<string, object>)
        ? new StoredHeaders(json)
        : JsonSerializer.Deserialize(json, type, Settings)!;
}

/// <summary>An event's headers as Marten hands them on, with their JSON.</summary>
internal sealed class StoredHeaders : Dictionary<string, object>
{
    public StoredHeaders(byte[] json) : base(StringComparer.Ordinal)
    {
        Json = json;
        using var document = JsonDocument.Parse(json);
        foreach (var header in document.RootElement.EnumerateObject()) Add(header.Name, header.Value.Clone());
    }

    /// <summary>UTF-8 JSON of <see cref="EventHeaders"/>.</summary>
    public ReadOnlyMemory<byte> Json { get; }
}
