using System.Text.RegularExpressions;
using Jim.GraphQL.Types;
using Jim.Platform.Identity;
using Jim.Server.Commands;
using Jim.Server.Settings;

namespace Jim.Server.Tests.Commands;

/// <summary>What <c>run</c> prints on a terminal of 80 columns and 24 rows, and where nobody watches.</summary>
public sealed partial class BannerTests : IDisposable
{
    private const int Columns = 80;
    private const int Rows = 24;
    private readonly string _data = Directory.CreateTempSubdirectory("jim-banner-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("starter", false, "")]
    [InlineData("none", false, "")]
    [InlineData("starter", true, "")]
    [InlineData("starter", false, "https://login.example.com/realms/jim")]
    public void It_fits_a_screen(string model, bool lan, string issuer)
    {
        var text = Print(new RunOptions(lan, Quiet: false), colours: false, ("JIM_MODEL", model), ("OIDC_ISSUER", issuer));
        var rows = text.TrimEnd('\n').Split('\n').Sum(line => Math.Max(1, (line.Length + Columns - 1) / Columns));
        Assert.True(rows < Rows, $"{rows} rows:\n{text}"); // the cursor stands in a row too
        Assert.EndsWith("Ctrl-C stops it.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_a_command_and_no_token_is_shown()
    {
        var text = Print(new RunOptions(Lan: false, Quiet: false), colours: false);
        Assert.Contains("./jim token alice", text, StringComparison.Ordinal);
        Assert.Contains("./jim token jim-service", text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", text, StringComparison.Ordinal); // how each JWT begins
    }

    [Fact]
    public void Users_and_tokens_are_those_of_the_realm_file()
    {
        var realm = Path.Combine(_data, "realm.json");
        File.WriteAllText(realm, """
            {"realm":"jim","clients":[],"users":[
              {"id":"1","username":"ann","enabled":true,"realmRoles":["jim-admin"],"credentials":[{"type":"password","value":"ann"}]},
              {"id":"2","username":"zoe","enabled":true,"credentials":[{"type":"password","value":"her own"}]}]}
            """);
        var text = Print(new RunOptions(Lan: false, Quiet: false), colours: false, ("JIM_REALM", realm));
        Assert.Contains("ann (jim-admin); the password", text, StringComparison.Ordinal);
        Assert.Contains("./jim token ann", text, StringComparison.Ordinal);
        Assert.DoesNotContain("zoe", text, StringComparison.Ordinal);
        Assert.DoesNotContain("jim-service", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_is_the_address_and_nothing_else() => Assert.Equal(
        "Jim is ready:  http://127.0.0.1:8080/graphql\n", Print(new RunOptions(Lan: false, Quiet: true), colours: false));

    [Fact]
    public void Colours_change_nothing_but_colours()
    {
        var plain = Print(new RunOptions(Lan: false, Quiet: false), colours: false);
        var coloured = Print(new RunOptions(Lan: false, Quiet: false), colours: true);
        Assert.DoesNotContain('\u001b', plain);
        Assert.Contains('\u001b', coloured);
        Assert.Equal(plain, Escapes().Replace(coloured, string.Empty));
    }

    [Fact]
    public void GraphiQL_is_named_where_it_is_served()
    {
        Assert.Contains("GraphiQL", Print(new RunOptions(false, false), false), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "GraphiQL", Print(new RunOptions(false, false), false, ("JIM_GRAPHIQL", "off")), StringComparison.Ordinal);
    }

    private string Print(RunOptions options, bool colours, params (string Name, string Value)[] variables)
    {
        var settings = JimSettings.Load(
            "/dev/null", variables.Prepend(("JIM_DATA", _data)).Prepend(("JIM_REALM", Repository.PathOf("keycloak-realm/jim-realm.json")))
                .GroupBy(v => v.Item1).ToDictionary(v => v.Key, v => v.Last().Item2));
        using var writer = new StringWriter { NewLine = "\n" };
        var view = new SchemaView(SchemaBuilder.FromSdl("type Query { a: Int }"), RoleMask.Everyone);
        var issuer = settings.Issuer is null
            ? new DevelopmentIssuer(settings.BuildDevelopmentIssuerOptions(), TimeProvider.System)
            : null;
        Banner.Print(Terminal.Create(writer, colours), settings, options, view, issuer, null);
        return writer.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Escapes();
}
