using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Jim.House.Tests.Code;

/// <summary>
/// A <c>switch</c> over an enum of Jim names every member and throws for a value that is none. So a member that is added later is missed
/// by this test at every place that must decide about it, and never falls into the branch of another member.
/// </summary>
public sealed class EnumSwitchTests
{
    public static TheoryData<string> Projects => [.. SourceProject.Names];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Names_every_member_and_throws_on_others(string project)
    {
        var wrong = SourceProject.Load(project).Models.SelectMany(EnumSwitches.Faults).ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("k switch { Kind.A => 1, Kind.B => 2, _ => throw new E() }", "")]
    [InlineData("k switch { Kind.A or Kind.B => 2 }", "")]
    [InlineData("k switch { Kind.A when n > 1 => 1, Kind.A => 3, Kind.B => 2, _ => throw new E() }", "")]
    [InlineData("k switch { Kind.A when n > 1 => 1, Kind.B => 2, _ => throw new E() }", "does not name Kind.A")]
    [InlineData("k switch { Kind.A => 1, not Kind.B => 2, _ => throw new E() }", "does not name Kind.B")]
    [InlineData("k switch { Kind.A => 1, _ => 2 }", "does not name Kind.B")]
    [InlineData("k switch { Kind.A => 1, Kind.B => 2, _ => 2 }", "does not throw for a value that is no member")]
    [InlineData("n switch { 1 => 1, _ => 2 }", "")]
    [InlineData("d switch { System.DayOfWeek.Friday => 1, _ => 2 }", "")]
    public void Expressions_are_judged(string expression, string fault) => Assert.Equal(fault, Judge($"return {expression};"));

    [Theory]
    [InlineData("case Kind.A: case Kind.B: return 1; default: throw new E();", "")]
    [InlineData("case Kind.A: return 1; default: throw new E();", "does not name Kind.B")]
    [InlineData("case Kind.A: return 1; case Kind.B: default: return 2;", "does not throw for a value that is no member")]
    [InlineData("case Kind.A: return 1; case Kind.B: return 2;", "does not throw for a value that is no member")]
    public void Statements_are_judged(string cases, string fault) => Assert.Equal(fault, Judge($"switch (k) {{ {cases} }} return 0;"));

    private static string Judge(string body)
    {
        var tree = CSharpSyntaxTree.ParseText($$"""
            namespace Jim.Sample;
            enum Kind { A, B }
            class E : System.Exception { }
            class C { int M(Kind k, int n, System.DayOfWeek d) { {{body}} } }
            """);
        MetadataReference[] references = [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)];
        var model = CSharpCompilation.Create("Sample", [tree], references).GetSemanticModel(tree);
        return string.Join('\n', EnumSwitches.Faults(model).Select(fault => fault.Split("  ")[1]));
    }
}
