using System.Buffers.Binary;
using System.Reflection;
using Jim.GraphQL.Errors;
using Xunit;

namespace Jim.House.Tests;

/// <summary>
/// Errors for clients are made by the factory of their room and nowhere else. The compiled code is asked, so no way of writing hides one.
/// </summary>
public sealed class ErrorFactories
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The factories by assembly. A line here is argued for in its commit.</summary>
    public static TheoryData<string, string[]> Factories => new()
    {
        {
            "Jim.GraphQL",
            [
                // Coercion, choosing an operation and execution are three steps, each with errors of its own kind.
                "Execution.CoercionErrors", "Execution.ExecutionErrors", "Execution.OperationErrors",
                "Language.SyntaxErrors", "Types.SchemaErrors",
                "Validation.Sdl.SdlErrors", "Validation.TypeSystem.TypeSystemErrors", "Validation.ValidationErrors",
            ]
        },
        { "Jim.Postgres", ["Planning.PlanErrors", "Running.Mutations.TypedErrors", "Running.RunErrors", "Sql.InputErrors"] },
        { "Jim.Platform", ["Files.FileErrors", "Jobs.JobErrors", "Persisted.PersistedErrors", "Requests.RequestErrors"] },
        {
            "Jim.Server",
            [
                "Http.MultipartErrors", "Http.SchemaDownloadErrors", "Http.TransportErrors", "WebSockets.SocketErrors",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Factories))]
    public void Errors_are_made_by_the_factories_of_their_rooms_alone(string project, string[] factories)
    {
        var assembly = Assembly.Load(project == "Jim.Server" ? "jim-server" : project);
        var makers = Makers(assembly).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(factories.Select(name => $"{project}.{name}"), makers);
    }

    private static IEnumerable<string> Makers(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type != typeof(GraphQLError)
        from method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
        where Constructs(method, typeof(GraphQLError))
        select Outermost(type).FullName;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>Looks for <c>newobj</c> with a constructor of the type.</summary>
    private static bool Constructs(MethodBase method, Type type)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at + 4 < code.Length; at++)
        {
            if (code[at] == 0x73 && IsConstructor(method, BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + 1)), type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsConstructor(MethodBase method, int token, Type type)
    {
        if (token >> 24 is not (0x06 or 0x0A))
        {
            return false;
        }

        try
        {
            return method.Module.ResolveMember(token, Arguments(method.DeclaringType), Arguments(method)) is ConstructorInfo made
                && made.DeclaringType == type;
        }
        catch (ArgumentException)
        {
            // What looked like a token were other bytes.
            return false;
        }
    }

    private static Type[]? Arguments(MemberInfo? member) => member switch
    {
        Type { IsGenericType: true } type => type.GetGenericArguments(),
        MethodInfo { IsGenericMethod: true } method => method.GetGenericArguments(),
        _ => null,
    };
}
