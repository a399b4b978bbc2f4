using System.Diagnostics;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;

namespace Jim.Platform.Requests;

/// <summary>
/// Resolves the root fields of the database: those of a query were answered before execution began, those of a mutation run when their turn
/// comes.
/// </summary>
public static class RootResolvers
{
    public static async ValueTask<object?> ResolveAsync(ResolveContext context) => context.Operation.Kind switch
    {
        OperationKind.Query or OperationKind.Subscription => RequestState.Get(context).Completed[context.Field.ResponseName],
        OperationKind.Mutation => await RequestState.Get(context).RunMutationField!(context.Field, context.Cancellation),
        var kind => throw new UnreachableException($"There is no operation kind {kind}."),
    };
}
