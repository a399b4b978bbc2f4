using Jim.GraphQL.Errors;
using Jim.Postgres.Planning.Mutations;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>One root field of a transaction that several fields share.</summary>
public abstract record MutationStep
{
    private MutationStep()
    {
    }

    /// <summary>A field that has a plan.</summary>
    public sealed record Planned(MutationPlan Plan) : MutationStep;

    /// <summary>A field of C# code that writes on the transaction's connection.</summary>
    /// <param name="RunAsync">
    /// Begins with the caller's role and claims, and may change them. Gives the errors for which nothing of the transaction may be kept;
    /// empty: none.
    /// </param>
    public sealed record Joined(Func<NpgsqlConnection, CancellationToken, Task<ImmutableArray<GraphQLError>>> RunAsync) : MutationStep;
}
