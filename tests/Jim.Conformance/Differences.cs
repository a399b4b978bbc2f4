namespace Jim.Conformance;

/// <summary>Where Jim answers otherwise than the corpus on purpose. Everything else must agree.</summary>
public static class Differences
{
    /// <summary>Rules that Jim has and graphql-js 16 has not; their errors are left out of the comparison.</summary>
    public static IReadOnlyDictionary<string, string> OnlyOurs { get; } = new Dictionary<string, string>
    {
        ["KnownOperationTypesRule"] =
            "Specification 5.2.1.1, Operation Type Existence; graphql-js 16 finds the missing root type at execution.",
    };

    /// <summary>The results of coercion-results.json marked <c>implementationChoice</c> where Jim chose otherwise.</summary>
    public const string StrictResults =
        "A resolver's value must be of its scalar's kind (no text as Int or Float, no number as Boolean): graphql-js converts as "
            + "JavaScript does.";

    /// <summary>Single cases.</summary>
    public static IReadOnlyDictionary<string, string> Cases { get; } = new Dictionary<string, string>
    {
        ["val-0523"] = "Specification 5.8.5: a nullable variable in a oneOf input object is an error wherever it stands (case's note).",
        ["int-0030"] = "Specification 3.5.2: a directive given in an extension applies to the scalar; graphql-js' buildSchema loses it.",
        ["exe-0238"] = "Specification 5.2.1.1 asks for a validation error (see the case's note), graphql-js 16 answers `data: null`.",
        ["mpr-0003"] = Batch, ["mpr-0006"] = Batch, ["mpr-0064"] = Batch,
        ["mpr-0052"] = "Refused a step earlier: `variables` is a string, which no request may have (HC0012).",
        ["mpr-0060"] = "HotChocolate refuses a file that stands nowhere (HC0037).",
    };

    private const string Batch = "Batches are off by default (HC0009), as in HotChocolate.";
}
