namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// One "Type Validation" section of the specification (spec 3): what must be true for a schema, whether it was built from a document or by
/// code.
/// </summary>
internal interface ISchemaRule
{
    /// <summary>The errors, which are for the author of the schema.</summary>
    IEnumerable<GraphQLError> Check(Schema schema);
}
