namespace Jim.GraphQL.Limits;

/// <summary>
/// Describes one limit on what a client may send, cause or keep open. The table "Limits" of ARCHITECTURE.md and the setting that changes
/// the limit are generated from this description, which is why it is declared beside the code that checks the limit.
/// </summary>
/// <param name="Meaning">One sentence for operators: what is limited, and in which unit.</param>
/// <param name="Default">The value that applies without a setting, in the unit given by <paramref name="Meaning"/>; null: no limit.</param>
/// <param name="RefusedAs">What a client receives when it exceeds the limit; error and close codes in backticks.</param>
public abstract record Limit(string Meaning, long? Default, string RefusedAs)
{
    /// <summary>The name of the setting without its prefix <c>JIM_LIMIT_</c>; null when no setting changes the limit.</summary>
    public string? SettingName { get; init; }

    /// <summary>Describes a limit that no setting changes.</summary>
    public static Limit Fixed(string meaning, long value, string refusal) => new FixedLimit(meaning, value, refusal);

    private sealed record FixedLimit(string Meaning, long? Default, string RefusedAs) : Limit(Meaning, Default, RefusedAs);
}

/// <summary>Describes a limit that is a property of options, which a setting may change.</summary>
/// <typeparam name="TOptions">The type of the options with that property.</typeparam>
/// <param name="Meaning">One sentence for operators: what is limited, and in which unit.</param>
/// <param name="Default">The initial value of the property.</param>
/// <param name="RefusedAs">What a client receives when it exceeds the limit; error and close codes in backticks.</param>
/// <param name="Assign">Returns a copy of the options with another value of the limit.</param>
public sealed record Limit<TOptions>(string Meaning, long? Default, string RefusedAs, Func<TOptions, long, TOptions> Assign)
    : Limit(Meaning, Default, RefusedAs);
