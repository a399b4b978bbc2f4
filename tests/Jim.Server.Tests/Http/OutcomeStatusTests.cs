using System.Diagnostics;
using Jim.Platform.Protocol;
using Jim.Server.Http;

namespace Jim.Server.Tests.Http;

public sealed class OutcomeStatusTests
{
    /// <summary>What clients, proxies and caches were promised: a change here breaks them.</summary>
    public static TheoryData<ResponseOutcome, int, int, bool> Statuses => new()
    {
        { ResponseOutcome.Executed, 200, 200, false },
        { ResponseOutcome.NotPersisted, 200, 200, false },
        { ResponseOutcome.Queued, 202, 202, false },
        { ResponseOutcome.Malformed, 400, 400, false },
        { ResponseOutcome.Invalid, 400, 200, false },
        { ResponseOutcome.KindNotAllowed, 405, 200, false },
        { ResponseOutcome.MethodNotAllowed, 405, 405, true },
        { ResponseOutcome.Failed, 500, 200, false },
        { ResponseOutcome.Forbidden, 403, 403, false },
        { ResponseOutcome.NotFound, 404, 404, false },
        { ResponseOutcome.UpgradeRequired, 426, 426, true },
        { ResponseOutcome.Misdirected, 421, 421, true },
        { ResponseOutcome.NotAcceptable, 406, 406, false },
        { ResponseOutcome.Unauthorized, 401, 401, true },
        { ResponseOutcome.TooLarge, 413, 413, true },
        { ResponseOutcome.UnsupportedMedia, 415, 415, true },
        { ResponseOutcome.TooManyRequests, 429, 429, true },
        { ResponseOutcome.Unavailable, 503, 503, true },
        { ResponseOutcome.OutOfSpace, 507, 507, true },
        { ResponseOutcome.Stale, 412, 412, false },
        { ResponseOutcome.Gone, 410, 410, false },
        { ResponseOutcome.Conflict, 409, 409, false },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void An_outcome_has_the_status_of_its_specification(ResponseOutcome outcome, int status, int legacyStatus, bool isOfTransport) =>
        Assert.Equal(new OutcomeStatus(status, legacyStatus, isOfTransport), OutcomeStatus.For(outcome));

    [Fact]
    public void Every_outcome_is_listed_here() =>
        Assert.Equal(
            Enum.GetValues<ResponseOutcome>().Order(), Statuses.Select(row => row.Data.Item1).Order());

    [Fact]
    public void What_is_no_outcome_is_never_success() =>
        Assert.Throws<UnreachableException>(() => OutcomeStatus.For((ResponseOutcome)Enum.GetValues<ResponseOutcome>().Length));

    [Theory]
    [InlineData("JIM_SPOOL_FULL", 507)]
    [InlineData("JIM_FILE_TOO_LARGE", 413)]
    [InlineData("JIM_FILE_NAME", 400)]
    [InlineData("JIM_UPLOAD_CUT", 400)]
    [InlineData("JIM_FILE_TYPE", 415)]
    [InlineData("JIM_BUCKET_NOT_FOUND", 404)]
    [InlineData("JIM_FILE_TARGET_NOT_FOUND", 404)]
    [InlineData("JIM_FILE_NOT_FOUND", 404)]
    [InlineData("JIM_FILE_FORBIDDEN", 403)]
    [InlineData("JIM_FILE_LINK", 403)]
    [InlineData("JIM_FILE_STALE", 412)]
    [InlineData("JIM_FILE_NOT_READY", 503)]
    [InlineData("JIM_FILE_UNAVAILABLE", 503)]
    [InlineData("JIM_FILE_FAILED", 410)]
    [InlineData("JIM_TOKEN_EXPIRED", 401)]
    [InlineData("JIM_ISSUER_UNREACHABLE", 503)]
    public void Of_a_code(string code, int status) =>
        Assert.Equal(status, OutcomeStatus.For(ErrorTable.FindOutcome(new("") { Code = code })!.Value).Status);
}
