using Jim.Conformance;

// jim conformance [--why] [DIR]: runs the cases of a folder; one line per file, the failed cases' names (--why: and what differed), and
// `N passed, N failed` at the end.
var folder = args.FirstOrDefault(a => a != "--why") ?? ConformanceFolder.Default;
var run = ConformanceRun.Of(folder);
run.Print(Console.Out, args.Contains("--why"));
return run.Failed == 0 ? 0 : 1;
