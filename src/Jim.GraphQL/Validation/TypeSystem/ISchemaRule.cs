using Jim.GraphQL.Errors;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>One "Type Validation" section of the specification (3): what has to hold in a schema, whatever it was made from.</summary>
internal interface ISchemaRule
{
    /// <summary>What is wrong, for the author of the schema.</summary>
    IEnumerable<GraphQLError> Check(Schema schema);
}
