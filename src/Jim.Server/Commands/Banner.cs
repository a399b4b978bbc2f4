using Jim.GraphQL.Types;
using Jim.Platform.Identity;
using Jim.Server.Settings;
using QRCoder;

namespace Jim.Server.Commands;

/// <summary>What <c>run</c> prints when it is ready: the addresses of everything, and a request to copy.</summary>
public static class Banner
{
    /// <param name="users">The schema as signed-in users see it.</param>
    /// <param name="note">What must be done before anything can be asked; null: nothing.</param>
    public static void Print(JimSettings settings, bool lan, SchemaView users, string? note)
    {
        var url = settings.PublicUrl.AbsoluteUri.TrimEnd('/');
        var output = Console.Out;
        if (!settings.Gateway)
        {
            output.WriteLine("Jim is working: no gateway in this process.");
            return;
        }

        output.WriteLine();
        output.WriteLine($"Jim is ready:  {url}/graphql   (GraphiQL in a browser; WebSocket and SSE at the same address)");
        output.WriteLine($"Health:        {url}/health/ready");
        if (settings.OnlyPersisted)
        {
            output.WriteLine("Operations:    only those of JIM_OPERATIONS (JIM_ONLY_PERSISTED); administrators may send any");
        }

        if (settings.Issuer is null)
        {
            PrintDevelopment(settings, url, users, output);
        }
        else
        {
            output.WriteLine($"Issuer:        {settings.Issuer}");
        }

        if (lan)
        {
            output.WriteLine();
            output.WriteLine($"For a phone on this network: {url}");
            using var code = new AsciiQRCode(QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.L));
            output.WriteLine(code.GetGraphicSmall());
        }

        if (note is not null)
        {
            output.WriteLine();
            output.Write(note);
            output.WriteLine();
        }

        output.WriteLine("Ctrl-C stops it.");
        output.Flush();
    }

    private static void PrintDevelopment(JimSettings settings, string url, SchemaView users, TextWriter output)
    {
        var issuer = new DevelopmentIssuer(settings.BuildDevelopmentIssuerOptions(), TimeProvider.System);
        output.WriteLine($"Issuer:        {issuer.Issuer}   DEVELOPMENT ONLY: anybody who reaches it can sign in");
        output.WriteLine(
            "Users:         alice, bob, carol (administrator), each with the own name as password; service account: jim-service");
        output.WriteLine();
        output.WriteLine("Try it:");
        output.WriteLine(
            $"  curl -s {url}/graphql -H 'Content-Type: application/json' \\\n"
            + $"    -H \"Authorization: Bearer $({TokenCommand.LineFor(settings, "alice")})\" \\");
        var query = settings.StarterModel
            ? "{ me { name } documents(first: 3) { nodes { title owner { displayName } } } }"
            : ExampleQuery.Build(users);
        output.WriteLine($"    -d '{{\"query\":\"{query}\"}}'");
        output.WriteLine();
        output.WriteLine("Tokens for twelve hours:");
        output.WriteLine($"  alice        {issuer.MintFor("alice")}");
        output.WriteLine($"  jim-service  {issuer.MintFor("jim-service")}");
        output.WriteLine();
    }
}
