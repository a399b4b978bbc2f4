using Jim.GraphQL.Types;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary><c>me</c>: who the token says is asking, and with the starter model the own row of <c>users</c>.</summary>
public static class MeField
{
    public static void Add(SchemaUnderConstruction schema, Func<RowLookup> rows)
    {
        var me = new ObjectType("Me") { Description = "Who is asking, by the token." };
        me.Fields.Add(Member("subject", new NonNullType(Scalars.String), "The token's `sub`.", caller => caller.Subject));
        me.Fields.Add(Member("name", Scalars.String, null, caller => caller.Name));
        me.Fields.Add(Member("email", Scalars.String, null, caller => caller.Email));
        var roles = new NonNullType(new ListType(new NonNullType(Scalars.String)));
        me.Fields.Add(Member("roles", roles, "The realm's roles.", caller => caller.Roles.ToArray()));
        me.Fields.Add(Member("expiresAt", Scalars.DateTime, "When the token ends.", caller => caller.ExpiresAt));
        AddUser(schema, me, rows);
        schema.Query.Fields.Add(new FieldDefinition("me", me)
        {
            Description = "Who is asking; null without a token.",
            Resolver = context => ValueTask.FromResult<object?>(
                RequestState.Of(context).Caller is { Subject: not null } caller ? caller : null),
        });
    }

    private static void AddUser(SchemaUnderConstruction schema, ObjectType me, Func<RowLookup> rows)
    {
        var relation = schema.Catalog.Relations.FirstOrDefault(r =>
            r is { Schema: "public", Name: "users", Key.Columns: [{ Type.Name: "uuid" }] });
        if (relation is null || schema.RowsOf("public", "users") is not { } type)
        {
            return;
        }

        me.Fields.Add(new FieldDefinition("user", type)
        {
            Description = "The own row.",
            VisibleTo = schema.ReadersOf(type),
            Resolver = async context => RequestState.Of(context).Caller.UserId is { } id
                ? await rows().ReadAsync(context, relation, id)
                : null,
        });
    }

    private static FieldDefinition Member(
        string name, GraphQLType type, string? description, Func<Jim.Postgres.Rights.Caller, object?> read) =>
        new(name, type)
        {
            Description = description,
            Resolver = context => ValueTask.FromResult(read((Jim.Postgres.Rights.Caller)context.Source!)),
        };
}
