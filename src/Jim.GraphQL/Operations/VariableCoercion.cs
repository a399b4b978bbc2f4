using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Operations;

/// <summary>Coerces the variables of a request to their types: CoerceVariableValues (spec 6.1.2).</summary>
public static class VariableCoercion
{
    /// <param name="operation">A validated operation.</param>
    /// <param name="variables">The request's <c>variables</c>; null, JSON null and absent are all an empty object.</param>
    /// <param name="values">The coerced values, when there is no error.</param>
    /// <param name="errors">Request errors, each with the location of its variable's definition; empty on success.</param>
    /// <param name="uploads">
    /// The files of a multipart request by their place, such as <c>variables.input.files.0</c>. The JSON has null at each of these places.
    /// </param>
    /// <param name="limits">The limits; null: the default ones.</param>
    public static bool Coerce(
        Operation operation, JsonElement? variables, [NotNullWhen(true)] out VariableValues? values, out IReadOnlyList<GraphQLError> errors,
        IReadOnlyDictionary<string, object>? uploads = null, CoercionLimits? limits = null)
    {
        var given = variables is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } ? variables : null;
        errors = [];
        values = null;
        if (given is { ValueKind: not JsonValueKind.Object })
        {
            errors = [CoercionErrors.VariablesNotAnObject()];
            return false;
        }

        if (operation.Definition.Variables.IsEmpty)
        {
            values = VariableValues.None;
            return true;
        }

        if (!VariableMembers.TryRead(given, operation.Definition.Variables, out var members))
        {
            errors = [CoercionErrors.VariablesNotText()];
            return false;
        }

        var found = new List<GraphQLError>();
        var coerced = new Dictionary<string, object?>(operation.Definition.Variables.Length, StringComparer.Ordinal);
        limits ??= CoercionLimits.Default;
        var valuesLeft = limits.ValuesMax;
        foreach (var definition in operation.Definition.Variables)
        {
            CoerceOne(operation, definition, members, uploads, limits, coerced, found, ref valuesLeft);
            if (found.Count > limits.ErrorsMax)
            {
                found.RemoveRange(limits.ErrorsMax, found.Count - limits.ErrorsMax);
                found.Add(CoercionErrors.TooMany());
                break;
            }
        }

        errors = found;
        values = found.Count == 0 ? new VariableValues(coerced) : null;
        return values is not null;
    }

    private static void CoerceOne(
        Operation operation, VariableDefinitionNode definition, VariableMembers given, IReadOnlyDictionary<string, object>? uploads,
        CoercionLimits limits, Dictionary<string, object?> coerced, List<GraphQLError> errors, ref int valuesLeft)
    {
        var source = operation.Document.Source;
        var name = definition.Variable.Name;
        var type = operation.View.Resolve(definition.Type);
        if (type is not { IsInput: true })
        {
            errors.Add(CoercionErrors.VariableNotInput(source, definition));
            return;
        }

        if (!given.TryGet(name, out var value))
        {
            if (definition.DefaultValue is { } literal)
            {
                // Validation has checked that the default value fits the type.
                coerced[name] = LiteralCoercion.TryCoerce(operation.View, literal, type, VariableValues.None, out var inner) ? inner : null;
            }
            else if (type.IsNonNull)
            {
                errors.Add(CoercionErrors.VariableRequired(source, definition));
            }

            return;
        }

        if (value.ValueKind == JsonValueKind.Null && type.IsNonNull && uploads is null)
        {
            errors.Add(CoercionErrors.VariableRequired(source, definition));
            return;
        }

        var reader = new JsonInputReader(operation.View, limits, limits.ErrorsMax + 1 - errors.Count, valuesLeft, uploads, name);
        coerced[name] = reader.Read(value, type);
        valuesLeft -= reader.Values;
        foreach (var (below, why) in reader.Faults)
        {
            errors.Add(CoercionErrors.VariableInvalid(source, definition, below, why));
        }
    }
}
