using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace CharityLedger.Server.Files;

/// <summary>Files in <c>charity.file</c>, cut into rows of 256 KiB.</summary>
public sealed class DatabaseFiles(NpgsqlDataSource database) : IFilePlace
{
    private const int PieceSize = 256 << 10;

    public async Task WriteAsync(string name, Stream bytes, DateTimeOffset writtenAt, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The row is locked from here on: of two writers of one name, the second replaces what the first wrote.
        await using (var insert = Command(connection, """
            insert into charity.file (name, length, written_at) values ($1, $2, $3)
            on conflict (name) do update set length = excluded.length, written_at = excluded.written_at
            """, name))
        {
            insert.Parameters.AddWithValue(bytes.Length - bytes.Position);
            insert.Parameters.AddWithValue(writtenAt);
            await insert.ExecuteNonQueryAsync(ct);
        }

        await using (var delete = Command(connection, "delete from charity.file_piece where name = $1", name))
            await delete.ExecuteNonQueryAsync(ct);
        await WritePiecesAsync(connection, name, bytes, ct);
        await transaction.CommitAsync(ct);
    }

    public async Task<bool> ReadAsync(string name, Stream to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        // One statement sees one state, also while the file is replaced.
        await using var select = Command(connection,
            "select p.bytes from charity.file f left join charity.file_piece p using (name) where f.name = $1 order by p.number", name);
        await using var reader = await select.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        var found = false;
        while (await reader.ReadAsync(ct))
        {
            found = true;
            if (await reader.IsDBNullAsync(0, ct)) continue;
            await using var piece = await reader.GetStreamAsync(0, ct);
            await piece.CopyToAsync(to, ct);
        }

        return found;
    }

    public async Task<long?> LengthAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var select = Command(connection, "select length from charity.file where name = $1", name);
        return (long?)await select.ExecuteScalarAsync(ct);
    }

    public async Task DeleteAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var delete = Command(connection, "delete from charity.file where name = $1", name);
        await delete.ExecuteNonQueryAsync(ct);
    }

    public async IAsyncEnumerable<(string Name, DateTimeOffset WrittenAt)> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var select = Command(connection,
            "select name, written_at from charity.file where starts_with(name, $1) order by name", prefix);
        await using var reader = await select.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    private static async Task WritePiecesAsync(NpgsqlConnection connection, string name, Stream bytes, CancellationToken ct)
    {
        await using var insert = Command(connection, "insert into charity.file_piece (name, number, bytes) values ($1, $2, $3)", name);
        var number = insert.Parameters.Add(new NpgsqlParameter<int>());
        var piece = insert.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlDbType.Bytea });
        var buffer = new byte[PieceSize];
        for (var i = 0; ; i++)
        {
            var read = await bytes.ReadAtLeastAsync(buffer, PieceSize, throwOnEndOfStream: false, ct);
            if (read == 0) return;
            (number.Value, piece.Value) = (i, new ReadOnlyMemory<byte>(buffer, 0, read));
            await insert.ExecuteNonQueryAsync(ct);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string name)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(name);
        return command;
    }
}
