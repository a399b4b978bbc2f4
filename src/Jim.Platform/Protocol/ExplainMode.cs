namespace Jim.Platform.Protocol;

/// <summary>What of an operation is told in place of its answer, for those who develop it.</summary>
public enum ExplainMode
{
    /// <summary>Nothing: the operation runs.</summary>
    None,

    /// <summary>Its SQL.</summary>
    Statement,

    /// <summary>Its SQL, and how Postgres would run it for this caller.</summary>
    Plan,
}
