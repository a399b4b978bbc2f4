namespace Jim.Postgres.Types;

/// <summary>How a filter compares a value with one that a client sends.</summary>
public enum EqualityForm
{
    /// <summary>
    /// By the type's own operator. The value that is sent becomes one of the type first, so that it may be spelled in any way that the
    /// type reads: <c>10.0.0.1</c> is <c>10.0.0.1/32</c>.
    /// </summary>
    InType,

    /// <summary>By the texts that Postgres makes of both values, so that the one that is sent may be spelled in any way, too.</summary>
    ByText,
}
