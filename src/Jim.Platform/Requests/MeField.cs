using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// The root field <c>me</c>: what the token says of the caller, and the caller's own row of each table whose comment contains <c>@me</c>,
/// which is the row whose key is the token's <c>sub</c>, a UUID.
/// </summary>
public static class MeField
{
    public static void Add(SchemaUnderConstruction schema, Func<RowLookup> rows)
    {
        var me = new ObjectTypeBuilder("Me") { Description = "Who is asking, by the token." };
        me.Fields.Add(Member("subject", Scalars.String.NonNull(), "The token's `sub`.", caller => caller.Subject));
        me.Fields.Add(Member("name", Scalars.String, null, caller => caller.Name));
        me.Fields.Add(Member("email", Scalars.String, null, caller => caller.Email));
        var roles = Scalars.String.NonNull().List().NonNull();
        me.Fields.Add(Member("roles", roles, "The realm's roles.", caller => caller.Roles.ToArray()));
        me.Fields.Add(Member("expiresAt", Scalars.DateTime, "When the token ends.", caller => caller.ExpiresAt));
        foreach (var relation in schema.Catalog.Relations.Where(IsOfPeople))
        {
            AddRow(schema, me, relation, rows);
        }

        schema.Add(schema.Query, new FieldBuilder("me", me)
        {
            Description = "Who is asking; null without a token.",
            Binding = new FieldResolver(context => ValueTask.FromResult<object?>(
                RequestState.Get(context).Caller is { Subject: not null } caller ? caller : null)),
        });
    }

    private static void AddRow(SchemaUnderConstruction schema, ObjectTypeBuilder me, Relation relation, Func<RowLookup> rows)
    {
        if (schema.FindRows(relation.Schema, relation.Name) is not { } type)
        {
            return;
        }

        var name = char.ToLowerInvariant(type.Name[0]) + type.Name[1..];
        if (me.Fields.TryGet(name, out _))
        {
            schema.Report(new SchemaNotice(
                SchemaNoticeKind.LeftOut, $"the own row of {relation}", $"is left out of me, because me has a field {name}",
                "begin the comment on the table with '@me @name OtherName'"));
            return;
        }

        me.Fields.Add(new FieldBuilder(name, type)
        {
            Description = "The own row.",
            VisibleTo = schema.FindReaders(type),
            Binding = new FieldResolver(async context => RequestState.Get(context).Caller.UserId is { } id
                ? await rows().ReadAsync(context, relation, id)
                : null),
        });
    }

    private static bool IsOfPeople(Relation relation) =>
        relation.Tags.ContainsKey("me") && relation.Key is { Columns: [{ Type.Name: "uuid" }] };

    private static FieldBuilder Member(
        string name, TypeReference type, string? description, Func<Jim.Postgres.Rights.Caller, object?> read) =>
        new(name, type)
        {
            Description = description,
            Binding = new FieldResolver(context => ValueTask.FromResult(read((Jim.Postgres.Rights.Caller)context.Source!))),
        };
}
