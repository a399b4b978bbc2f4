namespace Jim.GraphQL.Errors;

/// <summary>
/// Codes of the language that HotChocolate has no code for. Codes that begin with HC and AUTH stand in the factory of their room.
/// </summary>
public static class ErrorCodes
{
    /// <summary>A fault of the server. Cause and detail are in its log only.</summary>
    public const string Internal = "INTERNAL";

    /// <summary>The operation is nested deeper than allowed. Ask for less at once.</summary>
    public const string DepthExceeded = "JIM_DEPTH_EXCEEDED";

    /// <summary>More root fields than allowed in one operation. Send several requests.</summary>
    public const string RootFieldsExceeded = "JIM_ROOT_FIELDS_EXCEEDED";

    /// <summary>More aliases than allowed in one document. Send several requests.</summary>
    public const string AliasesExceeded = "JIM_ALIASES_EXCEEDED";

    /// <summary>A <c>@stream</c> asks for fewer than no items at first.</summary>
    public const string NegativeInitialCount = "JIM_INITIAL_COUNT";

    /// <summary>Fragments refer to each other so often that reading them all is refused. Write them out.</summary>
    public const string FragmentVisitsExceeded = "JIM_FRAGMENT_VISITS_EXCEEDED";
}
