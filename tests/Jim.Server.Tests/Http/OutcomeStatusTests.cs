using System.Diagnostics;
using Jim.Platform.Protocol;
using Jim.Server.Http;
using Xunit;

namespace Jim.Server.Tests.Http;

public sealed class OutcomeStatusTests
{
    [Fact]
    public void Every_outcome_has_a_status()
    {
        foreach (var outcome in Enum.GetValues<ResponseOutcome>())
        {
            var status = OutcomeStatus.For(outcome);
            Assert.InRange(status.Status, 200, 599);
            Assert.True(status.LegacyStatus == status.Status || status.LegacyStatus == 200, $"{outcome}: {status}");
        }
    }

    [Fact]
    public void What_is_no_outcome_is_never_success() =>
        Assert.Throws<UnreachableException>(() => OutcomeStatus.For((ResponseOutcome)Enum.GetValues<ResponseOutcome>().Length));
}
