using System.Diagnostics;
using System.Globalization;
using System.Text;
using Jim.GraphQL.Language;
using Xunit;

namespace Jim.GraphQL.Tests.Language;

/// <summary>
/// Whatever the bytes: a tree or a <see cref="GraphQLSyntaxException"/>, and a tree's print reads as the same tree. Seeds count up from
/// JIM_FUZZ_SEED (1) for JIM_FUZZ_SECONDS (3); a failure names its seed.
/// </summary>
public sealed class ParserFuzzTests
{
    private static readonly byte[][] s_documents = [.. Documents.Names.Select(Documents.Read)];

    private static readonly string[] s_tokens =
    [
        "{", "}", "(", ")", "[", "]", ":", "$", "!", "=", "@", "|", "&", "...", "on", "query", "mutation", "subscription", "fragment",
        "extend", "schema", "type", "interface", "implements", "union", "enum", "input", "scalar", "directive", "repeatable",
        "true", "false", "null", "a", "B", "__c", "0", "-1", "1.5", "2e10",
        "\"s\"", "\"\\u00e9\\uD83D\\uDE00\"", "\"\"", "\"\"\" b\n  c\"\"\"", "#c\n",
        "FIELD", "QUERY", ",", " ", "\n", "\r\n", "\uFEFF", "é", "\0", "\"", "\"\"\"", "\\", "..", "1a", "00",
    ];

    [Fact]
    public void Random_bytes() => Fuzz(random =>
    {
        var bytes = new byte[random.Next(0, 64)];
        random.NextBytes(bytes);
        return bytes;
    });

    [Fact]
    public void Random_tokens() => Fuzz(random =>
    {
        var tokens = Enumerable.Range(0, random.Next(1, 40)).Select(_ => s_tokens[random.Next(s_tokens.Length)]);
        return Encoding.UTF8.GetBytes(string.Join(random.Next(3) == 0 ? "" : " ", tokens));
    });

    [Fact]
    public void Mutated_documents() => Fuzz(random =>
    {
        var bytes = s_documents[random.Next(s_documents.Length)].ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            Mutate(bytes, random);
        }

        return [.. bytes];
    });

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(random.Next(1, 30), bytes.Count - at);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when bytes.Count > 40:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 3:
                var other = s_documents[random.Next(s_documents.Length)];
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(from + random.Next(1, 60), other.Length)]);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(s_tokens[random.Next(s_tokens.Length)]));
                break;
        }
    }

    private static void Fuzz(Func<Random, byte[]> make)
    {
        var seconds = double.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SECONDS") ?? "3", CultureInfo.InvariantCulture) / 3;
        var seed = int.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds; seed++)
        {
            var bytes = make(new Random(seed));
            var why = Record.Exception(() => Check(bytes));
            Assert.True(why is null, $"JIM_FUZZ_SEED={seed}: {why}\n{Convert.ToHexString(bytes)}\n{Encoding.UTF8.GetString(bytes)}");
        }
    }

    private static void Check(byte[] bytes)
    {
        DocumentNode document;
        try
        {
            document = Parser.ParseDocument(bytes);
        }
        catch (GraphQLSyntaxException e)
        {
            var lines = Encoding.UTF8.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
            Assert.InRange(e.Location.Line, 1, lines.Length);
            Assert.InRange(e.Location.Column, 1, lines[e.Location.Line - 1].Length + 1);
            return;
        }

        var print = Printer.Print(document);
        Assert.Equal(print, Printer.Print(Parser.ParseDocument(print, ParserOptions.Unlimited)));
    }
}
