using System.Collections.Concurrent;
using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Jim.Testing;

/// <summary>
/// xunit's framework, with one difference: where a fixture ends itself as skipped, because its server is missing, xunit tells the tests of
/// the fixture as failed. This one tells them as skipped, with the fixture's reason. <c>tests/Directory.Build.props</c> names it to every
/// suite.
/// </summary>
public sealed class SkippingFramework : XunitTestFramework
{
    /// <inheritdoc/>
    protected override ITestFrameworkExecutor CreateExecutor(Assembly assembly) =>
        new Executor(new XunitTestAssembly(assembly, configFilePath: null, assemblyName: null));

    private sealed class Executor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
    {
        public override ValueTask RunTestCases(
            IReadOnlyCollection<IXunitTestCase> testCases, IMessageSink executionMessageSink,
            ITestFrameworkExecutionOptions executionOptions, CancellationToken cancellationToken) =>
            base.RunTestCases(testCases, new SkippedFixtures(executionMessageSink), executionOptions, cancellationToken);
    }
}

/// <summary>
/// Passes messages on: failures that are skips of a fixture as skips, the suite's figures with those moved, and no faults of cleaning up
/// after a fixture that was skipped half-way.
/// </summary>
public sealed class SkippedFixtures(IMessageSink next) : IMessageSink
{
    /// <summary>What xunit wraps around the exception of a fixture, and .NET around one of several or of an initializer.</summary>
    private static readonly string[] Wrappers =
    [
        typeof(TestPipelineException).FullName!, typeof(AggregateException).FullName!, typeof(TypeInitializationException).FullName!,
        typeof(TargetInvocationException).FullName!,
    ];

    private readonly ConcurrentDictionary<string, bool> _skipped = new(); // classes and collections by their ids
    private int _moved;

    /// <inheritdoc/>
    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestFailed failed when FindReason(failed) is { } reason:
                Interlocked.Increment(ref _moved);
                _skipped[failed.TestCollectionUniqueID] = _skipped[failed.TestClassUniqueID ?? string.Empty] = true;
                return next.OnMessage(Skip(failed, reason));
            case ITestClassCleanupFailure unclean when _skipped.ContainsKey(unclean.TestClassUniqueID ?? string.Empty):
            case ITestCollectionCleanupFailure all when _skipped.ContainsKey(all.TestCollectionUniqueID):
                return true;
            case ITestAssemblyFinished finished when _moved > 0:
                return next.OnMessage(Count(finished));
            default:
                return next.OnMessage(message);
        }
    }

    /// <summary>The reason where every innermost exception is a skip, and all around them are wrappers; else null.</summary>
    private static string? FindReason(IErrorMetadata failure)
    {
        string? reason = null;
        for (var i = 0; i < failure.Messages.Length; i++)
        {
            if (failure.Messages[i].StartsWith(DynamicSkipToken.Value, StringComparison.Ordinal))
            {
                reason ??= failure.Messages[i][DynamicSkipToken.Value.Length..];
            }
            else if (!Wrappers.Contains(failure.ExceptionTypes[i]) || !failure.ExceptionParentIndices.Contains(i))
            {
                return null;
            }
        }

        return reason;
    }

    private static TestSkipped Skip(ITestFailed failed, string reason) => new()
    {
        AssemblyUniqueID = failed.AssemblyUniqueID,
        ExecutionTime = failed.ExecutionTime,
        FinishTime = failed.FinishTime,
        Output = failed.Output,
        Reason = reason,
        TestCaseUniqueID = failed.TestCaseUniqueID,
        TestClassUniqueID = failed.TestClassUniqueID,
        TestCollectionUniqueID = failed.TestCollectionUniqueID,
        TestMethodUniqueID = failed.TestMethodUniqueID,
        TestUniqueID = failed.TestUniqueID,
        Warnings = failed.Warnings,
    };

    private TestAssemblyFinished Count(ITestAssemblyFinished finished) => new()
    {
        AssemblyUniqueID = finished.AssemblyUniqueID,
        ExecutionTime = finished.ExecutionTime,
        FinishTime = finished.FinishTime,
        TestsFailed = finished.TestsFailed - _moved,
        TestsNotRun = finished.TestsNotRun,
        TestsSkipped = finished.TestsSkipped + _moved,
        TestsTotal = finished.TestsTotal,
    };
}
