using System.Diagnostics;
using System.Globalization;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.Platform.Jobs;
using Jim.Platform.Requests;
using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;

namespace Jim.Platform.Extensions;

/// <summary>
/// Adds a mutation for each command: <c>sendReminders(input: { … }, priority: HIGH, runAt: …, wait: 5)</c>, whose payload has the job.
/// </summary>
public sealed class CommandFields(
    ExtensionSet extensions, CommandQueue queue, JobEnds ends, RequestOptions options, RowLookup rows, RequestGuard guard)
{
    private const string ErrorType = "CommandError";

    public void Add(SchemaUnderConstruction schema)
    {
        var relation = schema.Catalog.Relations.FirstOrDefault(r => r is { Platform: true, Schema: "jim", Name: "jobs" });
        if (relation is null || schema.FindRows("jim", "jobs") is not { } type)
        {
            return;
        }

        var inputs = new CommandInputs();
        foreach (var command in extensions.Commands)
        {
            var readers = schema.FindReaders(type);
            var visibleTo = command.Roles is { } roles ? readers & schema.FindMask(roles) : readers;
            if (visibleTo != RoleMask.Nobody)
            {
                Add(schema, relation, type, command, inputs, visibleTo);
            }
        }
    }

    private void Add(
        SchemaUnderConstruction schema, Relation relation, ObjectTypeBuilder type, CommandDefinition command, CommandInputs inputs,
        RoleMask visibleTo)
    {
        var job = new FieldBuilder(char.ToLowerInvariant(type.Name[0]) + type.Name[1..], type)
        {
            Binding = new FieldResolver(async context =>
                ((CommandSent)context.Source!).Id is { } id ? await rows.ReadAsync(context, relation, id) : null),
        };
        var errors = new FieldResolver(context => ValueTask.FromResult<object?>(((CommandSent)context.Source!).Errors));
        var field = schema.AddMutation(
            command.Name, inputs.BuildMembers(command.Input), [job], [schema.Errors.Get(ErrorType)], errors);
        field.Description = command.Description;
        field.VisibleTo = visibleTo;
        field.Arguments.Add(new("priority", schema.BuildType(relation.Column("priority")!))
        {
            DefaultValue = new EnumValueNode(command.Attribute.Priority.ToString().ToUpperInvariant(), SourceRange.None),
        });
        field.Arguments.Add(new("runAt", Scalars.DateTime) { Description = "The job does not run before." });
        field.Arguments.Add(new("wait", Scalars.Int) { Description = "The answer waits so many seconds for the job's end." });
        field.Binding = new FieldResolver(new CommandResolver(command, queue, ends, options, guard, relation.Oid, ErrorType).ResolveAsync);
    }
}

/// <summary>The input types of one schema, each built once.</summary>
internal sealed class CommandInputs
{
    private readonly Dictionary<Type, NamedTypeBuilder> _made = [];

    public IEnumerable<InputValueBuilder> BuildMembers(InputShape.Members shape)
    {
        foreach (var member in shape.All)
        {
            // A value that is left out has a default, or may be null.
            var value = member.IsRequired || member.AllowsNull ? null : FindDefault(member.Default);
            var type = BuildType(member.Shape);
            var isNonNull = !member.AllowsNull && (member.IsRequired || value is not null);
            yield return new(member.Name, isNonNull ? type.NonNull() : type)
            {
                Description = member.Description, DefaultValue = value,
            };
        }
    }

    private TypeReference BuildType(InputShape shape) => shape switch
    {
        InputShape.Scalar scalar => scalar.As,
        InputShape.ListOf { HasNulls: true } list => BuildType(list.Item).List(),
        InputShape.ListOf list => BuildType(list.Item).NonNull().List(),
        InputShape.OneOf one => BuildEnum(one),
        InputShape.Members members => BuildObject(members),
        _ => throw new UnreachableException($"There is no input of {shape.Type}."),
    };

    private NamedTypeBuilder BuildEnum(InputShape.OneOf shape)
    {
        if (!_made.TryGetValue(shape.Type, out var made))
        {
            var type = new EnumTypeBuilder(shape.Name);
            foreach (var name in Enum.GetNames(shape.Type))
            {
                type.Values.Add(new EnumValueBuilder(CommandJson.NameOf(name)));
            }

            _made.Add(shape.Type, made = type);
        }

        return made;
    }

    private NamedTypeBuilder BuildObject(InputShape.Members shape)
    {
        if (!_made.TryGetValue(shape.Type, out var made))
        {
            var type = new InputObjectTypeBuilder(shape.Name);
            _made.Add(shape.Type, made = type);
            foreach (var member in BuildMembers(shape))
            {
                type.Fields.Add(member);
            }
        }

        return made;
    }

    private static ValueNode? FindDefault(object? value) => value switch
    {
        string text => new StringValueNode(text, false, SourceRange.None),
        bool truth => new BooleanValueNode(truth, SourceRange.None),
        int or long or short => new IntValueNode(string.Create(CultureInfo.InvariantCulture, $"{value}"), SourceRange.None),
        double number when double.IsFinite(number) =>
            new FloatValueNode(number.ToString("0.0################", CultureInfo.InvariantCulture), SourceRange.None),
        Enum one => new EnumValueNode(CommandJson.NameOf(one.ToString()), SourceRange.None),
        _ => null,
    };
}
