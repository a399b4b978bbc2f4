using System.Text;
using System.Text.Encodings.Web;

namespace Jim.Platform.Identity;

/// <summary>The development issuer's HTML pages. They have no script and load nothing.</summary>
internal static class LoginPage
{
    /// <param name="action">Where the form is posted.</param>
    /// <param name="request">The authorization request. It becomes hidden fields, and is checked again when the form is posted.</param>
    /// <param name="samples">Users to name, whose passwords are their names.</param>
    public static string RenderForm(
        string action, IEnumerable<KeyValuePair<string, string>> request, string clientId, string? problem, IEnumerable<string> samples)
    {
        var hidden = new StringBuilder();
        foreach (var (name, value) in request)
        {
            hidden.Append($"""<input type="hidden" name="{Encode(name)}" value="{Encode(value)}">""");
        }

        return RenderPage($"""
            <form method="post" action="{Encode(action)}">{hidden}
            <p>Log in to <b>{Encode(clientId)}</b></p>
            {(problem is null ? string.Empty : $"<p class=\"problem\" role=\"alert\">{Encode(problem)}</p>")}
            <label>User name <input name="username" autocomplete="username" autocapitalize="none" autofocus required></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            <button type="submit">Log in</button>
            <p class="note">Development issuer, never for production. Users with their own names as passwords:
            {Encode(string.Join(", ", samples))}.</p>
            </form>
            """);
    }

    /// <summary>
    /// Shown where the error may not be sent to the client, because the client is unknown or the redirect address is not its own.
    /// </summary>
    public static string RenderProblem(string problem) => RenderPage($"<p class=\"problem\" role=\"alert\">{Encode(problem)}</p>");

    private static string RenderPage(string body) => $$"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Jim: log in</title><style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 22rem; margin: 10vh auto; padding: 0 1rem; color: #1c2733; }
        label { display: block; margin: .75rem 0; }
        input { display: block; width: 100%; box-sizing: border-box; padding: .6rem; font: inherit; }
        button { width: 100%; padding: .7rem; font: inherit; color: #fff; background: #14508c; border: 0; border-radius: 4px; }
        .problem { color: #a4161a; } .note { font-size: .85rem; color: #5a6672; }
        </style></head><body><h1>Jim</h1>{{body}}</body></html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
