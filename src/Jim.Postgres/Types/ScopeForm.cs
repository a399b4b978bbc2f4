namespace Jim.Postgres.Types;

/// <summary>
/// How the change log tells the values of a type (<c>jim.scope_columns</c>): equal values of all types with one form by the same number.
/// </summary>
public enum ScopeForm
{
    /// <summary>The number itself.</summary>
    Number,

    /// <summary>The hash of the text's bytes.</summary>
    Text,

    /// <summary>The hash of the UUID's bytes.</summary>
    Uuid,
}
