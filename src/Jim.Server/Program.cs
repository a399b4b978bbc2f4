using Jim.Server.Commands;

return await CommandLine.RunAsync(args);
