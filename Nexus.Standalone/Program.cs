using Nexus.Standalone;

return await CommandLine.Run(args);
