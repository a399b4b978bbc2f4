using NpgsqlTypes;

namespace Jim.Data.Seeding;

/// <summary>A seeded table: its columns as they are copied, enums as text, and how an enum column is cast back.</summary>
internal sealed record SeedTable(string Name, params (string Column, NpgsqlDbType Type, string? Cast)[] Columns)
{
    public static SeedTable Users { get; } = new("users",
        ("id", NpgsqlDbType.Uuid, null), ("email", NpgsqlDbType.Text, null), ("display_name", NpgsqlDbType.Text, null),
        ("profile", NpgsqlDbType.Jsonb, null), ("created_at", NpgsqlDbType.TimestampTz, null));

    public static SeedTable Groups { get; } = new("groups",
        ("id", NpgsqlDbType.Uuid, null), ("name", NpgsqlDbType.Text, null), ("created_at", NpgsqlDbType.TimestampTz, null));

    public static SeedTable Memberships { get; } = new("memberships",
        ("id", NpgsqlDbType.Uuid, null), ("user_id", NpgsqlDbType.Uuid, null), ("group_id", NpgsqlDbType.Uuid, null),
        ("role", NpgsqlDbType.Text, "public.membership_role"), ("created_at", NpgsqlDbType.TimestampTz, null));

    public static SeedTable Documents { get; } = new("documents",
        ("id", NpgsqlDbType.Uuid, null), ("owner_id", NpgsqlDbType.Uuid, null), ("group_id", NpgsqlDbType.Uuid, null),
        ("title", NpgsqlDbType.Text, null), ("status", NpgsqlDbType.Text, "public.document_status"), ("meta", NpgsqlDbType.Jsonb, null),
        ("created_at", NpgsqlDbType.TimestampTz, null));

    public static SeedTable Events { get; } = new("document_events",
        ("id", NpgsqlDbType.Uuid, null), ("document_id", NpgsqlDbType.Uuid, null), ("actor_id", NpgsqlDbType.Uuid, null),
        ("kind", NpgsqlDbType.Text, null), ("payload", NpgsqlDbType.Jsonb, null), ("created_at", NpgsqlDbType.TimestampTz, null));

    private string Names => string.Join(", ", Columns.Select(c => c.Column));

    private string Types => string.Join(", ", Columns.Select(c => $"{c.Column} {GetSqlName(c.Type)}"));

    private string Values => string.Join(", ", Columns.Select(c => c.Cast is null ? c.Column : $"{c.Column}::{c.Cast}"));

    public string CreateTemporary => $"create temporary table seed_{Name} ({Types}) on commit drop";

    public string Copy => $"copy seed_{Name} ({Names}) from stdin (format binary)";

    public string Insert => $"insert into public.{Name} ({Names}) select {Values} from seed_{Name} on conflict do nothing";

    private static string GetSqlName(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Uuid => "uuid",
        NpgsqlDbType.Text => "text",
        NpgsqlDbType.Jsonb => "jsonb",
        NpgsqlDbType.TimestampTz => "timestamptz",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
