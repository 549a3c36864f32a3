using Nexus.Benchmarks;

return await BenchCommand.Run(args);
