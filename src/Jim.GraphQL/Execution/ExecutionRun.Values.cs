using System.Text.Json;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;

namespace Jim.GraphQL.Execution;

/// <summary>CompleteValue (spec 6.4.3): writes values as JSON by their types, and handles nulls and errors (spec 6.4.4).</summary>
internal sealed partial class ExecutionRun
{
    private enum Written
    {
        Yes,

        /// <summary>The value is null, and nothing was written.</summary>
        Null,

        /// <summary>There is no value. An error was added, and nothing was written.</summary>
        Failed,
    }

    /// <summary>Writes a value of a type. False when it is null although the type is non-null; nothing was written then.</summary>
    private ValueTask<bool> CompleteAsync(GraphQLType type, object? value, PreparedField field, ResponsePath path)
    {
        var written = WriteValueAsync(type.Nullable, value, field, path);
        return written.IsCompletedSuccessfully ? new(Settle(written.Result, type, field, path)) : Wait(written);

        async ValueTask<bool> Wait(ValueTask<Written> pending) => Settle(await pending, type, field, path);
    }

    private bool Settle(Written written, GraphQLType type, PreparedField field, ResponsePath path)
    {
        if (written == Written.Yes)
        {
            return true;
        }

        if (type.IsNonNull)
        {
            if (written == Written.Null)
            {
                errors.Add(ExecutionErrors.NonNull(Operation, field.Field, path));
            }

            if (options.ErrorHandling == ErrorHandling.Propagate)
            {
                return false;
            }
        }

        output.WriteNull();
        return true;
    }

    private ValueTask<Written> WriteValueAsync(GraphQLType type, object? value, PreparedField field, ResponsePath path)
    {
        if (value is null || IsNull(value))
        {
            return new(Written.Null);
        }

        if (value is Exception thrown)
        {
            return new(Fail(thrown, field, path));
        }

        if (value is CompletedValue completed)
        {
            return new(Copy(completed));
        }

        return type switch
        {
            ListType list => WriteListAsync(list, value, field, path),
            ScalarType or EnumType => new(TryWriteLeaf(type, value)
                ? Written.Yes
                : Fail(ExecutionErrors.InvalidLeaf(Operation, field.Field, path, (NamedType)type))),
            _ => WriteCompositeAsync((NamedType)type, value, field, path),
        };
    }

    private static bool IsNull(object? value) => value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    private async ValueTask<Written> WriteCompositeAsync(NamedType type, object value, PreparedField field, ResponsePath path)
    {
        if (!HasStack())
        {
            return Fail(ExecutionErrors.TooDeep(Operation, field.Field, path));
        }

        return ResolveObjectType(type, value) is { } objectType
            ? await WriteObjectAsync(field.PrepareFor(objectType), value, path) ? Written.Yes : Written.Failed
            : Fail(ExecutionErrors.NoObjectType(Operation, field.Field, path, type));
    }

    /// <summary>
    /// ResolveAbstractType (spec 6.4.3): uses the function of the type, or else the <c>__typename</c> of the value, or else the name of its
    /// class.
    /// </summary>
    private ObjectType? ResolveObjectType(NamedType type, object value)
    {
        if (type is ObjectType single)
        {
            return single;
        }

        string name;
        try
        {
            name = (type as InterfaceType)?.ResolveType?.Invoke(value) ?? (type as UnionType)?.ResolveType?.Invoke(value)
                ?? Member.ReadText(Member.Read(value, "__typename")) ?? value.GetType().Name;
        }
        catch (Exception thrown)
        {
            options.OnUnexpected?.Invoke(thrown);
            return null;
        }

        return Operation.View.TryGetType(name, out var named) && named is ObjectType found && Operation.View.Schema.IsPossible(type, found)
            ? found : null;
    }

    /// <summary>
    /// CoerceResult (spec 6.4.3) of a leaf. False when the value is null, an error, or not valid for the type; nothing was written then.
    /// </summary>
    private bool TryWriteLeaf(GraphQLType type, object? value)
    {
        if (IsNull(value) || value is Exception or CompletedValue)
        {
            return false;
        }

        if (type is EnumType names)
        {
            return TryWriteEnum(names, value!);
        }

        var start = output.Length;
        try
        {
            if (((ScalarType)type).Coercion.TryWrite(value!, output))
            {
                return true;
            }
        }
        catch (Exception thrown) when (thrown is not ResponseTooLargeException)
        {
            options.OnUnexpected?.Invoke(thrown);
        }

        output.Truncate(start);
        return false;
    }

    private bool TryWriteEnum(EnumType type, object value)
    {
        var found = value as EnumValueDefinition;
        if (found is null && Member.ReadText(value) is { } name)
        {
            type.Values.TryGet(name, out found);
        }

        found ??= type.Values.FirstOrDefault(v => value.Equals(v.Binding));
        if (found is null)
        {
            return false;
        }

        output.WriteString(found.Name);
        return true;
    }

    private Written Copy(CompletedValue completed)
    {
        foreach (var error in completed.Errors)
        {
            errors.Add(error);
        }

        if (completed.Json.IsEmpty)
        {
            return completed.Errors.Count > 0 ? Written.Failed : Written.Null;
        }

        output.WriteRaw(completed.Json.Span);
        return Written.Yes;
    }

    private Written Fail(Exception thrown, PreparedField field, ResponsePath path)
    {
        if (thrown is not GraphQLException told)
        {
            var id = thrown is ReportedException reported ? reported.Id : options.OnUnexpected?.Invoke(thrown);
            return Fail(ExecutionErrors.Unexpected(Operation, field.Field, path, id));
        }

        foreach (var error in told.Errors)
        {
            errors.Add(ExecutionErrors.Place(error, Operation, field.Field, path));
        }

        return Written.Failed;
    }

    private Written Fail(Errors.GraphQLError error)
    {
        errors.Add(error);
        return Written.Failed;
    }
}
