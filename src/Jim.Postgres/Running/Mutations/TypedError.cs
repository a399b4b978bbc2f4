namespace Jim.Postgres.Running.Mutations;

/// <summary>An error of a payload's <c>errors</c>.</summary>
/// <param name="Type">Its object type: <c>UniqueError</c>…</param>
/// <param name="Field">The input field whose value is refused.</param>
/// <param name="Constraint">Told in development only.</param>
public sealed record TypedError(string Type, string Message, string Code, string? Field = null, string? Constraint = null)
{
    /// <summary>A member by the name of its field.</summary>
    public string? Member(string name) => name switch
    {
        "message" => Message,
        "code" => Code,
        "field" => Field,
        "constraint" => Constraint,
        _ => null,
    };
}
