namespace Jim.GraphQL.Errors;

/// <summary>
/// Error codes of the engine for which HotChocolate has no code. Codes that begin with HC or AUTH are in the classes that create the
/// errors.
/// </summary>
public static class ErrorCodes
{
    /// <summary>An error of the server. Its cause is only in the log of the server.</summary>
    public const string Internal = "INTERNAL";

    /// <summary>The operation is nested deeper than allowed. Select fewer levels at once.</summary>
    public const string DepthExceeded = "JIM_DEPTH_EXCEEDED";

    /// <summary>More root fields than allowed in one operation. Send several requests.</summary>
    public const string RootFieldsExceeded = "JIM_ROOT_FIELDS_EXCEEDED";

    /// <summary>More aliases than allowed in one document. Send several requests.</summary>
    public const string AliasesExceeded = "JIM_ALIASES_EXCEEDED";

    /// <summary>The <c>initialCount</c> of a <c>@stream</c> is negative.</summary>
    public const string NegativeInitialCount = "JIM_INITIAL_COUNT";

    /// <summary>Fragments spread each other so often that following all spreads exceeds the limit. Use fewer fragments.</summary>
    public const string FragmentVisitsExceeded = "JIM_FRAGMENT_VISITS_EXCEEDED";
}
