using Jim.GraphQL.Execution;
using Jim.Platform.Requests;
using Jim.Postgres.Schema;

namespace Jim.Platform.Files;

/// <summary>
/// Decides before the first byte of a file arrives which files of a request may arrive at all: those that a field takes which runs, where
/// the caller may upload them.
/// </summary>
public sealed class UploadAdmission(RequestGuard guard)
{
    /// <summary>Tells the places of the files (<see cref="UploadSlot"/>) what may arrive there.</summary>
    /// <param name="requests">All requests of the body, prepared.</param>
    /// <returns>An answer in place of all others, where nothing can be decided now; null: all is decided.</returns>
    public async Task<GraphQLResponse?> AdmitAsync(IReadOnlyList<PreparedRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            var writes = 0;
            foreach (var mutation in requests.OfType<PreparedMutation>())
            {
                writes += await AdmitAsync(mutation, writes, cancellationToken);
            }

            return null;
        }
        catch (Exception e) when (guard.Answer(e, cancellationToken) is { } answer)
        {
            return answer;
        }
    }

    /// <summary>How many fields the mutation has that may make rows.</summary>
    private static async Task<int> AdmitAsync(PreparedMutation mutation, int writesBefore, CancellationToken cancellationToken)
    {
        var writes = 0;
        foreach (var field in mutation.Input.RootFields)
        {
            switch (field.Definition?.Binding)
            {
                case MutationField:
                    writes++;
                    break;

                // A queued mutation runs later, without files.
                case FieldResolver { Target: UploadResolver resolver } when mutation.Queued is null:
                    await resolver.AdmitAsync(
                        mutation.Input.ReadArguments(field), mutation.Input.Caller, writesBefore + writes > 0, cancellationToken);
                    break;
            }
        }

        return writes;
    }
}
