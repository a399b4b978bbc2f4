using System.Globalization;
using Jim.GraphQL.Validation.Rules;

namespace Jim.GraphQL.Validation;

internal static partial class ValidationErrors
{
    private const string CostExceeded = "HC0047";

    public static GraphQLError TooDeep(ValidationContext context, OperationDefinitionNode operation, int depth, int max) =>
        Make(context, nameof(MaxExecutionDepthRule),
            string.Create(CultureInfo.InvariantCulture,
                $"The GraphQL document has an execution depth of {depth} which exceeds the max allowed execution depth of {max}."),
            null, [operation], ("allowedExecutionDepth", max), ("detectedExecutionDepth", depth)) with
        { Code = ErrorCodes.DepthExceeded };

    public static GraphQLError TooManyRootFields(ValidationContext context, OperationDefinitionNode operation, int max) =>
        Make(context, nameof(MaxRootFieldsRule),
            string.Create(CultureInfo.InvariantCulture, $"The operation selects more than the max allowed {max} root fields."),
            null, [operation], ("maxRootFields", max)) with
        { Code = ErrorCodes.RootFieldsExceeded };

    public static GraphQLError TooManyAliases(ValidationContext context, FieldNode field, int max) =>
        Make(context, nameof(MaxAliasesRule),
            string.Create(CultureInfo.InvariantCulture, $"The GraphQL document contains more than the max allowed {max} aliases."),
            null, [field], ("maxAliases", max)) with
        { Code = ErrorCodes.AliasesExceeded };

    public static GraphQLError IntrospectionNotAllowed(ValidationContext context, FieldNode field) =>
        Make(context, nameof(NoSchemaIntrospectionCustomRule), "Introspection is not allowed for the current request.",
            null, [field], ("field", field.Name.Value)) with
        { Code = "HC0046" };

    public static GraphQLError IntrospectionTooDeep(ValidationContext context, FieldNode field) =>
        Make(context, nameof(MaxIntrospectionDepthRule), "Maximum allowed introspection depth exceeded.", null, [field])
            with
        { Code = "HC0086" };

    public static GraphQLError MergeBudgetExhausted(ValidationContext context, int max) =>
        Make(context, nameof(OverlappingFieldsCanBeMergedRule),
            string.Create(CultureInfo.InvariantCulture,
                $"The field merge validation budget of {max} comparisons was exhausted. Use fewer fields of one name and fewer fragments."),
            "sec-Field-Selection-Merging", []) with
        { Code = "HC0107" };

    public static GraphQLError FragmentVisitsExceeded(ValidationContext context, int max) =>
        Make(context, nameof(NoUnusedFragmentsRule),
            string.Create(CultureInfo.InvariantCulture, $"The GraphQL document needs more than the max allowed {max} fragment visits."),
            null, [], ("maxFragmentVisits", max)) with
        { Code = ErrorCodes.FragmentVisitsExceeded };

    public static GraphQLError FieldCostExceeded(double cost, double max) => new("The maximum allowed field cost was exceeded.")
    {
        Code = CostExceeded,
        Extensions = [new("fieldCost", GetFinite(cost)), new("maxFieldCost", max)],
    };

    public static GraphQLError TypeCostExceeded(double cost, double max) => new("The maximum allowed type cost was exceeded.")
    {
        Code = CostExceeded,
        Extensions = [new("typeCost", GetFinite(cost)), new("maxTypeCost", max)],
    };

    /// <summary>JSON has no infinity, so a cost is null when counting it was given up.</summary>
    private static double? GetFinite(double cost) => double.IsFinite(cost) ? cost : null;
}
