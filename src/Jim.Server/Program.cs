using Jim.Server.Console;

return await CommandLine.RunAsync(args);
