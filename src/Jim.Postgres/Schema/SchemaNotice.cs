namespace Jim.Postgres.Schema;

/// <summary>
/// What an operator should know of how the database became a schema, because it is not what one would expect. It holds names of the
/// database and no values of rows.
/// </summary>
/// <param name="Kind">What has become of the subject.</param>
/// <param name="Subject">The part of the database: <c>public.files</c>, <c>column "aB" of public.t</c>.</param>
/// <param name="Reason">Why, as the rest of the sentence that the subject begins, without a full stop.</param>
/// <param name="Cure">What to do about it, as a clause; for most a comment to write.</param>
public sealed record SchemaNotice(SchemaNoticeKind Kind, string Subject, string Reason, string Cure)
{
    /// <summary>One line without a full stop.</summary>
    public override string ToString() => $"{Subject} {Reason}: {Cure}";

    internal static SchemaNotice LeftOut(Relation relation, string reason) => new(
        SchemaNoticeKind.LeftOut, relation.ToString(), $"is left out, because {reason}",
        $"begin the comment on it with '@name OtherName', or with '@omit' ({CommentOn(relation)} is '@name OtherName')");

    internal static SchemaNotice LeftOut(Relation relation, Column column, string reason) => new(
        SchemaNoticeKind.LeftOut, $"column {new Identifier(column.Name)} of {relation}", $"is left out, because {reason}",
        "begin the comment on it with '@name otherName', or with '@omit' "
        + $"(comment on column {FullName(relation)}.{new Identifier(column.Name)} is '@name otherName')");

    internal static SchemaNotice LeftOut(ForeignKey key, Relation at, string reason) => new(
        SchemaNoticeKind.LeftOut, $"the field that foreign key {new Identifier(key.Name)} of {key.From} gives to {at}",
        $"is left out, because {reason}",
        $"begin the comment on the key with '@name fieldOfTheParent @reverse fieldOfTheRows', or with '@omit' (comment on constraint "
        + $"{new Identifier(key.Name)} on {FullName(key.From)} is '@name fieldOfTheParent @reverse fieldOfTheRows')");

    private static string CommentOn(Relation relation)
    {
        var kind = relation.Kind switch
        {
            RelationKind.View => "view",
            RelationKind.MaterializedView => "materialized view",
            RelationKind.Table or RelationKind.PartitionedTable => "table",
            _ => throw new ArgumentOutOfRangeException(nameof(relation), relation.Kind, "no kind of relation"),
        };
        return $"comment on {kind} {FullName(relation)}";
    }

    private static string FullName(Relation relation) => $"{new Identifier(relation.Schema)}.{new Identifier(relation.Name)}";
}

/// <summary>What has become of the subject of a <see cref="SchemaNotice"/>.</summary>
public enum SchemaNoticeKind
{
    /// <summary>The schema does not have it; all else is served.</summary>
    LeftOut,

    /// <summary>The schema has it under a longer name, because another part of the schema has the plain one.</summary>
    Renamed,
}
