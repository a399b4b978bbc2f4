using System.Text;

namespace Jim.GraphQL.Types;

/// <summary>
/// The directives that every schema has (spec 3.13). The reason of <c>@deprecated</c> is nullable as in graphql-js 16 and HotChocolate 16,
/// which today's client tools follow; the specification of September 2025 and graphql-js 17 have <c>String!</c>.
/// </summary>
public static class BuiltInDirectives
{
    /// <summary>The definitions as a document in SDL.</summary>
    public static DocumentNode Document { get; } = Parser.ParseDocument(
        Encoding.UTF8.GetBytes(
            """"
            "Directs the executor to skip this field or fragment when the `if` argument is true."
            directive @skip("Skipped when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
            "Directs the executor to include this field or fragment only when the `if` argument is true."
            directive @include("Included when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
            "Marks an element of a GraphQL schema as no longer supported."
            directive @deprecated(
              "Explains why this element was deprecated, usually also including a suggestion for how to access supported similar data."
              reason: String = "No longer supported"
            ) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
            "Exposes a URL that specifies the behavior of this scalar."
            directive @specifiedBy("The URL that specifies the behavior of this scalar." url: String!) on SCALAR
            "Indicates exactly one field must be supplied and this field must not be `null`."
            directive @oneOf on INPUT_OBJECT
            """"),
        ParserOptions.Unlimited);

    /// <summary>The definitions as finished objects, which all schemas share.</summary>
    public static IReadOnlyList<DirectiveDefinition> All { get; } = SdlReader.ReadFinishedDirectives(Document);

    /// <summary>
    /// <c>@defer</c> and <c>@stream</c>, for schemas whose server delivers responses in parts. They are not among <see cref="All"/> because
    /// the specification of September 2025 does not have them.
    /// </summary>
    public static IReadOnlyList<DirectiveDefinition> Incremental { get; } = SdlReader.ReadFinishedDirectives(Parser.ParseDocument(
        Encoding.UTF8.GetBytes(
            """"
            "Lets the fields of a fragment follow after the first result."
            directive @defer(
              "When true or not given, the fragment is deferred." if: Boolean
              "Names the part." label: String
            ) on FRAGMENT_SPREAD | INLINE_FRAGMENT
            "Lets the items of a list follow after the first ones."
            directive @stream(
              "When true or not given, the list is streamed." if: Boolean
              "Names the part." label: String
              "Items in the first result." initialCount: Int! = 0
            ) on FIELD
            """"),
        ParserOptions.Unlimited));

    /// <summary>True for the name of one of <see cref="All"/>.</summary>
    public static bool Contains(string name) => name is "skip" or "include" or "deprecated" or "specifiedBy" or "oneOf";
}
