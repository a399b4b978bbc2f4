using Jim.Platform.Extensions;
using Jim.Platform.Identity;
using Microsoft.Extensions.Configuration;

namespace Jim.Platform.Tests.Extensions;

/// <summary>What <c>JIM_EXTENSIONS</c> may name. Whatever cannot be used ends the start, with a message that says what to do.</summary>
public sealed class ExtensionLoaderTests : IDisposable
{
    private const string Handler =
        " public sealed class H : ICommandHandler<C> { "
        + "public Task HandleAsync(C c, CommandContext x, CancellationToken s) => Task.CompletedTask; }";

    private readonly List<IDisposable> _made = [];

    /// <summary>A record that cannot be used, and what the operator is told.</summary>
    public static TheoryData<string, string> Unusable => new()
    {
        { "[Command] public record C(DateTime At);" + Handler, "DateTimeOffset" },
        { "[Command] public record C(object What);" + Handler, "docs/commands.md" },
        { "[Command] public record C(Dictionary<string, int> Map);" + Handler, "docs/commands.md" },
        { "[Command] public record C((int, int) Pair);" + Handler, "docs/commands.md" },
        { "public interface I; [Command] public record C(I What);" + Handler, "docs/commands.md" },
        { "[Command(Name = \"has space\")] public record C();" + Handler, "[Command(Name" },
        { "[Command(Name = \"__c\")] public record C();" + Handler, "[Command(Name" },
        { "[Command(AttemptsMax = 0)] public record C();" + Handler, "below 1" },
        { "[Command(Roles = new[] { \"jim_admn\" })] public record C();" + Handler, "JIM_ROLES" },
        { "[Command] public record C();", "ICommandHandler<C>" },
        { "[Command] public record C();" + Handler + Handler.Replace("class H", "class H2", StringComparison.Ordinal), "Keep one" },
        { "[Command] public class C { public C(int a) { } public C(string b) { } }" + Handler, "cannot be read from JSON" },
        { "[Command(Cron = \"0 25 * * *\")] public record C();" + Handler, "0 3 * * *" },
        { "[Command(Cron = \"0 3 * * *\", TimeZone = \"Mars\")] public record C();" + Handler, "Europe/Berlin" },
        { "[Command(Cron = \"0 3 * * *\")] public record C(int N);" + Handler, "default value" },
        { "public class Nothing;", "no [Command]" },
        {
            "namespace A { public record P(int X); } namespace B { public record P(int X); } [Command] public record C(A.P A, B.P B);"
            + Handler,
            "PInput"
        },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void What_cannot_be_used_is_told_with_its_cure(string source, string cure) =>
        Assert.Contains(cure, Refuse(Build("Unusable", source).Path), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_told() =>
        Assert.Contains("/nowhere/Orders.dll, and there is no such file", Refuse("/nowhere/Orders.dll"), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_assembly_is_told()
    {
        var path = Path.Combine(Build("Good", Good).Folder, "text.dll");
        File.WriteAllText(path, "no assembly");
        Assert.Contains("no .NET assembly", Refuse(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_commands_of_one_name_are_told()
    {
        var message = Refuse(Build("One", Good).Path, Build("Two", Good).Path);
        Assert.Contains("Two commands have the name c:", message, StringComparison.Ordinal);
        Assert.Contains("Give one another name", message, StringComparison.Ordinal);
    }

    /// <summary>Each has its own version of a package beside it.</summary>
    [Fact]
    public void Each_has_the_dependencies_beside_it()
    {
        var versions = ((string[])["1.0", "2.0"]).Select(version =>
        {
            var package = Build("Package", $"public static class Package {{ public static string Version => \"{version}\"; }}");
            var name = "c" + version[0];
            var extension = Build(
                "Of" + version[0],
                $"[Command(Name = \"{name}\")] public record C() {{ public string Version {{ get; }} = Package.Version; }}" + Handler,
                package.Path);
            File.Copy(package.Path, Path.Combine(extension.Folder, "Package.dll"));
            return extension.Path;
        });
        var commands = ExtensionLoader.Load(versions, RoleMap.Default).Commands.ToList();
        Assert.Equal(
            ["1.0", "2.0"],
            commands.Select(c => (string)c.Type.GetProperty("Version")!.GetValue(Activator.CreateInstance(c.Type))!));
    }

    [Fact]
    public void A_dependency_that_is_missing_is_told()
    {
        var package = Build("Missing", "public class Missing;");
        Assert.Contains(
            "EnableDynamicLoading",
            Refuse(Build("Needs", "[Command] public record C(); public class Other : Missing;" + Handler, package.Path).Path),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_nobody_registers_is_told()
    {
        var extension = Build(
            "Serviced",
            "[Command] public record C(); public interface IClock; public sealed class H(IClock clock) : ICommandHandler<C> { "
            + "public Task HandleAsync(C c, CommandContext x, CancellationToken s) => Task.FromResult(clock); }");
        var message = Assert.Throws<ExtensionException>(() => new ExtensionServices(
            ExtensionLoader.Load([extension.Path], RoleMap.Default), NullLoggerFactory.Instance, TimeProvider.System,
            new ConfigurationBuilder().Build())).Message;
        Assert.Contains("IClock", message, StringComparison.Ordinal);
        Assert.Contains("IExtension", message, StringComparison.Ordinal);
    }

    public void Dispose() => _made.ForEach(made => made.Dispose());

    private const string Good = "[Command] public record C();" + Handler;

    private static string Refuse(params string[] paths) =>
        Assert.Throws<ExtensionException>(() => ExtensionLoader.Load(paths, RoleMap.Default)).Message;

    private CompiledExtension Build(string name, string source, params string[] references)
    {
        var made = CompiledExtension.Build(name, source, references);
        _made.Add(made);
        return made;
    }
}
