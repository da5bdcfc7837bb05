using System.Globalization;
using CustomPolicy;
using Microsoft.Extensions.DependencyInjection;
using ReinFlow;
using ReinFlow.Catalog;
using ReinFlow.FineTuning;
using ReinFlow.Tensors;

// A policy that the library has never seen learns Avoiding from scratch: steer a rod past six obstacles to the goal line.
// SteeringPolicy.cs is the policy, SteeringExtensions.cs makes it a component like the library's own. It takes some seconds.
const double RequiredGain = 0.3;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var services = new ServiceCollection();
services.AddReinFlow().AddFineTuning("own")
    .UseAvoiding(environments => environments.Count = 40)
    .UseMyPolicy(policy => policy.StandardDeviation = 0.5f)
    .UseStateCritic(critic => (critic.HiddenLayers, critic.Activation) = ([32, 32, 32], ActivationKind.Tanh))
    .UseReinFlow(options =>
    {
        (options.Iterations, options.Decisions, options.EvaluationEvery, options.EvaluationEpisodes) = (30, 38, 5, 40);
        (options.PassesPerEpoch, options.MinibatchSize, options.ClipRange) = (1, 380, 0.05f);
        (options.MinimumLogDensity, options.MaximumLogDensity, options.EntropyCoefficient) = (-5f, 5f, 0f);
        options.PolicyLearningRate = options.CriticLearningRate = new CosineWarmupSchedule { Maximum = 3e-3, Minimum = 3e-3 };
    });
await using ServiceProvider provider = services.BuildServiceProvider();

Console.WriteLine("Components of this kind that can be used:");
foreach (ComponentDescriptor component in provider.GetServices<ComponentDescriptor>().Where(item => item.Kind == ComponentKind.Policy))
{
    Console.WriteLine($"   {component.Name,-18}{component.Options().Count,3} options   {component.Summary}");
}

Console.WriteLine();
Console.WriteLine("iteration   steps   mean return   success");
IFineTuner tuner = provider.GetRequiredKeyedService<IFineTuner>("own");
double? first = null;
double last = 0;
await foreach (FineTuningProgress progress in tuner.StreamAsync())
{
    if (progress.Evaluation is { } evaluation)
    {
        Console.WriteLine($"{progress.Iteration,9}{progress.EnvironmentSteps,8:N0}{evaluation.MeanReturn,14:0.00}{evaluation.SuccessRate,10:P0}");
        (first, last) = (first ?? evaluation.MeanReturn, evaluation.MeanReturn);
    }
}

if (last - first >= RequiredGain)
{
    return 0;
}

Console.Error.WriteLine($"Training did not raise the return by {RequiredGain}.");
return 1;
