using Jim.GraphQL.Language;

namespace Jim.Postgres.Schema;

/// <summary>The directives that a database's schema has besides those that are in every schema.</summary>
internal static class Directives
{
    public static IEnumerable<DirectiveBuilder> All(EnumTypeBuilder jobPriority) =>
    [
        Make(
            "cost", ["SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "ENUM", "INPUT_FIELD_DEFINITION"],
            Wrapping.Input("weight", Scalars.String.NonNull())),
        Make(
            "listSize", ["FIELD_DEFINITION"],
            Wrapping.Input("assumedSize", Scalars.Int),
            Wrapping.Input("slicingArguments", Scalars.String.NonNull().List()),
            Wrapping.Input("slicingArgumentDefaultValue", Scalars.Int),
            Wrapping.Input("sizedFields", Scalars.String.NonNull().List()),
            Defaulted("requireOneSlicingArgument", Scalars.Boolean, new BooleanValueNode(true, SourceRange.None))),
        Described(
            Make(
                "queued", ["MUTATION"],
                Defaulted("priority", jobPriority, new EnumValueNode("NORMAL", SourceRange.None)),
                Wrapping.Input("runAt", Scalars.DateTime), Wrapping.Input("wait", Scalars.Int)),
            "Stores the mutation as a job and answers at once, or with the job's result where it has ended within `wait` seconds; a worker "
            + "runs it under the caller's rights."),
        Described(
            Make("live", ["SUBSCRIPTION"], Defaulted("diff", Scalars.Boolean, new BooleanValueNode(false, SourceRange.None))),
            "With `diff` each answer of a live query after the first is told by what has changed in it, as a JSON Patch in "
            + "`extensions.patch`; `extensions.revision` counts them."),
        Described(Make("transaction", ["MUTATION"]), "Runs all fields of the mutation in one transaction: all or nothing."),
    ];

    private static InputValueBuilder Defaulted(string name, TypeReference type, ValueNode value)
    {
        var argument = Wrapping.Input(name, type);
        argument.DefaultValue = value;
        return argument;
    }

    private static DirectiveBuilder Described(DirectiveBuilder directive, string description)
    {
        directive.Description = description;
        return directive;
    }

    private static DirectiveBuilder Make(string name, string[] locations, params InputValueBuilder[] arguments)
    {
        var directive = new DirectiveBuilder(name);
        foreach (var argument in arguments)
        {
            directive.Arguments.Add(argument);
        }

        foreach (var location in locations)
        {
            directive.Locations.Add(location);
        }

        return directive;
    }
}
