namespace Jim.GraphQL.Tests.Language;

/// <summary>
/// Whatever the bytes: a tree or a <see cref="GraphQLSyntaxException"/> at little cost, and a tree's print reads as the same tree.
/// </summary>
public sealed class ParserFuzzTests
{
    private static readonly byte[][] SeedDocuments = [.. Documents.Names.Select(Documents.Read)];

    private static readonly string[] TokenTexts =
    [
        "{", "}", "(", ")", "[", "]", ":", "$", "!", "=", "@", "|", "&", "...", "on", "query", "mutation", "subscription", "fragment",
        "extend", "schema", "type", "interface", "implements", "union", "enum", "input", "scalar", "directive", "repeatable",
        "true", "false", "null", "a", "B", "__c", "0", "-1", "1.5", "2e10",
        "\"s\"", "\"\\u00e9\\uD83D\\uDE00\"", "\"\"", "\"\"\" b\n  c\"\"\"", "#c\n",
        "FIELD", "QUERY", ",", " ", "\n", "\r\n", "\uFEFF", "é", "\0", "\"", "\"\"\"", "\\", "..", "1a", "00",
    ];

    [Fact]
    public void Random_bytes() => Run(random =>
    {
        var bytes = new byte[random.Next(0, 64)];
        random.NextBytes(bytes);
        return bytes;
    });

    [Fact]
    public void Random_tokens() => Run(random =>
    {
        var tokens = Enumerable.Range(0, random.Next(1, 40)).Select(_ => TokenTexts[random.Next(TokenTexts.Length)]);
        return Encoding.UTF8.GetBytes(string.Join(random.Next(3) == 0 ? "" : " ", tokens));
    });

    [Fact]
    public void Mutated_documents() => Run(random =>
    {
        var bytes = SeedDocuments[random.Next(SeedDocuments.Length)].ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            Mutate(bytes, random);
        }

        return [.. bytes];
    });

    public static TheoryData<string> Tokens => [.. TokenTexts, "{a", "{...", "[", "{a(b:[", "{a(b:{c:", "query($a:["];

    [Theory]
    [MemberData(nameof(Tokens))]
    public void A_document_of_one_token_again_and_again_costs_little(string token)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(token, 65_536 / Encoding.UTF8.GetByteCount(token))));
        Effort.IsSmall(() => Parse(bytes));
        Parse([.. "{a "u8, .. bytes]);
        Check(bytes);
    }

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
                var other = SeedDocuments[random.Next(SeedDocuments.Length)];
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(from + random.Next(1, 60), other.Length)]);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(TokenTexts[random.Next(TokenTexts.Length)]));
                break;
        }
    }

    private static void Run(Func<Random, byte[]> make) => Fuzz.Run((random, told) =>
    {
        var bytes = make(random);
        told.Add($"{Convert.ToHexString(bytes)}\n{Encoding.UTF8.GetString(bytes)}");
        Effort.IsSmall(() => Parse(bytes));
        Check(bytes);
    }, share: 1.0 / 3);

    private static void Parse(byte[] bytes)
    {
        try
        {
            Parser.ParseDocument(bytes);
        }
        catch (GraphQLSyntaxException)
        {
            // Refused, as most are.
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
