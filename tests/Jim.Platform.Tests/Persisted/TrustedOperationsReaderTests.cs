using System.Globalization;
using Jim.GraphQL.Language;
using Jim.Platform.Persisted;
using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Persisted;

public sealed class TrustedOperationsReaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_holds_files_by_their_names_and_manifests()
    {
        Write("Me.graphql", "query Me { me { name } }\n");
        Write("my-jobs_2.gql", "\ufeff{ jobs { id } }");
        Write("relay.json", """{"aabb":"{ a }"}""");
        Write("README.md", "not an operation");
        Write(".hidden.graphql", "not an operation");

        var trusted = Read();

        Assert.Equal(3, trusted.Count);
        Assert.Equal("query Me { me { name } }\n", Text(trusted, "Me"));
        Assert.Equal("{ jobs { id } }", Text(trusted, "my-jobs_2"));
        Assert.Equal("{ a }", Text(trusted, "aabb"));
        Assert.Null(trusted.Find("README"));
    }

    [Fact]
    public void A_manifest_of_Relay_is_an_object_of_ids_and_texts()
    {
        var trusted = Read(Write("queries.json", """{"d41d8cd98f00b204e9800998ecf8427e":"{ a }","b":"query B { \u0062 }"}"""));
        Assert.Equal("{ a }", Text(trusted, "d41d8cd98f00b204e9800998ecf8427e"));
        Assert.Equal("query B { b }", Text(trusted, "b"));
    }

    [Fact]
    public void A_manifest_of_Apollo_names_its_format()
    {
        var trusted = Read(Write("manifest.json", """
            {"format":"apollo-persisted-query-manifest","version":1,"operations":[
              {"id":"dc67510fb4289672bea757e862d6b00e83db5d3cbbcfb15260601b6f29bb2b8f","name":"A","type":"query","body":"query A { a }"}]}
            """));
        Assert.Equal("query A { a }", Text(trusted, "dc67510fb4289672bea757e862d6b00e83db5d3cbbcfb15260601b6f29bb2b8f"));
    }

    [Fact]
    public void An_operation_is_found_by_the_hash_of_its_text_too()
    {
        Write("Me.graphql", "{ me }");
        var hash = DocumentHash.Compute("{ me }"u8);
        var trusted = Read();
        Assert.Equal("{ me }", Text(trusted, "sha256:" + hash));
        Assert.NotNull(trusted.FindByHash(hash));
        Assert.Null(trusted.Find(hash));
        Assert.True(trusted.Contains("{ me }"u8));
        Assert.False(trusted.Contains("{ me } "u8));
    }

    [Fact]
    public void One_id_in_two_files_may_stand_for_one_text_only()
    {
        Write("Me.graphql", "{ me }");
        Write("Me.gql", "{ me }");
        Assert.Equal(1, Read().Count);
        Write("Me.gql", "{ you }");
        Refused("Me.gql", "Remove one of them");
    }

    [Theory]
    [InlineData("Broken.graphql", "{ me ", "cannot be parsed at line 1")]
    [InlineData("Fragment.graphql", "fragment F on Query { me }", "no operation")]
    [InlineData("two words.graphql", "{ me }", "`two words` is no id")]
    [InlineData("list.json", "[]", "no JSON object")]
    [InlineData("cut.json", "{\"a\":", "no JSON")]
    [InlineData("half.json", "{\"a\":\"\\ud800\"}", "no JSON")]
    [InlineData("number.json", "{\"a\":1}", "the text of `a` is no string")]
    [InlineData("path.json", "{\"../a\":\"{ a }\"}", "`../a` is no id")]
    [InlineData("empty.json", "{\"\":\"{ a }\"}", "is no id")]
    [InlineData("line.json", "{\"a\\n\":\"{ a }\"}", "is no id")]
    [InlineData("format.json", "{\"format\":\"other\",\"version\":1,\"operations\":[]}", "apollo-persisted-query-manifest")]
    [InlineData("version.json", "{\"format\":\"apollo-persisted-query-manifest\",\"version\":2,\"operations\":[]}", "version 1")]
    [InlineData(
        "body.json", "{\"format\":\"apollo-persisted-query-manifest\",\"version\":1,\"operations\":[{\"id\":\"a\"}]}",
        "needs an `id` and a `body`")]
    public void A_file_that_cannot_be_used_is_named_with_what_is_wrong(string name, string text, string why)
    {
        Write(name, text);
        Refused(name, why);
    }

    [Fact]
    public void An_id_may_be_as_long_as_a_name_and_no_longer()
    {
        Assert.Equal(1, Read(Write("m.json", $"{{\"{new string('a', 256)}\":\"{{ a }}\"}}")).Count);
        Assert.Throws<InvalidDataException>(() => Read(Write("m.json", $"{{\"{new string('a', 257)}\":\"{{ a }}\"}}")));
    }

    [Fact]
    public void A_document_over_the_limit_of_documents_is_refused()
    {
        Write("Long.graphql", "{ " + new string('a', 100) + " }");
        Assert.Contains("Long.graphql", Assert.Throws<InvalidDataException>(() =>
            TrustedOperationsReader.Read(
                _folder.Path, ParserOptions.Default with { DocumentBytesMax = 100 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_operations_are_refused()
    {
        string Manifest(int count) =>
            "{"
                + string.Join(
                    ',',
                    Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"{i}\":\"{{a{i}}}\""))) + "}";
        Assert.Equal(TrustedOperationsReader.OperationsMax, Read(Write("m.json", Manifest(TrustedOperationsReader.OperationsMax))).Count);
        Write("m.json", Manifest(TrustedOperationsReader.OperationsMax + 1));
        Refused("m.json", "more than 10000 operations");
    }

    [Fact]
    public void More_bytes_than_the_bound_are_refused_before_they_are_read()
    {
        using (var large = File.Create(Path.Combine(_folder.Path, "large.json")))
        {
            large.SetLength(TrustedOperationsReader.BytesMax + 1L);
        }

        Refused("large.json", "larger than");
    }

    [Fact]
    public void A_path_that_is_nothing_and_a_folder_without_operations_say_so()
    {
        var nothing = Assert.Throws<InvalidDataException>(() => Read(Path.Combine(_folder.Path, "none")));
        Assert.Contains("neither a folder nor a .json file", nothing.Message, StringComparison.Ordinal);
        Assert.Contains("holds no operation", Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.Ordinal);
    }

    private void Refused(string file, string why)
    {
        var message = Assert.Throws<InvalidDataException>(() => Read()).Message;
        Assert.StartsWith("JIM_OPERATIONS: ", message, StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    private TrustedOperations Read(string? path = null) => TrustedOperationsReader.Read(path ?? _folder.Path, ParserOptions.Default);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    private static string Text(TrustedOperations trusted, string id) => Encoding.UTF8.GetString(trusted.Find(id)!);
}
