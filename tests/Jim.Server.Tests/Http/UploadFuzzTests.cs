using System.Globalization;
using Jim.Conformance;
using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Files.Spooling;
using Jim.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Jim.Server.Tests.Http;

/// <summary>
/// Whatever a multipart body holds and in whatever pieces it comes: the files, or a coded refusal at little cost; and nothing stays in the
/// spool.
/// </summary>
public sealed class UploadFuzzTests : IDisposable
{
    private const string Form = "multipart/form-data; boundary=b";
    private static readonly GraphQLEndpointOptions Limits = new(GetNeedsPreflight: false) { FilesMax = 4, BatchMax = 3 };

    private static readonly string[] Bodies =
    [
        Parts(Operations("""{"file":null}"""), Map("""{"0":["variables.file"]}"""), FilePart("0", "text")),
        Parts(
            Operations("""{"files":[null,null],"more":{"x":null}}"""),
            Map("""{"0":["variables.files.0","variables.more.x"],"1":["variables.files.1"]}"""),
            FilePart("0", "\u0089PNG\r\n"),
            FilePart("1", "")),
        Parts(
            Field("operations", """[{"query":"{ a }","variables":{"a":null}},{"query":"{ b }","variables":[{"b":null},{"b":null}]}]"""),
            Map("""{"x":["0.variables.a","1.variables.1.b"]}"""),
            FilePart("x", "a\r\n--")),
    ];

    private static readonly string[] Pieces =
    [
        "--b\r\n", "--b--\r\n", "--b--", "\r\n--b", "--", "\r\n", "\r\n\r\n", "\n", "\r",
        "Content-Disposition: form-data; name=\"map\"\r\n", "Content-Disposition: form-data; name=\"0\"\r\n",
        "Content-Disposition: form-data; name=\"operations\"; filename*=utf-8''%FF%00\r\n", "Content-Disposition:\r\n", " folded\r\n",
        "X: y\r\n", "Content-Type: text/plain; charset=utf-16\r\n",
        "\0", "\u00e9", "\"", "\\", "{", "}", "[", "]", "null", "variables.file", "variables.", "variables..x", ".",
        "variables.files.99999999999", "\"\\ud800\"", "{\"\\ud800\":null}", "99", "1e9",
        "name=\"0\"", "name=", "; ", "=?utf-8?B?AA==?=", "form-data", "attachment",
    ];

    private static readonly string[] Types =
    [
        Form, "multipart/form-data; boundary=\"b\"", "multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=c", "multipart/form-data; boundary=b; boundary=c",
        $"multipart/form-data; boundary={new string('b', 71)}", "multipart/form-data; boundary=\"b\r\n\"",
        "multipart/form-data; boundary=\u00e9", "multipart/form-data; boundary=-",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("jim-fuzz-").FullName;

    [Fact]
    public void Mutated_forms() => Fuzz.Run((random, told) =>
    {
        var type = random.Next(8) == 0 ? Types[random.Next(Types.Length)] : Form;
        var body = Fuzz.Mutate(Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]), random, Pieces);
        var pieces = Cut(body, random);
        var isCut = random.Next(6) == 0;
        told.Add($"{type}\n{Encoding.UTF8.GetString(body)}");
        Effort.IsSmall(() => ThreadPump.Run(() => ReceiveAsync(type, new SegmentStream(pieces, isCut))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    });

    public static TheoryData<string, string> Hostile => new()
    {
        { "a thousand places among as many members as there can be", Parts(
            Operations($"{{{Many(55_000, i => $"\"a{i}\":null,")}\"z\":null}}"),
            Map($"{{\"0\":[{Many(999, i => $"\"variables.a{i}\",")}\"variables.y\"]}}")) },
        { "a thousand places of a list, after a list in it", Parts(
            Operations($"{{\"a\":[[],{Many(150_000, _ => "null,")}null]}}"),
            Map($"{{\"0\":[{Many(999, i => $"\"variables.a.{149_999 - i}\",")}\"variables.y\"]}}")) },
        { "as many places as a map can name", Parts(
            Operations($"{{{Many(55_000, i => $"\"a{i}\":null,")}\"z\":null}}"),
            Map($"{{\"0\":[{Many(45_000, i => $"\"variables.a{i}\",")}\"variables.z\"]}}"), FilePart("0", "x")) },
        { "as many places of a list, after a list in it", Parts(
            Operations($"{{\"a\":[[],{Many(150_000, _ => "null,")}null]}}"),
            Map($"{{\"0\":[{Many(40_000, i => $"\"variables.a.{i + 1}\",")}\"variables.a.100000\"]}}"), FilePart("0", "x")) },
        {
            "one place again and again",
            Parts(Operations("""{"a":null}"""), Map($"{{\"0\":[{Many(60_000, _ => "\"variables.a\",")}\"variables.a\"]}}"))
        },
        { "a place without end", Parts(Operations("""{"a":null}"""), Map($"{{\"0\":[\"variables{Many(450_000, _ => ".a")}\"]}}")) },
        { "places that lead deep", Parts(
            Operations($"{Many(60, _ => "{\"a\":")}{{{Many(20_000, i => $"\"x{i}\":null,")}\"z\":null}}{new string('}', 60)}"),
            Map($"{{\"0\":[{Many(7_000, i => $"\"variables.{Many(60, _ => "a.")}x{i}\",")}\"variables.{Many(60, _ => "a.")}z\"]}}")) },
        { "a map of many files", Parts(Operations("""{"a":null}"""), Map($"{{{Many(90_000, i => $"\"{i}\":[],")}\"x\":[]}}")) },
        {
            "a map of one file again and again",
            Parts(Operations("""{"a":null}"""), Map($"{{{Many(60_000, _ => "\"0\":[\"a\"],")}\"0\":[]}}"))
        },
        { "a deep map", Parts(Operations("""{"a":null}"""), Map(new string('[', 500_000))) },
        { "names that are no text among the variables", Parts(
            Operations($"{{{Many(60_000, _ => "\"\\ud800\":null,")}\"z\":null}}"),
            Map($"{{\"0\":[{Many(50, i => $"\"variables.y{i}\",")}\"variables.z\"]}}")) },
        { "operations that are too large", Parts(Operations($"{{\"a\":\"{new string('a', 1 << 20)}\"}}"), Map("{}")) },
        { "a map that is too large", Parts(Operations("{}"), Map(new string(' ', (1 << 20) + 1))) },
        { "a preamble without end", new string('x', 4 << 20) },
        { "an epilogue without end", Parts(Operations("{}"), Map("{}")) + new string('x', 4 << 20) },
        { "a header without end", $"--b\r\nX: {new string('x', 4 << 20)}" },
        { "headers without end", $"--b\r\n{Many(200_000, i => $"X{i}: y\r\n")}\r\n" },
        { "parts without end", Parts(Operations("{}"), Map("{}")) + Many(50_000, _ => FilePart("x", "")) },
        {
            "boundaries that almost are",
            Parts(Operations("""{"a":null}"""), Map("""{"0":["variables.a"]}"""), FilePart("0", Many(10_000, _ => "\r\n--")))
        },
        {
            "a file that is too large",
            Parts(Operations("""{"a":null}"""), Map("""{"0":["variables.a"]}"""), FilePart("0", new string('x', (1 << 16) + 1)))
        },
        {
            "a file that the map does not name and is too large",
            Parts(Operations("{}"), Map("{}"), FilePart("0", new string('x', 8 << 20)))
        },
        {
            "a file name without end",
            Parts(Operations("""{"a":null}"""), Map("""{"0":["variables.a"]}"""), FilePart("0", "x", new string('%', 15_000)))
        },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_forms_cost_little(string what, string form)
    {
        Assert.NotEmpty(what);
        var body = Encoding.UTF8.GetBytes(form + "--b--\r\n");
        Effort.IsSmall(() => ThreadPump.Run(() => ReceiveAsync(Form, new SegmentStream([body], isCut: false))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(1 << 16, true)]
    [InlineData((1 << 16) + 1, false)]
    public async Task A_file_that_the_map_does_not_name_is_no_larger_than_another(int size, bool taken)
    {
        var body = Encoding.UTF8.GetBytes(Parts(Operations("{}"), Map("{}"), FilePart("0", new string('x', size))) + "--b--\r\n");
        Assert.Equal(taken ? null : "JIM_FILE_TOO_LARGE", await ReceiveAsync(Form, new SegmentStream([body], isCut: false)));
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(1001, "JIM_TOO_MANY_PLACES")]
    public async Task Places_of_a_map(int places, string? code)
    {
        var variables = $"{{{Many(places, i => $"\"a{i}\":null,")}\"z\":1}}";
        var map = $"{{\"0\":[{Many(places - 1, i => $"\"variables.a{i}\",")}\"variables.a{places - 1}\"]}}";
        var body = Encoding.UTF8.GetBytes(Parts(Operations(variables), Map(map), FilePart("0", "x")) + "--b--\r\n");
        Assert.Equal(code, await ReceiveAsync(Form, new SegmentStream([body], isCut: false)));
    }

    [Theory]
    [InlineData("Content-Type: image/png\r\n", "image/png")]
    [InlineData("", "text/plain")]
    public async Task A_part_without_a_type_is_plain_text(string header, string type)
    {
        var part = $"--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a\"\r\n{header}\r\nx\r\n";
        var body = Encoding.UTF8.GetBytes(Parts(Operations("""{"a":null}"""), Map("""{"0":["variables.a"]}"""), part) + "--b--\r\n");
        var declared = string.Empty;
        Assert.Null(await ReceiveAsync(
            Form, new SegmentStream([body], isCut: false),
            form => declared = ((UploadSlot)form.Requests.Requests[0].Uploads["variables.a"]).File!.DeclaredType));
        Assert.Equal(type, declared);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>As the endpoint does it. The code of the refusal; null: the files were received, and thrown away.</summary>
    private async ValueTask<string?> ReceiveAsync(string type, Stream body, Action<UploadForm>? look = null)
    {
        var options = new FilesOptions(_folder) { SizeMax = 1 << 16 };
        // staging, which needs a database, is not reached
        var uploads = new FileUploads(null!, new Spool(_folder, 0), null!, options, TimeProvider.System);
        var context = new DefaultHttpContext { Request = { ContentType = type, Body = body } };
        try
        {
            await using var form = await new UploadFormReader(uploads, Limits, options).ReadAsync(context);
            form.AllowAll();
            await form.ReceiveAsync(CancellationToken.None);
            look?.Invoke(form);
            return null;
        }
        catch (GraphQLException e)
        {
            return Assert.Single(e.Errors).Code ?? throw new InvalidOperationException("a refusal without a code", e);
        }
    }

    private static List<byte[]> Cut(byte[] body, Random random)
    {
        var pieces = new List<byte[]>();
        for (var at = 0; at < body.Length;)
        {
            var length = random.Next(3) == 0 ? random.Next(1, 4) : random.Next(1, 400);
            pieces.Add(body[at..Math.Min(at + length, body.Length)]);
            at += length;
        }

        return pieces;
    }

    private static string Operations(string variables) => Field("operations", $"{{\"query\":\"{{ a }}\",\"variables\":{variables}}}");

    private static string Map(string map) => Field("map", map);

    private static string Field(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static string FilePart(string key, string content, string name = "a.txt") =>
        $"--b\r\nContent-Disposition: form-data; name=\"{key}\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{content}\r\n";

    private static string Parts(params string[] parts) => string.Concat(parts);

    private static string Many(int count, Func<int, string> make) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{make(i)}")));
}
