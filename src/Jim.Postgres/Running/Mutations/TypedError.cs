namespace Jim.Postgres.Running.Mutations;

/// <summary>An error of a payload's <c>errors</c>.</summary>
/// <param name="Type">Its object type: <c>UniqueError</c>…</param>
/// <param name="Field">The input field whose value is refused.</param>
/// <param name="Constraint">The name of the violated constraint; null in production, where the database's names stay inside.</param>
public sealed record TypedError(string Type, string Message, string Code, string? Field = null, string? Constraint = null)
{
    /// <summary>The value of the error's GraphQL field of that name; null where it has none.</summary>
    public string? Member(string name) => name switch
    {
        "message" => Message,
        "code" => Code,
        "field" => Field,
        "constraint" => Constraint,
        _ => null,
    };
}
