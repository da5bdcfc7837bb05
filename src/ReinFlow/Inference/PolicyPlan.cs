using System.Numerics.Tensors;
using ReinFlow.Environments;
using ReinFlow.Tensors;
using Tensor = ReinFlow.Tensors.Tensor;

namespace ReinFlow.Policies;

/// <summary>The chunk that a robot is executing, what it has seen, and the memory to plan the next one.</summary>
internal sealed class PolicyPlan
{
    private readonly TensorEngine _engine;
    private readonly IActionSampler _sampler;
    private readonly Normalization? _normalization;
    private readonly int _history;
    private readonly float[] _seen;
    private readonly float[] _state;
    private readonly float[] _noise;
    private readonly float[] _actions;
    private readonly RandomSource _episode = new(0UL);
    private readonly RandomSource _decision = new(0UL);
    private long _decisions;
    private int _executed;
    private bool _isNew;

    public PolicyPlan(TensorEngine engine, IActionSampler sampler, (int Dimension, int History) observation, Normalization? normalization)
    {
        (_engine, _sampler, _normalization, _history) = (engine, sampler, normalization, observation.History);
        ActionChunkSpec chunk = sampler.ActionChunk;
        _seen = new float[observation.History * observation.Dimension];
        _state = new float[_seen.Length];
        _noise = new float[sampler.NoiseBlocks * chunk.Size];
        _actions = new float[chunk.ExecutedSteps * chunk.ActionDimension];
    }

    private int Features => _seen.Length / _history;

    /// <summary>Starts an episode.</summary>
    /// <param name="random">The stream of the session.</param>
    /// <param name="episode">The number of the episode in it.</param>
    public void Begin(RandomSource random, long episode)
    {
        random.SplitInto(episode, _episode);
        (_decisions, _executed, _isNew) = (0, _sampler.ActionChunk.ExecutedSteps, true);
    }

    /// <summary>Acts on what the robot sees now.</summary>
    public void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        ActionChunkSpec chunk = _sampler.ActionChunk;
        Require(observation, action.Length);
        Remember(observation);
        if (_executed == chunk.ExecutedSteps)
        {
            Plan();
            _executed = 0;
        }

        _actions.AsSpan(_executed * chunk.ActionDimension, chunk.ActionDimension).CopyTo(action);
        _executed++;
    }

    /// <remarks>Before there are enough observations, the first one of the episode fills the older places, as in training.</remarks>
    private void Remember(ReadOnlySpan<float> observation)
    {
        _seen.AsSpan(Features).CopyTo(_seen);
        observation.CopyTo(_seen.AsSpan(_seen.Length - Features));
        for (int i = 0; _isNew && i < _history - 1; i++)
        {
            observation.CopyTo(_seen.AsSpan(i * Features));
        }

        _isNew = false;
    }

    private void Plan()
    {
        ActionChunkSpec chunk = _sampler.ActionChunk;
        for (int i = 0; i < _seen.Length; i += Features)
        {
            Normalize(_seen.AsSpan(i, Features), _state.AsSpan(i, Features));
        }

        _episode.SplitInto(_decisions++, _decision);
        _decision.FillGaussian(_noise);
        using (_engine.OpenScope())
        {
            Tensor state = _engine.FromValues(_state, [1, _history, Features]);
            Tensor noise = _engine.FromValues(_noise, [1, _sampler.NoiseBlocks, chunk.Horizon, chunk.ActionDimension]);
            Tensor actions = _sampler.Sample(new Observation(state), noise);
            ShapeGuard.Require(actions, [1, chunk.Horizon, chunk.ActionDimension]);
            actions.Slice(1, 0, chunk.ExecutedSteps).CopyTo(_actions);
        }

        if (!TensorPrimitives.IsFiniteAll<float>(_actions))
        {
            throw new InvalidOperationException(
                $"The policy planned an action that is not finite, in decision {_decisions} of the episode. Its parameters are damaged or belong to another task.");
        }

        for (int i = 0; _normalization is not null && i < _actions.Length; i += chunk.ActionDimension)
        {
            Span<float> action = _actions.AsSpan(i, chunk.ActionDimension);
            _normalization.DenormalizeAction(action, action);
        }
    }

    private void Normalize(ReadOnlySpan<float> raw, Span<float> normalized)
    {
        if (_normalization is null)
        {
            raw.CopyTo(normalized);
        }
        else
        {
            _normalization.NormalizeObservation(raw, normalized);
        }
    }

    private void Require(ReadOnlySpan<float> observation, int actionLength)
    {
        if (observation.Length != Features || actionLength != _sampler.ActionChunk.ActionDimension)
        {
            throw new ArgumentException(
                $"The policy sees {Features} features and acts by {_sampler.ActionChunk.ActionDimension} components, but got {observation.Length} " +
                $"features and room for {actionLength} components.");
        }

        if (!TensorPrimitives.IsFiniteAll(observation))
        {
            int feature = 0;
            while (float.IsFinite(observation[feature]))
            {
                feature++;
            }

            throw new ArgumentException(
                $"Feature {feature} of the observation is {observation[feature]}. Observations must be finite: look at the sensor that it comes from.",
                nameof(observation));
        }
    }
}
