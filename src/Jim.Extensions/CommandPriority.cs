namespace Jim.Extensions;

/// <summary>Each has a queue of its own, with workers of its own.</summary>
public enum CommandPriority
{
    /// <summary>Somebody waits for it.</summary>
    High,

    /// <summary>As any other.</summary>
    Normal,

    /// <summary>Nobody minds when it is done.</summary>
    Low,
}
