using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Jim.Platform.Protocol;
using Jim.Server.Http;

namespace Jim.Server.Commands;

/// <summary><c>docs/errors.md</c>: every code of <see cref="ErrorTable"/> with its cause, cure and HTTP status.</summary>
public static partial class ErrorsPage
{
    /// <summary>The page as Markdown, the codes in the order of the alphabet.</summary>
    public static string Render()
    {
        var text = new StringBuilder("""
            # Errors

            Each error has a code in `extensions.code`, which stays the same from version to version; the words of a message may change.
            `./jim settings` writes this page from `src/Jim.Platform/Protocol/ErrorTable.cs` and `ErrorCures.cs`.

            - **Code.** Those that begin with `HC`, `AUTH` or `EXEC` are HotChocolate's, all others are Jim's own. A code of five letters and
              digits that is not in the table is a SQLSTATE that a function or trigger of the database raises
              ([writes](writes.md#errors-are-data)).
            - **Status.** That of `application/graphql-response+json`, and that of `application/json` where it differs. Where it says
              *data*, errors of fields, of typed payloads and of jobs carry the code, and the answer has the status 200.
            - **Retry.** Whether the same request can succeed later: `wait` for a reason that passes, `perhaps` for one that may.

            | code | status | retry | cause | cure |
            |---|---|---|---|---|

            """);
        foreach (var row in ErrorTable.All.OrderBy(row => row.Code, StringComparer.Ordinal))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{row.Code}` | {Status(row.Outcome)} | {Retry(row.LaterTry)} | {row.Meaning} | {Cure(row.Code)} |\n");
        }

        return text.ToString();
    }

    /// <summary>The cure, whose mentions of other pages become links.</summary>
    private static string Cure(string code) => PageInDocs().Replace(ErrorCures.Find(code) ?? string.Empty, "[$1]($1)");

    private static string Status(ResponseOutcome outcome)
    {
        var status = OutcomeStatus.For(outcome);
        return outcome == ResponseOutcome.Executed ? "data"
            : status.Status == status.LegacyStatus ? status.Status.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{status.Status}, {status.LegacyStatus}");
    }

    private static string Retry(LaterTry later) => later switch
    {
        LaterTry.PassesByWaiting => "wait",
        LaterTry.MaySucceed => "perhaps",
        LaterTry.Fails => string.Empty,
        _ => throw new ArgumentOutOfRangeException(nameof(later), later, message: null),
    };

    [GeneratedRegex("`docs/([a-z]+\\.md)`")]
    private static partial Regex PageInDocs();
}
