using Jim.GraphQL.Validation.Rules;

namespace Jim.GraphQL.Validation;

/// <summary>
/// All errors of validation. Messages and extensions are those of HotChocolate, rule names and locations those of graphql-js. Errors about
/// limits are in <c>ValidationErrors.Limits.cs</c>, those about values and variables in <c>ValidationErrors.Values.cs</c>.
/// </summary>
internal static partial class ValidationErrors
{
    private const string Spec = "https://spec.graphql.org/September2025/#";

    public static GraphQLError NotExecutable(ValidationContext context, DefinitionNode definition) =>
        Make(context, nameof(ExecutableDefinitionsRule), "A document containing TypeSystemDefinition is invalid for execution.",
            "sec-Executable-Definitions", [definition]);

    public static GraphQLError OperationNameTaken(ValidationContext context, NameNode first, NameNode second) =>
        Make(context, nameof(UniqueOperationNamesRule), $"The operation name `{second}` is not unique.",
            "sec-Operation-Name-Uniqueness", [first, second], ("operation", second.Value));

    public static GraphQLError NotAlone(ValidationContext context, OperationDefinitionNode operation, int operations) =>
        Make(context, nameof(LoneAnonymousOperationRule),
            "GraphQL allows a short‐hand form for defining query operations when only that one operation exists in the document.",
            "sec-Lone-Anonymous-Operation", [operation], ("operations", operations));

    public static GraphQLError NoRootType(ValidationContext context, OperationDefinitionNode operation) =>
        Make(context, nameof(KnownOperationTypesRule), $"This GraphQL schema does not support `{operation.Kind}` operations.",
            "sec-Operation-Type-Existence", [operation], ("operationType", operation.Kind.ToString()));

    public static GraphQLError SubscriptionNotSingle(ValidationContext context, IEnumerable<SyntaxNode> extra) =>
        Make(context, nameof(SingleFieldSubscriptionsRule), "Subscription operations must have exactly one root field.",
            "sec-Single-Root-Field", extra);

    public static GraphQLError SubscriptionIntrospects(ValidationContext context, IEnumerable<SyntaxNode> nodes) =>
        Make(context, nameof(SingleFieldSubscriptionsRule), "Subscription must not select an introspection top level field.",
            "sec-Single-Root-Field", nodes);

    public static GraphQLError SubscriptionConditional(ValidationContext context, SyntaxNode directive) =>
        Make(context, nameof(SingleFieldSubscriptionsRule),
            "The skip and include directives are not allowed on root fields of a subscription.",
            "sec-Single-Root-Field", [directive]);

    public static GraphQLError UnknownType(ValidationContext context, NamedTypeNode type, string suggestion) =>
        Make(context, nameof(KnownTypeNamesRule), $"Unknown type `{type.Name}`.{suggestion}",
            "sec-Fragment-Spread-Type-Existence", [type], ("type", type.Name.Value));

    public static GraphQLError UnknownField(ValidationContext context, FieldNode field, NamedType type, string suggestion) =>
        Make(context, nameof(FieldsOnCorrectTypeRule), $"The field `{field.Name}` does not exist on the type `{type}`.{suggestion}",
            "sec-Field-Selections", [field],
            ("type", type.Name), ("field", field.Name.Value), ("responseName", field.ResponseName));

    public static GraphQLError FieldOnUnion(ValidationContext context, FieldNode field, NamedType type, string suggestion) =>
        Make(context, nameof(FieldsOnCorrectTypeRule),
            $"A union type cannot declare a field directly. Use inline fragments or fragments instead.{suggestion}",
            "sec-Field-Selections", [field],
            ("type", type.Name), ("field", field.Name.Value), ("responseName", field.ResponseName));

    public static GraphQLError LeafWithSelection(ValidationContext context, FieldNode field, GraphQLType type) =>
        Make(context, nameof(ScalarLeafsRule),
            $"`{field.Name}` returns {DescribeKind(type)} value. Selections on scalars or enums are never allowed, "
            + "because they are the leaf nodes of any GraphQL query.",
            "sec-Leaf-Field-Selections", [field.SelectionSet!],
            ("declaringType", context.ParentType?.Name), ("field", field.Name.Value), ("type", type.ToString()),
            ("responseName", field.ResponseName));

    public static GraphQLError NoSelection(ValidationContext context, FieldNode field, GraphQLType type) =>
        Make(context, nameof(ScalarLeafsRule),
            $"Field \"{field.Name}\" of type \"{type}\" must have a selection of subfields. Did you mean \"{field.Name} {{ ... }}\"?",
            "sec-Leaf-Field-Selections", [field],
            ("declaringType", context.ParentType?.Name), ("field", field.Name.Value), ("type", type.ToString()),
            ("responseName", field.ResponseName));

    public static GraphQLError FieldsNotMergeable(
        ValidationContext context, string responseName, string reason, IEnumerable<FieldNode> first, IEnumerable<FieldNode> second) =>
        Make(context, nameof(OverlappingFieldsCanBeMergedRule), "Encountered fields for the same object that cannot be merged.",
            "sec-Field-Selection-Merging", first.Concat(second), ("responseName", responseName), ("reason", reason));

    public static GraphQLError FragmentNameTaken(ValidationContext context, NameNode first, NameNode second) =>
        Make(context, nameof(UniqueFragmentNamesRule), $"There are multiple fragments with the name `{second}`.",
            "sec-Fragment-Name-Uniqueness", [first, second], ("fragment", second.Value));

    public static GraphQLError UnknownFragment(ValidationContext context, FragmentSpreadNode spread) =>
        Make(context, nameof(KnownFragmentNamesRule), $"The specified fragment `{spread.Name}` does not exist.",
            "sec-Fragment-Spread-Target-Defined", [spread.Name], ("fragment", spread.Name.Value));

    public static GraphQLError FragmentUnused(ValidationContext context, FragmentDefinitionNode fragment) =>
        Make(context, nameof(NoUnusedFragmentsRule), $"The specified fragment `{fragment.Name}` is not used within the current document.",
            "sec-Fragments-Must-Be-Used", [fragment], ("fragment", fragment.Name.Value));

    public static GraphQLError FragmentCycle(ValidationContext context, string fragment, IEnumerable<FragmentSpreadNode> path) =>
        Make(context, nameof(NoFragmentCyclesRule),
            "The graph of fragment spreads must not form any cycles including spreading itself. "
            + "Otherwise an operation could infinitely spread or infinitely execute on cycles in the underlying data.",
            "sec-Fragment-Spreads-Must-Not-Form-Cycles", path, ("fragment", fragment));

    public static GraphQLError FragmentNotComposite(ValidationContext context, NamedTypeNode condition) =>
        Make(context, nameof(FragmentsOnCompositeTypesRule), "Fragments can only be declared on unions, interfaces, and objects.",
            "sec-Fragments-on-Object-Interface-or-Union-Types", [condition], ("typeCondition", condition.Name.Value));

    public static GraphQLError FragmentNotPossible(ValidationContext context, SyntaxNode node, NamedType condition, NamedType parent) =>
        Make(context, nameof(PossibleFragmentSpreadsRule), "The parent type does not match the type condition on the fragment.",
            "sec-Fragment-Spread-Is-Possible", [node], ("typeCondition", condition.Name), ("selectionSetType", parent.Name));

    public static GraphQLError UnknownDirective(ValidationContext context, DirectiveNode directive) =>
        Make(context, nameof(KnownDirectivesRule), $"The specified directive `{directive.Name}` is not supported by the current schema.",
            "sec-Directives-Are-Defined", [directive], ("directive", directive.Name.Value));

    public static GraphQLError DirectiveMisplaced(ValidationContext context, DirectiveNode directive, string location) =>
        Make(context, nameof(KnownDirectivesRule), "The specified directive is not valid the current location.",
            "sec-Directives-Are-in-Valid-Locations", [directive], ("directive", directive.Name.Value), ("location", location));

    public static GraphQLError DirectiveRepeated(ValidationContext context, DirectiveNode first, DirectiveNode second) =>
        Make(context, nameof(UniqueDirectivesPerLocationRule), "Non-repeatable directives may only be specified once in a location.",
            "sec-Directives-Are-Unique-per-Location", [first, second], ("directive", second.Name.Value));

    public static GraphQLError IncrementalOnRoot(ValidationContext context, DirectiveNode directive) =>
        Make(context, nameof(DeferStreamDirectiveOnRootFieldRule),
            "The defer and stream directives are not allowed on root fields of mutations and subscriptions.",
            "sec-Defer-And-Stream-Directives-Are-Used-On-Valid-Root-Field", [directive], ("directive", directive.Name.Value));

    public static GraphQLError IncrementalInSubscription(ValidationContext context, DirectiveNode directive) =>
        Make(context, nameof(DeferStreamDirectiveOnValidOperationsRule),
            "The defer and stream directives are not allowed in subscriptions, unless their argument `if` is false.",
            "sec-Defer-And-Stream-Directives-Are-Used-On-Valid-Operations", [directive], ("directive", directive.Name.Value));

    public static GraphQLError LabelNotUnique(ValidationContext context, DirectiveNode first, DirectiveNode second, string label) =>
        Make(context, nameof(DeferStreamDirectiveLabelRule),
            "If a label is passed, it must be unique within all other defer and stream directives.",
            "sec-Defer-And-Stream-Directive-Labels-Are-Unique", [first, second], ("label", label));

    public static GraphQLError LabelIsVariable(ValidationContext context, DirectiveNode directive) =>
        Make(context, nameof(DeferStreamDirectiveLabelRule), "If a label for defer or stream is specified it must not be a variable.",
            "sec-Defer-And-Stream-Directive-Labels-Are-Unique", [directive], ("directive", directive.Name.Value));

    public static GraphQLError StreamOnNoList(ValidationContext context, DirectiveNode directive) =>
        Make(context, nameof(StreamDirectiveOnListFieldRule), "@stream directive is only valid on list fields.",
            "sec-Stream-Directives-Are-Used-On-List-Fields", [directive], ("field", context.Field?.Name));

    private static string DescribeKind(GraphQLType type) => type.Named is EnumType ? $"the enum `{type}`" : $"the scalar `{type}`";

    private static GraphQLError Make(
        ValidationContext context, string rule, string message, string? anchor, IEnumerable<SyntaxNode> nodes,
        params ReadOnlySpan<(string Name, object? Value)> extensions)
    {
        var members = ImmutableArray.CreateBuilder<KeyValuePair<string, object?>>(extensions.Length + 1);
        foreach (var (name, value) in extensions)
        {
            if (value is not null)
            {
                members.Add(new(name, value));
            }
        }

        if (anchor is not null)
        {
            members.Add(new("specifiedBy", Spec + anchor));
        }

        return new GraphQLError(message)
        {
            Rule = rule,
            Locations = [.. nodes.Select(node => context.Document.Source.Locate(node.Range.Start))],
            Extensions = members.ToImmutable(),
        };
    }
}
