using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Benchmarks.Planning;

/// <summary>The workload's five tables (Workload/tables.sql) as a catalog, so that planning is measured without a database.</summary>
internal static class WorkloadSchema
{
    public const string Role = "jim_anonymous";
    private static readonly RoleMask All = RoleMask.Everyone;
    private static readonly ImmutableDictionary<string, string> NoTags = ImmutableDictionary<string, string>.Empty;

    public static DatabaseSchema Make()
    {
        var users = Table(
            "users", "id uuid", "email text", "display_name text", "profile jsonb", "created_at timestamptz", "updated_at timestamptz");
        var groups = Table("groups", "id uuid", "name text", "created_at timestamptz");
        var memberships = Table("memberships", "id uuid", "user_id uuid", "group_id uuid", "role text");
        var documents = Table(
            "documents", "id uuid", "owner_id uuid", "title text", "status text", "size_bytes int8", "meta jsonb", "created_at timestamptz",
            "updated_at timestamptz");
        var events = Table(
            "document_events", "id uuid", "document_id uuid", "actor_id uuid", "kind text", "payload jsonb", "created_at timestamptz");
        Refer(memberships, "user_id", users);
        Refer(memberships, "group_id", groups);
        Refer(documents, "owner_id", users);
        Refer(events, "document_id", documents);
        Refer(events, "actor_id", users);
        var catalog = new DatabaseCatalog(
            [users, groups, memberships, documents, events], [], ImmutableDictionary<string, int>.Empty.Add(Role, 0), "workload");
        return DatabaseSchema.Build(catalog, SchemaOptions.Default);
    }

    private static Relation Table(string name, params string[] columns)
    {
        var made = columns.Select((c, i) => Column(c.Split(' ')[0], c.Split(' ')[1], (short)(i + 1))).ToImmutableArray();
        var key = new UniqueKey(name + "_pkey", [made[0]], Primary: true, Partial: false);
        return new Relation
        {
            Oid = 1, Schema = "workload", Name = name, Kind = RelationKind.Table, Tags = NoTags, Columns = made, Key = key,
            UniqueKeys = [key],
            Select = All, Insert = All, Update = All, Delete = All, RowSecurity = false, Tracked = true, EstimatedRows = 1000,
        };
    }

    private static Column Column(string name, string type, short number) => new()
    {
        Name = name, Number = number, NotNull = true, HasDefault = false, Generated = false, Tags = NoTags, Select = All, Insert = All,
        Update = All,
        Type = new DataType { Oid = 1, Schema = "pg_catalog", Name = type, Kind = DataTypeKind.Scalar },
    };

    private static void Refer(Relation from, string column, Relation to)
    {
        var key = new ForeignKey($"{from.Name}_{column}_fkey", from, [from.Column(column)!], to, [to.Columns[0]], Unique: false);
        from.ForeignKeys = from.ForeignKeys.Add(key);
        to.ReferencedBy = to.ReferencedBy.Add(key);
    }
}
