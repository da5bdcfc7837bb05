using System.Globalization;
using HostedTraining;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ReinFlow;
using ReinFlow.FineTuning;
using ReinFlow.Hosting;
using ReinFlow.Runs;

// A service trains while it does other things: the run stands in appsettings.json (or in environment variables, such as
// ReinFlow__avoiding__Algorithm__Iterations=10), metrics go to whoever listens, Ctrl-C leaves a checkpoint. It takes less than a minute.
const double RequiredGain = 0.3;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = Path.Combine(Directory.CreateTempSubdirectory("reinflow-").FullName, "avoiding");
HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddReinFlow().AddFineTuning("avoiding")
    .UseRecipe(builder.Configuration.GetSection("ReinFlow:avoiding"))
    .KeepRun(folder)
    .RunInBackground(options => options.StopHostWhenDone = true);

using IHost host = builder.Build();
using var metrics = new ConsoleMetrics("reinflow.rollout.return", "reinflow.rollout.success_rate", "reinflow.update.kl", "reinflow.update.duration");
FineTuningService training = host.Services.GetRequiredKeyedService<FineTuningService>("avoiding");
await host.RunAsync();

Console.WriteLine($"The run is {training.State}; its last checkpoint: {PolicyFile.FileOf(folder)}");
if (training.State == FineTuningServiceState.Stopped)
{
    return 0;
}

FineTuningReport report = await training.Completion;
Console.WriteLine($"Mean return {report.First!.MeanReturn:0.00}, then {report.Last!.MeanReturn:0.00} after {report.EnvironmentSteps:N0} environment steps.");
return report.Last.MeanReturn - report.First.MeanReturn >= RequiredGain ? 0 : 1;
