using System.Collections.Frozen;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Jim.GraphQL.Types;

namespace Jim.Platform.Extensions;

/// <summary>A type of .NET as an input of GraphQL. The members are those that System.Text.Json reads, under the same names.</summary>
public abstract record InputShape(Type Type)
{
    private static readonly FrozenDictionary<Type, ScalarType> scalars = new Dictionary<Type, ScalarType>
    {
        [typeof(string)] = Scalars.String, [typeof(int)] = Scalars.Int, [typeof(double)] = Scalars.Float, [typeof(float)] = Scalars.Float,
        [typeof(bool)] = Scalars.Boolean, [typeof(Guid)] = Scalars.Uuid, [typeof(DateTimeOffset)] = Scalars.DateTime,
        [typeof(DateOnly)] = Scalars.LocalDate, [typeof(TimeOnly)] = Scalars.LocalTime, [typeof(TimeSpan)] = Scalars.Duration,
        [typeof(long)] = Scalars.Long, [typeof(short)] = Scalars.Short, [typeof(decimal)] = Scalars.Decimal,
        [typeof(byte[])] = Scalars.Base64String, [typeof(JsonElement)] = Scalars.Any, [typeof(Uri)] = Scalars.Uri,
    }.ToFrozenDictionary();

    /// <summary>A scalar.</summary>
    public sealed record Scalar(Type Type, ScalarType As) : InputShape(Type);

    /// <summary>An enum or an object, which has a name.</summary>
    public abstract record Named(Type Type, string Name) : InputShape(Type);

    /// <summary>An enum.</summary>
    public sealed record OneOf(Type Type) : Named(Type, Type.Name);

    /// <summary>A list.</summary>
    public sealed record ListOf(Type Type, InputShape Item, bool HasNulls) : InputShape(Type);

    /// <summary>A record.</summary>
    public sealed record Members(Type Type, string Name) : Named(Type, Name)
    {
        /// <summary>In their order; set once, since a record may have members of its own type.</summary>
        public ImmutableArray<InputMember> All { get; internal set; } = [];
    }

    /// <summary>The shape of a command's record.</summary>
    /// <param name="name">Of the input type.</param>
    /// <exception cref="ExtensionException">A member has a type that GraphQL cannot take.</exception>
    public static Members Read(Type command, string name) => ReadMembers(command, name, []);

    /// <summary>All enums and objects of it, itself too.</summary>
    public IEnumerable<Named> FindNamed()
    {
        var found = new HashSet<Named>(ReferenceEqualityComparer.Instance);
        Collect(this, found);
        return found;
    }

    private static void Collect(InputShape shape, HashSet<Named> found)
    {
        switch (shape)
        {
            case ListOf list:
                Collect(list.Item, found);
                break;
            case Members members when found.Add(members):
                foreach (var member in members.All)
                {
                    Collect(member.Shape, found);
                }

                break;
            case OneOf one:
                found.Add(one);
                break;
            case Scalar or Members:
                break;
        }
    }

    private static Members ReadMembers(Type type, string name, Dictionary<Type, Members> known)
    {
        if (known.TryGetValue(type, out var made))
        {
            return made;
        }

        known.Add(type, made = new Members(type, name));
        var nullability = new NullabilityInfoContext();
        made.All = [.. ReadJson(type).Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null)
            .Select(p => ReadMember(type, p, nullability, known))];
        return made;
    }

    private static JsonTypeInfo ReadJson(Type type)
    {
        try
        {
            var info = CommandJson.Options.GetTypeInfo(type);
            if (info.Kind == JsonTypeInfoKind.Object)
            {
                // Finds out whether one of the constructors is the one to call.
                JsonSerializer.Deserialize("{}", info);
                return info;
            }

            throw new ExtensionException($"{type} is no record with members. Write it as record {type.Name}(…).");
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            throw new ExtensionException($"{type} cannot be read from JSON: {e.Message}");
        }
        catch (Exception e) when (e is not ExtensionException)
        {
            // It has members that must be given, or refuses to be empty.
            return CommandJson.Options.GetTypeInfo(type);
        }
    }

    private static InputMember ReadMember(
        Type owner, JsonPropertyInfo property, NullabilityInfoContext context, Dictionary<Type, Members> known)
    {
        var parameter = property.AssociatedParameter;
        var nullability = parameter?.AttributeProvider is ParameterInfo given ? context.Create(given)
            : property.AttributeProvider is PropertyInfo own ? context.Create(own)
            : throw new ExtensionException($"{owner}.{property.Name} is no property.");
        var shape = ReadType(property.PropertyType, nullability, $"{owner}.{property.Name}", known);
        var description = property.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true)
            .Concat(parameter?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true) ?? [])
            .OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
        return new InputMember(
            property.Name, shape, AllowsNull(property.PropertyType, nullability),
            IsRequired: parameter is null ? property.IsRequired : !parameter.HasDefaultValue,
            parameter is { HasDefaultValue: true } ? parameter.DefaultValue : null, description);
    }

    private static bool AllowsNull(Type type, NullabilityInfo nullability) =>
        Nullable.GetUnderlyingType(type) is not null || (!type.IsValueType && nullability.WriteState == NullabilityState.Nullable);

    private static InputShape ReadType(Type type, NullabilityInfo nullability, string place, Dictionary<Type, Members> known)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (scalars.TryGetValue(type, out var scalar))
        {
            return new Scalar(type, scalar);
        }

        if (type.IsEnum)
        {
            return new OneOf(type);
        }

        if (FindItem(type) is { } item)
        {
            var inner = nullability.ElementType ?? nullability.GenericTypeArguments.FirstOrDefault() ?? nullability;
            return new ListOf(type, ReadType(item, inner, place, known), AllowsNull(item, inner));
        }

        var isOfOthers = type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));
        return isOfOthers || type.IsAbstract || type.IsGenericType || type.IsPointer
            ? throw new ExtensionException(
                $"{place} is a {type.Name}, for which GraphQL has no input. Take a type of docs/commands.md"
                + (type == typeof(DateTime) ? ": DateTimeOffset for a point in time." : ", or a record of such."))
            : ReadMembers(type, type.Name + "Input", known);
    }

    private static Type? FindItem(Type type) => type switch
    {
        { IsArray: true } when type.GetArrayRank() == 1 => type.GetElementType(),
        { IsGenericType: true, GenericTypeArguments: [var item] }
            when type.Namespace is "System.Collections.Generic" or "System.Collections.Immutable"
                && type.IsAssignableTo(typeof(IEnumerable<>).MakeGenericType(item)) => item,
        _ => null,
    };
}

/// <summary>A member of a command's record.</summary>
/// <param name="IsRequired">It must be given; else it may be left out.</param>
/// <param name="Default">What it is where it is left out; null: what the record makes it.</param>
public sealed record InputMember(
    string Name, InputShape Shape, bool AllowsNull, bool IsRequired, object? Default, string? Description);
