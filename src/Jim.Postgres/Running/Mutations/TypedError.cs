namespace Jim.Postgres.Running.Mutations;

/// <summary>An item of a payload's <c>errors</c>.</summary>
/// <param name="Type">The name of its object type, such as <c>UniqueError</c>.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Code">What is wrong, for programs, such as <c>JIM_UNIQUE</c>.</param>
/// <param name="Field">The input field whose value is refused; null where it is none or not known which.</param>
/// <param name="Constraint">The name of the violated constraint; null in production, where the database's names stay inside.</param>
/// <param name="SqlState">The SQLSTATE of a RAISE.</param>
public sealed record TypedError(
    string Type, string Message, string Code, string? Field = null, string? Constraint = null, string? SqlState = null)
{
    /// <summary>The value of the error's GraphQL field of that name; null where it has none.</summary>
    public string? Member(string name) => name switch
    {
        "message" => Message,
        "code" => Code,
        "field" => Field,
        "constraint" => Constraint,
        "sqlState" => SqlState,
        _ => null,
    };
}
