using System.Globalization;
using CustomEnvironment;
using Microsoft.Extensions.DependencyInjection;
using ReinFlow;
using ReinFlow.FineTuning;
using ReinFlow.Tensors;

// A simulator of one's own, Pendulum.cs, and a policy that learns it from scratch by soft actor-critic. It takes less than a minute.
const double RequiredReturn = -400;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var services = new ServiceCollection();
services.AddReinFlow().AddFineTuning("swing-up")
    .UseEnvironment("Pendulum", _ => new Pendulum(), environments => environments.Count = 4)
    .UseSquashedGaussian(policy => (policy.Head.Network.HiddenLayers, policy.Head.Network.Activation) = ([64, 64], ActivationKind.ReLU))
    .UseCritics(critics => critics.HiddenLayers = [64, 64])
    .UseSac(sac =>
    {
        (sac.Decisions, sac.WarmupDecisions, sac.IterationLength, sac.UpdatesPerRound) = (2_500, 250, 250, 2);
        (sac.BatchSize, sac.Discount, sac.RewardScale) = (128, 0.98, 0.1);
        (sac.EvaluationEvery, sac.EvaluationEpisodes) = (2, 20);
    });
await using ServiceProvider provider = services.BuildServiceProvider();
IFineTuner tuner = provider.GetRequiredKeyedService<IFineTuner>("swing-up");

Console.WriteLine("environment steps   mean return   stood upright");
double last = double.NegativeInfinity;
await foreach (FineTuningProgress progress in tuner.StreamAsync())
{
    if (progress.Evaluation is { } evaluation)
    {
        Console.WriteLine($"{progress.EnvironmentSteps,17:N0}{evaluation.MeanReturn,14:0.0}{evaluation.SuccessRate,16:P0}");
        last = evaluation.MeanReturn;
    }
}

if (last >= RequiredReturn)
{
    return 0;
}

Console.Error.WriteLine($"The return did not reach {RequiredReturn}.");
return 1;
