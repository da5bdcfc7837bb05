using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReinFlow.Catalog;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Tests;

/// <summary>A policy that nobody but this file knows is trained by the trainer as it is: this is the whole of what a new policy takes.</summary>
[Category("Learning")]
public sealed class OwnPolicyTests
{
    private static readonly ComponentDescriptor Steering = new(ComponentKind.Policy, "steering", typeof(SteeringSettings), "A small network and fixed noise.");

    [Test]
    public async Task APolicyOfOnesOwnTrainsOnAvoiding()
    {
        var services = new ServiceCollection();
        services.AddReinFlow().AddFineTuning("own")
            .UseAvoiding(environments => environments.Count = 40)
            .UseComponent<IChainPolicy, SteeringSettings, SteeringSettingsValidator>(Steering, null, (_, _, settings) => new SteeringPolicy(settings))
            .UseStateCritic(critic => (critic.HiddenLayers, critic.Activation) = ([32, 32, 32], ActivationKind.Tanh))
            .UseReinFlow(options =>
            {
                (options.Iterations, options.Decisions, options.EvaluationEvery) = (30, 38, 30);
                (options.PassesPerEpoch, options.MinibatchSize, options.ClipRange) = (1, 380, 0.05f);
                (options.MinimumLogDensity, options.MaximumLogDensity, options.EntropyCoefficient) = (-5f, 5f, 0f);
                options.PolicyLearningRate = new CosineWarmupSchedule { Maximum = 3e-3, Minimum = 3e-3 };
                options.CriticLearningRate = new CosineWarmupSchedule { Maximum = 3e-3, Minimum = 3e-3 };
            });
        await using ServiceProvider provider = services.BuildServiceProvider();

        FineTuningReport report = await provider.GetRequiredKeyedService<IFineTuner>("own").FineTuneAsync();

        // Mean returns of 40 episodes between −1 and 2: their difference has a standard error of at most 0.35.
        TestContext.Out.WriteLine($"Return {report.First!.MeanReturn:0.00}, then {report.Last!.MeanReturn:0.00}.");
        Assert.That(report.Last.MeanReturn - report.First.MeanReturn, Is.GreaterThan(0.3));
    }

    private sealed record SteeringSettings
    {
        public float StandardDeviation { get; set; } = 0.5f;
    }

    private sealed class SteeringSettingsValidator : IValidateOptions<SteeringSettings>
    {
        public ValidateOptionsResult Validate(string? name, SteeringSettings options) =>
            options.StandardDeviation > 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("The standard deviation must be positive.");
    }

    /// <summary>N(tanh(network(state)), σ²), a chain of one transition.</summary>
    private sealed class SteeringPolicy(SteeringSettings settings) : IChainPolicy
    {
        private readonly Layers _layers = new();

        public Module Network => _layers;

        public ActionChunkSpec ActionChunk { get; } = new(Horizon: 4, ExecutedSteps: 4, ActionDimension: 2);

        public int DenoisingSteps => 1;

        public NoiseBounds? NoiseBounds => null;

        public void BeginIteration(int iteration, int iterations)
        {
        }

        public ChainSample Sample(Observation observation, Tensor noise, SampleMode mode)
        {
            Tensor mean = Mean(observation);
            Tensor start = noise.Slice(1, 0, 1).Reshape(mean.Shape);
            Tensor end = mode == SampleMode.Stochastic ? mean + (start * settings.StandardDeviation) : mean;
            Tensor chain = noise.Engine.Concatenate(1, start, end).Reshape([mean.Shape[0], 2, 4, 2]);
            return new ChainSample(chain, LogDensity(end, mean));
        }

        public ChainLikelihood Evaluate(Tensor chain, Observation observation)
        {
            Tensor mean = Mean(observation);
            Tensor constant = mean.Engine.Zeros([mean.Shape[0], 1]);
            return new ChainLikelihood(
                LogDensity(chain.Slice(1, 1, 1).Reshape(mean.Shape), mean),
                constant + (8 * (MathF.Log(settings.StandardDeviation) + 1.4189385f)),
                mean.Engine.Zeros([mean.Shape[0], 1, 8]) + settings.StandardDeviation);
        }

        private Tensor Mean(Observation observation) => _layers.Forward(observation.State.Reshape([observation.State.Shape[0], 4]));

        private Tensor LogDensity(Tensor value, Tensor mean) =>
            (((value - mean) * (1f / settings.StandardDeviation)).Square().Sum(1) * -0.5f - (8 * (MathF.Log(settings.StandardDeviation) + 0.9189385f)))
                .Reshape([value.Shape[0], 1]);
    }

    private sealed class Layers : Module
    {
        private readonly Linear _first;
        private readonly Linear _second;

        public Layers()
        {
            _first = AddModule("first", new Linear(4, 32));
            _second = AddModule("second", new Linear(32, 8));
        }

        public Tensor Forward(Tensor state) => _second.Forward(_first.Forward(state, ActivationKind.Tanh), ActivationKind.Tanh);
    }
}
