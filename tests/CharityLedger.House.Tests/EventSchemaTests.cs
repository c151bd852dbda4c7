using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using CharityLedger.Contracts;
using CharityLedger.Contracts.Events;
using CharityLedger.EventStore.Storage;
using Npgsql;

namespace CharityLedger.House.Tests;

/// <summary>
/// <c>contracts/events</c> holds the JSON Schema of every stored event version, with one sample under <c>examples</c>. A
/// released file is never edited: a change of an event is a new version. A new event's file is written by running this
/// project with CHARITYLEDGER_WRITE_SCHEMAS=1, which never touches a file that is there.
/// </summary>
public sealed class EventSchemaTests
{
    private static readonly JsonSerializerOptions Indented = new(EventJson.Default.Options) { WriteIndented = true };

    private static readonly JsonSchemaExporterOptions Exported = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => BucketsAsTexts(context.TypeInfo, schema),
    };

    public static TheoryData<string> Aliases => [.. EventTypes.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Aliases))]
    public void A_stored_event_has_its_schema_file(string alias)
    {
        var type = EventTypes.All[alias];
        var path = PathOf(alias, type);
        if (Environment.GetEnvironmentVariable("CHARITYLEDGER_WRITE_SCHEMAS") == "1" && !File.Exists(path)) Write(path, alias, type);
        Assert.True(File.Exists(path), $"{path} is missing.");
        var written = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        written.Remove("examples");
        Assert.Equal(Schema(alias, type).ToJsonString(Indented), written.ToJsonString(Indented));
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void The_sample_of_a_schema_file_is_read_and_written_back_to_the_same_json(string alias)
    {
        foreach (var path in PathsOf(alias, EventTypes.All[alias]))
        {
            var file = JsonNode.Parse(File.ReadAllText(path))!;
            var sample = Encoding.UTF8.GetBytes(file["examples"]![0]!.ToJsonString());
            var @event = EventTypes.Deserialize(alias, sample);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sample), JsonNode.Parse(EventTypes.Serialize(@event))), path);
        }
    }

    [Theory]
    [MemberData(nameof(Aliases))]
    public void An_event_is_stored_byte_for_byte_as_the_settings_of_stored_json_write_it(string alias)
    {
        var sample = Samples.Of(EventTypes.All[alias]);
        Assert.Equal(BySettings(sample), Encoding.UTF8.GetString(EventTypes.Serialize(sample)));
    }

    [Fact]
    public async Task Marten_writes_events_byte_for_byte_as_the_contracts_do()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1");
        await using var store = LedgerStore.Open(nowhere);
        foreach (var type in EventTypes.All.Values)
        {
            var sample = Samples.Of(type);
            Assert.Equal(Encoding.UTF8.GetString(EventTypes.Serialize(sample)), store.Options.Serializer().ToJson(sample));
        }
    }

    [Fact]
    public void Awkward_text_and_headers_are_stored_as_the_settings_write_them_too()
    {
        var awkward = new DutyMet("\"<&+'\\\t\u0001\u2028一\U0002070E\U0001F600", "", new DateOnly(2026, 3, 2));
        Assert.Equal(BySettings(awkward), Encoding.UTF8.GetString(EventTypes.Serialize(awkward)));
        var headers = new EventHeaders("王<会计>", "k+1", "q83vEjRWeJA=", 2,
        [
            new Posting(Bucket.Of("助学"), Out: [new Interval(0, 5), new Interval(9, 12)]), new Posting(Bucket.General, new Interval(3, 11), From: 0),
            new Posting(Bucket.General, new Interval(11, 12), Of: new OutflowPart(7, 1, new Interval(2, 3))),
        ]);
        Assert.Equal(BySettings(headers), Encoding.UTF8.GetString(headers.ToJson()));
    }

    [Fact]
    public void No_schema_file_is_without_its_event() => Assert.Equal(
        EventTypes.All.SelectMany(e => PathsOf(e.Key, e.Value)).Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Repository.Path("contracts", "events")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    private static string BySettings(object value) =>
        JsonSerializer.Serialize(value, EventJson.Default.Options.GetTypeInfo(value.GetType()));

    private static string PathOf(string alias, Type type) => PathsOf(alias, type)[^1];

    /// <summary>The files of all versions of an event: what earlier programs stored is read as it is.</summary>
    private static List<string> PathsOf(string alias, Type type) =>
    [
        .. Enumerable.Range(1, type.GetCustomAttribute<EventTypeAttribute>()!.Version)
            .Select(v => Repository.Path("contracts", "events", FormattableString.Invariant($"{alias}.v{v}.json"))),
    ];

    private static JsonObject Schema(string alias, Type type)
    {
        var schema = EventJson.Default.Options.GetJsonSchemaAsNode(type, Exported).AsObject();
        var result = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = alias };
        foreach (var (name, value) in schema) result[name] = value?.DeepClone();
        return result;
    }

    /// <summary>A type with a converter of its own has no schema: a bucket is stored as its text.</summary>
    private static JsonNode BucketsAsTexts(JsonTypeInfo type, JsonNode schema)
    {
        foreach (var property in type.Properties)
        {
            var mayBeMissing = property.PropertyType == typeof(Bucket?);
            if (!mayBeMissing && property.PropertyType != typeof(Bucket)) continue;
            var properties = schema["properties"]!.AsObject();
            if (properties[property.Name] is not JsonObject text) properties[property.Name] = text = [];
            text.Insert(0, "type", mayBeMissing ? new JsonArray("string", "null") : "string");
        }

        return schema;
    }

    private static void Write(string path, string alias, Type type)
    {
        var schema = Schema(alias, type);
        schema["examples"] = new JsonArray(JsonNode.Parse(EventTypes.Serialize(Samples.Of(type))));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, schema.ToJsonString(Indented) + "\n");
    }
}
