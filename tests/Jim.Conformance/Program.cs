using Jim.Conformance;

// jim conformance [DIR]: runs the cases of a folder; one line per file, the failed cases' names, and `N passed, N failed` at the end.
var folder = args.Length > 0 ? args[0] : ConformanceFolder.Default;
var run = ConformanceRun.Of(folder);
run.Print(Console.Out);
return run.Failed == 0 ? 0 : 1;
