using System.Globalization;
using System.Text;
using Npgsql;

namespace CharityLedger.Projections.Engine;

/// <summary>The schemas of one projection: the live one and the one under construction beside it.</summary>
internal sealed class ProjectionSchema(IProjection projection)
{
    private const string Comment = "version ";

    /// <summary>What readers see.</summary>
    public string Live { get; } = SnakeCase(projection.Name);

    /// <summary>What a rebuild fills.</summary>
    public string Next => Live + "_next";

    /// <summary>What a replay for comparison fills.</summary>
    public string Replay => Live + "_replay";

    /// <summary>Points the transaction's unqualified names at a schema, and tells the version it was built with; 0
    /// where it is absent.</summary>
    public static async Task<int> UseAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select obj_description(to_regnamespace($1), 'pg_namespace')
            from (select set_config('search_path', $1, true)) as path
            """, connection);
        command.Parameters.AddWithValue(schema);
        return VersionIn(await command.ExecuteScalarAsync(ct) as string);
    }

    /// <summary>The version that a schema's comment names; 0 where there is none.</summary>
    public static int VersionIn(string? comment) =>
        comment is null ? 0 : int.Parse(comment.AsSpan(Comment.Length), CultureInfo.InvariantCulture);

    /// <summary>Makes a schema anew, with its tables.</summary>
    public Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken ct) =>
        ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
            begin;
            drop schema if exists {schema} cascade;
            create schema {schema};
            comment on schema {schema} is '{Comment}{projection.Version}';
            set local search_path to {schema};
            {Script("tables.sql")};
            commit
            """), ct);

    /// <summary>Adds the indexes, and statistics for the planner.</summary>
    public Task IndexAsync(NpgsqlConnection connection, string schema, CancellationToken ct) =>
        ExecuteAsync(connection, $"""
            begin;
            set local maintenance_work_mem = '256MB';
            set local search_path to {schema};
            {Script("indexes.sql")};
            analyze {string.Join(", ", TablesInScript())};
            commit
            """, ct);

    /// <summary>Puts the finished schema in the live one's place, within the caller's transaction.</summary>
    public Task SwapAsync(NpgsqlConnection connection, CancellationToken ct) =>
        ExecuteAsync(connection, $"""
            do $$ begin
                if to_regnamespace('{Live}') is not null then alter schema {Live} rename to {Live}_old; end if;
                alter schema {Next} rename to {Live};
            end $$
            """, ct);

    /// <summary>Drops what the swap put aside; waits for readers who are still in it.</summary>
    public Task DropOldAsync(NpgsqlConnection connection, CancellationToken ct) =>
        ExecuteAsync(connection, $"drop schema if exists {Live}_old cascade", ct);

    /// <summary>Names of the tables, as the database knows them.</summary>
    public static Task<IReadOnlyList<string>> TablesAsync(
        NpgsqlConnection connection, string schema, CancellationToken ct) =>
        TextsAsync(connection, "select tablename::text from pg_tables where schemaname = $1 order by 1", schema, ct);

    /// <summary>Definitions of the tables' indexes and constraints, which name no schema.</summary>
    public static Task<IReadOnlyList<string>> KeysAsync(
        NpgsqlConnection connection, string schema, CancellationToken ct) =>
        TextsAsync(connection, """
            select replace(indexdef, schemaname || '.', '') from pg_indexes where schemaname = $1
            union all
            select format('%s %s', c.relname, replace(pg_get_constraintdef(k.oid), $1 || '.', ''))
            from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relnamespace = to_regnamespace($1)
            order by 1
            """, schema, ct);

    private static async Task<IReadOnlyList<string>> TextsAsync(
        NpgsqlConnection connection, string sql, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(schema);
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) texts.Add(reader.GetString(0));
        return texts;
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private IEnumerable<string> TablesInScript() => Script("tables.sql").Split('\n')
        .Where(l => l.StartsWith("create table ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]);

    private string Script(string name) => ReadModels.Script(projection.GetType(), name);

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }
}
