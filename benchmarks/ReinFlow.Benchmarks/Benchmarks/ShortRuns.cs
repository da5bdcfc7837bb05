using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

namespace ReinFlow.Benchmarks;

/// <summary>
/// In this process and with short iterations, whatever the job: the work is long compared with the clock, and all cases end within
/// minutes. Also counts managed bytes.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShortRunsAttribute : Attribute, IConfigSource
{
    public IConfig Config { get; } = ManualConfig.CreateEmpty()
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddJob(Job.Default.WithToolchain(InProcessNoEmitToolchain.DontLogOutput).WithIterationTime(TimeInterval.FromMilliseconds(20)).AsMutator());
}
