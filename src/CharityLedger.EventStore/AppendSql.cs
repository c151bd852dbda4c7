using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace CharityLedger.EventStore;

/// <summary>The statements of Scripts/append.sql, and their parameters.</summary>
internal static class AppendSql
{
    private static readonly Dictionary<string, string> Statements = Schema.Script("append.sql").Split("-- :").Skip(1)
        .Select(s => s.Split('\n', 2)).ToDictionary(s => s[0].Trim(), s => s[1].Trim().TrimEnd(';'));

    public static string Statement(string name) => Statements[name];

    public static NpgsqlBatch Batch(NpgsqlConnection connection) => new(connection) { Timeout = 30 };

    public static void Add(this NpgsqlBatch batch, string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = Statements[statement];
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    public static NpgsqlParameter Text(IEnumerable<string?> values) => Array(values, NpgsqlDbType.Varchar);

    public static NpgsqlParameter Long(IEnumerable<long> values) => Array(values, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    public static NpgsqlParameter Long(long value) =>
        new NpgsqlParameter<long>(null!, NpgsqlDbType.Bigint) { TypedValue = value };

    public static NpgsqlParameter Time(DateTimeOffset value) =>
        new NpgsqlParameter<DateTimeOffset>(null!, NpgsqlDbType.TimestampTz) { TypedValue = value };

    /// <summary>A bucket's holes as PostgreSQL's text of a bigint[].</summary>
    public static string Holes(BucketLine line) => "{" + string.Join(',', line.Holes.Select(h =>
        string.Create(CultureInfo.InvariantCulture, $"{h.From},{h.To}"))) + "}";
}
