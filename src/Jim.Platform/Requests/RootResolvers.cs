using Jim.GraphQL.Types;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// Gives the database's root fields their resolvers: queries are answered before execution begins, mutations when their turn comes.
/// </summary>
public static class RootResolvers
{
    /// <summary>The last extension of a schema that is being built: what has a resolver of its own keeps it.</summary>
    public static void Attach(SchemaUnderConstruction schema)
    {
        foreach (var field in FieldsOf(schema.Query).Concat(FieldsOf(schema.Subscription)))
        {
            field.Resolver ??= context => ValueTask.FromResult<object?>(RequestState.Get(context).Completed[context.Field.ResponseName]);
        }

        foreach (var field in FieldsOf(schema.Mutation))
        {
            field.Resolver ??= async context => await RequestState.Get(context).RunMutationField!(context.Field, context.Cancellation);
        }
    }

    private static IEnumerable<FieldDefinition> FieldsOf(ObjectType? root) => root?.Fields.Where(f => f.Binding is FieldBinding) ?? [];
}
