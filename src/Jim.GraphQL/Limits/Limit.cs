namespace Jim.GraphQL.Limits;

/// <summary>
/// One bound on what a client may send, cause or hold. The table "Limits" of ARCHITECTURE.md and the setting that moves the bound are made
/// from this description, so it stands beside the code that checks the bound.
/// </summary>
/// <param name="Meaning">One sentence for operators: what is bounded, and in which unit.</param>
/// <param name="Default">The bound where no setting moves it, in the unit that <paramref name="Meaning"/> tells; null: none.</param>
/// <param name="RefusedAs">What a client is answered past the bound; error and close codes in backticks.</param>
public abstract record Limit(string Meaning, long? Default, string RefusedAs)
{
    /// <summary>The name of its setting after <c>JIM_LIMIT_</c>; null where no setting moves it.</summary>
    public string? SettingName { get; init; }

    /// <summary>A bound that no setting moves.</summary>
    public static Limit Fixed(string meaning, long value, string refusal) => new FixedLimit(meaning, value, refusal);

    private sealed record FixedLimit(string Meaning, long? Default, string RefusedAs) : Limit(Meaning, Default, RefusedAs);
}

/// <summary>A bound that is a property of options, which a setting may move.</summary>
/// <typeparam name="TOptions">The options that hold the bound.</typeparam>
/// <param name="Meaning">One sentence for operators: what is bounded, and in which unit.</param>
/// <param name="Default">The property's own initial value.</param>
/// <param name="RefusedAs">What a client is answered past the bound; error and close codes in backticks.</param>
/// <param name="Assign">The options with another bound.</param>
public sealed record Limit<TOptions>(string Meaning, long? Default, string RefusedAs, Func<TOptions, long, TOptions> Assign)
    : Limit(Meaning, Default, RefusedAs);
