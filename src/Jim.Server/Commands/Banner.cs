using System.Diagnostics;
using Jim.GraphQL.Types;
using Jim.Platform.Identity;
using Jim.Server.Http;
using Jim.Server.Settings;
using QRCoder;
using Spectre.Console;

namespace Jim.Server.Commands;

/// <summary>
/// What <c>run</c> prints when it is ready: the address, who may sign in and how to get tokens, and a request to copy. It fits a terminal
/// of 80 columns and 24 rows.
/// </summary>
public static class Banner
{
    /// <summary>The last line; tests wait for it.</summary>
    private const string Stop = "Ctrl-C stops it.";

    /// <param name="output">Where it is printed.</param>
    /// <param name="users">The schema as signed-in users see it.</param>
    /// <param name="issuer">The development issuer of this process; null: there is another issuer, or no gateway.</param>
    /// <param name="note">
    /// What must be done before anything can be asked; null: nothing. It stands above all else, as it can be longer than a screen.
    /// </param>
    public static void Print(
        IAnsiConsole output, JimSettings settings, RunOptions options, SchemaView users, DevelopmentIssuer? issuer, string? note)
    {
        if (!settings.Gateway)
        {
            output.WriteLine("Jim is working: no gateway in this process.");
            return;
        }

        var url = settings.PublicUrl.AbsoluteUri.TrimEnd('/');
        if (options.Quiet)
        {
            PrintAddress(output, url);
            return;
        }

        if (note is not null)
        {
            output.WriteLine();
            output.Write(new Text(note));
        }

        output.WriteLine();
        PrintAddress(output, url);
        if (!options.Lan)
        {
            PrintTools(output, settings, url);
            PrintLine(output, "Issuer", issuer?.Issuer ?? settings.Issuer!.AbsoluteUri);
        }

        if (issuer is not null)
        {
            PrintPeople(output, settings, issuer);
        }

        if (options.Lan)
        {
            PrintCode(output, url);
        }
        else if (issuer is { SampleUsers: [var first, ..] })
        {
            PrintRequest(output, settings, users, url, first.Username);
        }

        output.WriteLine(Stop);
    }

    private static void PrintAddress(IAnsiConsole output, string url) =>
        output.MarkupLine($"[bold green]Jim is ready:[/]  {Markup.Escape(url)}/graphql");

    private static void PrintLine(IAnsiConsole output, string label, string text) =>
        output.MarkupLine($"[grey]{label + ":",-14}[/] {Markup.Escape(text)}");

    private static void PrintTools(IAnsiConsole output, JimSettings settings, string url)
    {
        var page = settings.GraphiQL switch
        {
            GraphiQLMode.Development => settings.Production ? null : "in a browser, at the same address",
            GraphiQLMode.SignIn => "in a browser, at the same address, for administrators",
            GraphiQLMode.Off => null,
            _ => throw new UnreachableException(),
        };
        if (page is not null)
        {
            PrintLine(output, "GraphiQL", page);
        }

        PrintLine(output, "Health", $"{url}/health/ready");
        if (settings.OnlyPersisted)
        {
            PrintLine(output, "Operations", "those of JIM_OPERATIONS only; administrators may send any");
        }
    }

    private static void PrintPeople(IAnsiConsole output, JimSettings settings, DevelopmentIssuer issuer)
    {
        if (issuer.SampleUsers is { IsEmpty: false } samples)
        {
            var names = samples.Select(u => u.Roles.IsEmpty ? u.Username : $"{u.Username} ({string.Join(' ', u.Roles)})");
            PrintLine(output, "Users", $"{string.Join(", ", names)}; the password of each is the name");
        }

        string?[] tokens = [issuer.SampleUsers.FirstOrDefault()?.Username, issuer.ServiceAccounts.FirstOrDefault()];
        foreach (var name in tokens.OfType<string>())
        {
            PrintLine(output, "Token", TokenCommand.LineFor(settings, name));
        }

        output.MarkupLine("[yellow]warning:[/] everybody who reaches this issuer can sign in; OIDC_ISSUER names yours");
    }

    private static void PrintRequest(IAnsiConsole output, JimSettings settings, SchemaView users, string url, string user)
    {
        var query = settings.StarterModel ? "{ me { name } documents(first: 3) { nodes { title } } }" : ExampleQuery.Build(users);
        output.WriteLine();
        output.Write(new Text(
            $$"""
            Try it:
              curl -s {{url}}/graphql -H 'Content-Type: application/json' \
                -H "Authorization: Bearer $({{TokenCommand.LineFor(settings, user)}})" \
                -d '{"query":"{{query}}"}'


            """.ReplaceLineEndings("\n")));
    }

    private static void PrintCode(IAnsiConsole output, string url)
    {
        output.WriteLine($"For a phone on this network: {url}");
        using var code = new AsciiQRCode(QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.L));
        output.WriteLine(code.GetGraphicSmall());
    }
}
