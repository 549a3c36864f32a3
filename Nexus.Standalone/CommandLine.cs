using Nexus.Kernel;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Standalone;

/// <summary>The verbs of the standalone program. What goes wrong is one line on the error output, and the exit code isn't 0.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Misused = 2;

    internal static async Task<int> Run(string[] arguments)
    {
        using var stop = new StopSignal();
        try
        {
            var options = Options.Parse(arguments);
            return options.Verb switch
            {
                "up" => await Up.Run(options, stop),
                "doctor" => await Doctor.Run(options, stop.Token),
                "backup" when options.Tenant is { } tenant => await TenantBackupCommand.Run(options, tenant, stop.Token),
                "backup" => await BackupCommand.Run(options, stop.Token),
                "restore" when options.Tenant is { } file => await TenantRestoreCommand.Run(options, Path.GetFullPath(file), stop.Token),
                "restore" => await RestoreCommand.Run(options, stop.Token),
                "sync" => await SyncCommand.Run(options, stop.Token),
                _ => throw new UsageFault($"There is no '{options.Verb}': up, doctor, backup, restore and sync are there."),
            };
        }
        catch (UsageFault fault)
        {
            return Terminal.Fail(fault.Message, Misused);
        }
        catch (StartFailure failure)
        {
            return Terminal.Fail(failure.Message, Failed);
        }
        catch (StartFault fault)
        {
            return Terminal.Fail(fault.Message, Failed);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return Terminal.Fail("Stopped before it was ready.", Failed);
        }
        catch (Fault fault)
        {
            return Terminal.Fail(fault.Message, Failed);
        }
        catch (NpgsqlException e)
        {
            return Terminal.Fail($"The database gave up: {e.Message.ReplaceLineEndings(" ")}", Failed, e);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            return Terminal.Fail($"The disk is full ({e.Message}): nothing is lost; free some space and start again.", Failed, e);
        }
        catch (Exception e)
        {
            return Terminal.Fail($"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} This is a fault of Nexus; NEXUS_DEBUG=1 shows the whole story.", Failed, e);
        }
    }
}
