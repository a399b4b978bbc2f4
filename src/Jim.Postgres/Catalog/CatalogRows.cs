using System.Text.Json.Serialization;

namespace Jim.Postgres.Catalog;

// The JSON of the rows that catalog.sql returns. Objects refer to each other by OID, columns by their number (attnum); a list without
// items is null.

/// <summary>A row of <c>pg_type</c>.</summary>
/// <param name="Kind"><c>typtype</c>, or <c>A</c> for an array type.</param>
internal sealed record TypeRow(
    uint Oid, string Schema, string Name, string Kind, uint? Element, uint? Base, bool NotNull, bool HasDefault,
    ImmutableArray<string>? Labels, bool Ordered);

/// <summary>A row of <c>pg_class</c>. <c>Select</c> to <c>Delete</c> are role masks, bit n for the application role n.</summary>
/// <param name="Kind"><c>relkind</c>.</param>
internal sealed record RelationRow(
    uint Oid, string Schema, string Name, string Kind, bool Platform, string? Comment, bool RowSecurity, bool Inherited, bool Ruled,
    bool Tracked, TriggersRow Triggers, bool DeferredTriggers,
    long Select, long Insert, long Update, long Delete,
    ImmutableArray<ColumnRow>? Columns, ImmutableArray<KeyRow>? Keys, ImmutableArray<ForeignKeyRow>? ForeignKeys)
{
    [JsonIgnore]
    public float EstimatedRows { get; init; }
}

/// <summary>What the application's row triggers may do before a row is written.</summary>
/// <param name="SetOnInsert">The columns that they may set, as their functions write them; <c>*</c>: any.</param>
/// <param name="Write">They may write other rows.</param>
internal sealed record TriggersRow(ImmutableArray<string>? SetOnInsert, ImmutableArray<string>? SetOnUpdate, bool Write);

/// <summary>A table or view that is not exposed, and by which answers may be followed all the same.</summary>
/// <param name="Written">Another text after each change of its columns, relatives or change triggers; empty for a view.</param>
internal sealed record OtherRow(uint Oid, string Written);

/// <summary>A row of <c>pg_attribute</c>.</summary>
/// <param name="Declared">The type as SQL, where it has modifiers.</param>
/// <param name="FoldsText">Its collation takes different texts for equal.</param>
/// <param name="Rights">Role masks of SELECT, INSERT and UPDATE on the column; null when only its relation has grants.</param>
internal sealed record ColumnRow(
    short Number, string Name, uint Type, string? Declared, bool NotNull, bool HasDefault, bool Generated, bool FoldsText,
    string? Comment, ImmutableArray<long>? Rights);

/// <summary>A unique index.</summary>
/// <param name="Where">The predicate of a partial index, as Postgres prints it; null for an index of all rows.</param>
internal sealed record KeyRow(
    string Name, ImmutableArray<short> Columns, bool Primary, bool NullsNotDistinct, string? Where, bool Deferrable);

/// <param name="ToPartition">
/// The constraint points at a partition of <paramref name="To"/>, whose columns there may be no key of the whole table.
/// </param>
internal sealed record ForeignKeyRow(
    string Name, ImmutableArray<short> Columns, uint To, ImmutableArray<short> ToColumns, bool ToPartition, bool Deferrable,
    string? Comment);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TypeRow))]
[JsonSerializable(typeof(RelationRow))]
[JsonSerializable(typeof(OtherRow))]
[JsonSerializable(typeof(ImmutableArray<string>))]
internal sealed partial class CatalogJson : JsonSerializerContext;
