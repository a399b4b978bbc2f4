using Xunit;

namespace Jim.House.Tests;

public sealed class FunctionsTests
{
    private const string Sample = """
        namespace A;

        public sealed class B(int c)
        {
            private static readonly Dictionary<string, int> table = new() { ["("] = 1, ["}"] = 2 };

            public int Property { get; } = c;

            public int Computed
            {
                get { return 1; }
            }

            [Fact]
            public static async Task<int> Long(
                int a)
            {
                var text = $"{a} (";
                if (a > 1)
                {
                    return 1;
                }

                return 2;
            }

            private static int Short(int a) => a switch
            {
                1 => 2,
                _ => 3,
            };

            public sealed record Inner(int D)
            {
                public int Twice() => D * 2;
            }
        }
        """;

    [Fact]
    public void Functions_are_found_with_their_lines()
    {
        var found = Functions.Of(new SourceFile("B.cs", Sample)).Select(f => $"{f.Name} {f.Line} {f.Lines}");

        Assert.Equal(["Long 15 11", "Short 27 5", "Twice 35 1"], found);
    }

    [Fact]
    public void Comments_and_strings_are_not_code()
    {
        var code = CodeOnly.Of("a(\"x \\\" y\"); // no\nb('\"', @\"c:\\\"); /* no */ c(\"\"\"\n no \"no\" no\n \"\"\"); d()");

        Assert.DoesNotContain("no", code, StringComparison.Ordinal);
        Assert.DoesNotContain("x", code, StringComparison.Ordinal);
        Assert.EndsWith("d()", code, StringComparison.Ordinal);
    }
}
