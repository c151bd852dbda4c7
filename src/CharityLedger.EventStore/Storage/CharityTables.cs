using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;
using CascadeAction = Weasel.Core.CascadeAction;

namespace CharityLedger.EventStore.Storage;

/// <summary>What the core and the host keep beside the log.</summary>
internal static class CharityTables
{
    /// <summary>Their schema.</summary>
    public const string Name = "charity";

    public static IReadOnlyList<ISchemaObject> All { get; } =
        [
            SchemaVersion(), Bucket(), DonorKey(), RestrictedKey(), ContactDigest(), ListedStream(), ApiToken(), Installation(), UserPassword(), FormKey(),
            EndedSession(), File(), FilePiece(), Import(),
        ];

    /// <summary>A row for each change of the schema. Programs older than Marten count them, and stop where there are
    /// more than they know.</summary>
    private static Table SchemaVersion()
    {
        var table = New("schema_version");
        table.AddColumn("number", "int").AsPrimaryKey();
        table.AddColumn("name", "varchar").NotNull();
        table.AddColumn("applied_at", "timestamptz").NotNull();
        return table;
    }

    /// <summary>The money pots and their lines (docs/adr/0002). Written only under the append lock, in the transaction of
    /// the events. Holes are from, to, from, to, … ahead of the pointer, ascending, disjoint; a refund is decided on one
    /// count of returns.</summary>
    private static Table Bucket()
    {
        var table = New("bucket");
        table.AddColumn("tenant", "varchar").AsPrimaryKey();
        table.AddColumn("id", "varchar").AsPrimaryKey();
        foreach (var fen in (string[])["in_total", "pointer", "floor"]) table.AddColumn(fen, "bigint").NotNull();
        table.AddColumn("holes", "bigint[]").NotNull();
        table.AddColumn("returns", "bigint").NotNull();
        // In PostgreSQL's own words, by which they are compared.
        table.CheckConstraints.Add(new TableCheckConstraint(
            "bucket_in_total_check", "(in_total >= 0) AND (in_total <= '9000000000000000'::bigint)"));
        table.CheckConstraints.Add(new TableCheckConstraint("bucket_check", "(pointer >= 0) AND (pointer <= in_total)"));
        table.CheckConstraints.Add(new TableCheckConstraint("bucket_floor_check", "floor >= 0"));
        return table.WithFillFactor(50);
    }

    /// <summary>Keys of donors, each wrapped by the master key. Deleting a row erases what the log says of that
    /// person.</summary>
    private static Table DonorKey()
    {
        var table = New("donor_key");
        table.AddColumn("tenant", "varchar").AsPrimaryKey();
        table.AddColumn("donor", "varchar").AsPrimaryKey();
        table.AddColumn("wrapped", "bytea").NotNull();
        return table;
    }

    /// <summary>Keys of donors that open nothing for the time being: who they are of asked to be forgotten, and a law asks to keep.</summary>
    private static Table RestrictedKey()
    {
        var table = New("restricted_key");
        table.AddColumn("tenant", "varchar").AsPrimaryKey();
        table.AddColumn("donor", "varchar").AsPrimaryKey();
        return table;
    }

    /// <summary>Keyed digests by which contacts are found. Nothing of a person can be read from them, and they are deleted with the
    /// person's key; the log has none of them.</summary>
    private static Table ContactDigest()
    {
        var table = New("contact_digest");
        table.AddColumn("tenant", "varchar").AsPrimaryKey();
        table.AddColumn("kind", "smallint").AsPrimaryKey();
        table.AddColumn("digest", "uuid").AsPrimaryKey();
        table.AddColumn("contact", "varchar").AsPrimaryKey();
        table.Indexes.Add(new IndexDefinition("contact_digest_contact") { Columns = ["tenant", "contact"] });
        return table;
    }

    /// <summary>Streams of the kinds of which all are asked for at once, written in the transaction that begins the stream.
    /// A range over the names of streams would depend on the database's collation: some pass over dashes.</summary>
    private static Table ListedStream()
    {
        var table = New("listed_stream");
        foreach (var text in (string[])["tenant", "type", "id"]) table.AddColumn(text, "varchar").AsPrimaryKey();
        return table;
    }

    /// <summary>Tokens for the HTTP API: only their hash is kept. The tenant is '*' for the operator of the
    /// installation.</summary>
    private static Table ApiToken()
    {
        var table = New("api_token");
        table.AddColumn("hash", "bytea").AsPrimaryKey();
        table.AddColumn("tenant", "varchar").NotNull();
        table.AddColumn("user_name", "varchar").NotNull();
        table.AddColumn("created_at", "timestamptz").NotNull();
        table.AddColumn("revoked_at", "timestamptz");
        return table;
    }

    /// <summary>What holds for the whole installation, such as the fingerprint of its master key.</summary>
    private static Table Installation()
    {
        var table = New("installation");
        table.AddColumn("name", "varchar").AsPrimaryKey();
        table.AddColumn("value", "varchar").NotNull();
        return table;
    }

    /// <summary>Passwords of users, hashed (PBKDF2 by ASP.NET Core's hasher). Never in the log: a hash there could not be
    /// forgotten.</summary>
    private static Table UserPassword()
    {
        var table = New("user_password");
        table.AddColumn("tenant", "varchar").AsPrimaryKey();
        table.AddColumn("user_name", "varchar").AsPrimaryKey();
        table.AddColumn("hash", "varchar").NotNull();
        table.AddColumn("changed_at", "timestamptz").NotNull();
        return table;
    }

    /// <summary>Keys that seal cookies and forms, each sealed by the installation's master key: hosts of one database read
    /// each other's cookies, wherever their data folders are.</summary>
    private static Table FormKey()
    {
        var table = New("form_key");
        table.AddColumn("name", "varchar").AsPrimaryKey();
        table.AddColumn("sealed", "bytea").NotNull();
        table.AddColumn("created_at", "timestamptz").NotNull().DefaultValueByExpression("now()");
        return table;
    }

    /// <summary>Sessions of browsers that were signed out, for as long as a copy of their cookie could be shown.</summary>
    private static Table EndedSession()
    {
        var table = New("ended_session");
        table.AddColumn("id", "uuid").AsPrimaryKey();
        table.AddColumn("ended_at", "timestamptz").NotNull();
        return table;
    }

    /// <summary>Uploads and evidence, each sealed by the installation's master key before it comes here. A file is written
    /// in one transaction with its pieces: it is whole, or it isn't there.</summary>
    private static Table File()
    {
        var table = New("file");
        table.AddColumn("name", "varchar").AsPrimaryKey();
        table.AddColumn("length", "bigint").NotNull();
        table.AddColumn("written_at", "timestamptz").NotNull();
        return table;
    }

    /// <summary>Pieces of a bounded size.</summary>
    private static Table FilePiece()
    {
        var table = New("file_piece");
        table.AddColumn("name", "varchar").AsPrimaryKey()
            .ForeignKeyTo($"{Name}.file", "name", "file_piece_name_fkey", CascadeAction.Cascade, CascadeAction.NoAction);
        table.AddColumn("number", "int").AsPrimaryKey();
        table.AddColumn("bytes", "bytea").NotNull();
        return table;
    }

    /// <summary>Imports that run as jobs: what was ordered, how far they are, what came of them. Their lists are files.
    /// </summary>
    private static Table Import()
    {
        var table = New("import");
        table.AddColumn("id", "varchar").AsPrimaryKey();
        foreach (var text in (string[])["tenant", "user_name", "ordered", "state"]) table.AddColumn(text, "varchar").NotNull();
        table.AddColumn("rows", "int").NotNull();
        table.AddColumn("fraction", "double precision").NotNull();
        table.AddColumn("outcome", "varchar");
        foreach (var time in (string[])["created_at", "changed_at"]) table.AddColumn(time, "timestamptz").NotNull();
        return table;
    }

    private static Table New(string name) =>
        new(PostgresqlProvider.Instance.Parse($"{Name}.{name}")) { PrimaryKeyName = name + "_pkey" };
}
