using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Jim.Benchmarks.Engine;

/// <summary>
/// npm graphql in a process of its own (<c>reference/measure.mjs</c>), asked for one measurement at a time: both take turns in one run.
/// </summary>
internal sealed class Reference : IDisposable
{
    private readonly Process _node;

    /// <param name="folder">Where <c>npm ci</c> was run.</param>
    public Reference(string folder)
    {
        _node = Process.Start(new ProcessStartInfo("node", ["measure.mjs"])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        }) ?? throw new InvalidOperationException("node did not start");
        Version = _node.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"node ended; run npm ci in {folder}");
    }

    /// <summary>As <c>graphql 16.15.0, node v20.20.2</c>.</summary>
    public string Version { get; }

    /// <summary>Microseconds of one run of a step on a document.</summary>
    public double Microseconds(string step, string document, EngineCases cases)
    {
        var question = new JsonObject
        {
            ["step"] = step, ["document"] = document, ["operation"] = EngineCases.OperationOf(document),
            ["variables"] = JsonNode.Parse(EngineCases.VariablesOf(document)), ["root"] = JsonNode.Parse(cases.RootOf(document)),
        };
        _node.StandardInput.WriteLine(question.ToJsonString());
        return double.Parse(_node.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }
}
