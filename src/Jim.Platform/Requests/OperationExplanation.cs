using Jim.GraphQL.Json;
using Jim.Postgres.Running;
using Jim.Postgres.Sql;

namespace Jim.Platform.Requests;

/// <summary>
/// Answers, in place of an operation, by which SQL it would run, and how Postgres would. The operation does not run, and what is told is
/// neither cached nor taken from the cache.
/// </summary>
public sealed class OperationExplanation(QueryRunner runner)
{
    /// <summary>
    /// <c>extensions.explain</c>: an object for each statement, with the names of its root fields, its SQL, the types of its parameters,
    /// and Postgres' plan where that is asked for. Empty where no field asks the database. Mutations are refused.
    /// </summary>
    public async Task<GraphQLResponse> RunAsync(PreparedOperation prepared, CancellationToken cancellationToken)
    {
        if (prepared is PreparedMutation)
        {
            return GraphQLResponse.Refused(RequestErrors.MutationNotExplained());
        }

        var planned = PlannedQuery.Build(prepared.Input);
        using var output = new JsonBuffer();
        output.WriteByte((byte)'[');
        if (planned.Plan?.Statement is { } statement)
        {
            await WriteAsync(planned, statement, output, cancellationToken);
        }

        output.WriteByte((byte)']');
        return new GraphQLResponse
        {
            Outcome = ResponseOutcome.Executed,
            Explanation = output.WrittenSpan.ToArray(),
            Errors = [.. planned.Plan?.Roots.SelectMany(root => root.Error ?? []) ?? []],
        };
    }

    private async Task WriteAsync(
        PlannedQuery planned, SqlStatement statement, JsonBuffer output, CancellationToken cancellationToken)
    {
        output.WriteRaw("{\"fields\":"u8);
        WriteTexts(output, planned.Plan!.Roots.Where(root => root.Error is null).Select(root => root.ResponseName));
        output.WriteRaw(",\"sql\":"u8);
        output.WriteString(statement.Text);

        // Types only: the values are in the request, and those who read a copied explanation need not know them.
        output.WriteRaw(",\"parameters\":"u8);
        WriteTexts(output, statement.Parameters.Select(parameter => parameter.Type.Cast));
        if (planned.Input.Request.Explain == ExplainMode.Plan)
        {
            var plan = await runner.ExplainAsync(planned.Plan!, planned.Input.Variables, planned.Input.Caller, cancellationToken);
            output.WriteRaw(",\"plan\":"u8);
            output.WriteRaw(plan);
        }

        output.WriteByte((byte)'}');
    }

    private static void WriteTexts(JsonBuffer output, IEnumerable<string> texts)
    {
        output.WriteByte((byte)'[');
        var isFirst = true;
        foreach (var text in texts)
        {
            if (!isFirst)
            {
                output.WriteByte((byte)',');
            }

            isFirst = false;
            output.WriteString(text);
        }

        output.WriteByte((byte)']');
    }
}
