using Jim.Conformance;

// jim conformance [--why] [DIR]: runs the cases of a folder; one line per file, the failed cases' names (--why: and what differed), and
// `N passed, N failed` at the end.
var folder = args.FirstOrDefault(a => a != "--why") ?? ConformanceFolder.Default;
if (!Directory.Exists(folder))
{
    Console.Error.WriteLine(
        $"jim: no conformance corpus at {Path.GetFullPath(folder)}. It is not part of the repository: name its folder, as in "
        + "./jim conformance DIR, or set JIM_SHARED to the folder that holds conformance/.");
    return 2;
}

var run = ConformanceRun.Of(folder);
run.Print(Console.Out, args.Contains("--why"));
return run.Failed == 0 ? 0 : 1;
