using System.Text;
using System.Text.Encodings.Web;

namespace Jim.Platform.Identity;

/// <summary>The development issuer's pages: plain forms, no script, no file from elsewhere.</summary>
internal static class LoginPage
{
    /// <param name="action">Where the form is posted.</param>
    /// <param name="request">The authorization request, carried through as hidden fields and checked again there.</param>
    public static string Form(string action, IEnumerable<KeyValuePair<string, string>> request, string clientId, string? problem)
    {
        var hidden = new StringBuilder();
        foreach (var (name, value) in request)
        {
            hidden.Append($"""<input type="hidden" name="{Text(name)}" value="{Text(value)}">""");
        }

        return Page($"""
            <form method="post" action="{Text(action)}">{hidden}
            <p>Log in to <b>{Text(clientId)}</b></p>
            {(problem is null ? string.Empty : $"<p class=\"problem\" role=\"alert\">{Text(problem)}</p>")}
            <label>User name <input name="username" autocomplete="username" autocapitalize="none" autofocus required></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            <button type="submit">Log in</button>
            <p class="note">Development issuer: alice, bob and carol, each with the password of that name. Never for production.</p>
            </form>
            """);
    }

    /// <summary>Shown where the request cannot be sent back to a client, because it is not known or not allowed there.</summary>
    public static string Problem(string problem) => Page($"<p class=\"problem\" role=\"alert\">{Text(problem)}</p>");

    private static string Page(string body) => $$"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Jim: log in</title><style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 22rem; margin: 10vh auto; padding: 0 1rem; color: #1c2733; }
        label { display: block; margin: .75rem 0; }
        input { display: block; width: 100%; box-sizing: border-box; padding: .6rem; font: inherit; }
        button { width: 100%; padding: .7rem; font: inherit; color: #fff; background: #14508c; border: 0; border-radius: 4px; }
        .problem { color: #a4161a; } .note { font-size: .85rem; color: #5a6672; }
        </style></head><body><h1>Jim</h1>{{body}}</body></html>
        """;

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
