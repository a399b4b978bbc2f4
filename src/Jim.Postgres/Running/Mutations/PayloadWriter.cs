using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Running.Mutations;

/// <summary>Writes the payload of a mutation field as JSON, such as <c>{ document, errors }</c>.</summary>
internal static class PayloadWriter
{
    /// <summary>The payload of a field that succeeded: the row, and null for its errors.</summary>
    /// <param name="plan">The field's plan.</param>
    /// <param name="composite">The row in binary form (see <see cref="WireRow"/>); empty where the payload does not show it.</param>
    /// <param name="type">The payload's type.</param>
    public static CompletedValue Success(MutationPlan plan, ReadOnlySpan<byte> composite, ObjectType type)
    {
        using var json = new JsonBuffer(Math.Max(256, composite.Length * 2));
        var output = new ShapeOutput(json, plan.Source, plan.ErrorHandling);
        var room = composite.IsEmpty ? 0 : WireRow.RoomFor(composite);
        var cells = room <= 128 ? stackalloc int[128] : new int[room];
        var row = composite.IsEmpty ? default : new WireRow(composite, cells);
        var members = new MemberWriter(json, type);
        foreach (var member in plan.Payload)
        {
            members.Name(member.Field);
            if (member.Row is { } shape)
            {
                var errors = output.ErrorCount;
                shape.TryWriteValue(row, output);
                if (output.IsOutdated && output.ErrorCount == errors)
                {
                    output.Add(RunErrors.SchemaChanged(), member.Field.First.Range);
                }

                output.Locate(errors, member.Field.ResponseName);
            }
            else
            {
                members.TypeNameOrNull(member.Field);
            }
        }

        members.End();
        output.Locate(0, plan.ResponseName);
        return new CompletedValue(json.WrittenSpan.ToArray(), output.TakeErrors());
    }

    /// <summary>
    /// The payload of a field that failed: null for the row, and the errors. Where the payload's type does not declare one of them, there
    /// is no payload, and all of them become top-level errors.
    /// </summary>
    public static CompletedValue Failure(MutationPlan plan, ImmutableArray<TypedError> errors, VariableValues variables, ObjectType type)
    {
        if (errors.Any(e => plan.Names.ErrorType(e.Type) is null))
        {
            return Refusal(plan, [.. errors.Select(TypedErrors.Untyped)]);
        }

        using var json = new JsonBuffer(512);
        var members = new MemberWriter(json, type);
        foreach (var member in plan.Payload)
        {
            members.Name(member.Field);
            if (member.IsErrors)
            {
                WriteErrors(plan, member.Field, errors, variables, json);
            }
            else
            {
                members.TypeNameOrNull(member.Field);
            }
        }

        members.End();
        return new CompletedValue(json.WrittenSpan.ToArray(), []);
    }

    /// <summary>No payload, only top-level errors with the path and the location of the field.</summary>
    public static CompletedValue Refusal(MutationPlan plan, params ImmutableArray<GraphQLError> errors) =>
        new(default, Place(plan, errors));

    /// <summary>The errors with the place of the field.</summary>
    public static ImmutableArray<GraphQLError> Place(MutationPlan plan, ImmutableArray<GraphQLError> errors) =>
    [
        .. errors.Select(e => e with
        {
            Path = [plan.ResponseName],
            Locations = [plan.Source.Locate(Math.Max(0, plan.Range.Start))],
        }),
    ];

    private static void WriteErrors(
        MutationPlan plan, CollectedField field, ImmutableArray<TypedError> errors, VariableValues variables, JsonBuffer json)
    {
        json.WriteByte((byte)'[');
        for (var i = 0; i < errors.Length; i++)
        {
            if (i > 0)
            {
                json.WriteByte((byte)',');
            }

            var type = plan.Names.ErrorType(errors[i].Type)!;
            var members = new MemberWriter(json, type);
            foreach (var member in FieldCollector.CollectSubfields(plan.Operation, type, field, variables))
            {
                members.Name(member);
                if (member.Definition?.Binding is ErrorMemberField { Member: var name } && errors[i].Member(name) is { } text)
                {
                    json.WriteString(text);
                }
                else
                {
                    members.TypeNameOrNull(member);
                }
            }

            members.End();
        }

        json.WriteByte((byte)']');
    }

    private sealed class MemberWriter(JsonBuffer json, ObjectType type)
    {
        private bool _any;

        public void Name(CollectedField field)
        {
            json.WriteByte((byte)(_any ? ',' : '{'));
            json.WriteString(field.ResponseName);
            json.WriteByte((byte)':');
            _any = true;
        }

        public void TypeNameOrNull(CollectedField field)
        {
            if (field.IsTypeName)
            {
                json.WriteString(type.Name);
            }
            else
            {
                json.WriteNull();
            }
        }

        public void End() => json.WriteRaw(_any ? "}"u8 : "{}"u8);
    }
}
