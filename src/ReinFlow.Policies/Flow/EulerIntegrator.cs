using ReinFlow.Tensors;

namespace ReinFlow.Policies;

/// <summary>Carries noise to actions by Euler's method: x ← x + Δt·v(x, t | o).</summary>
internal sealed class EulerIntegrator
{
    private readonly DenoisingStep[] _steps;
    private readonly bool _clipEveryStep;

    public EulerIntegrator(EulerSamplerOptions options)
    {
        OptionsGuard.Require(options, new EulerSamplerOptionsValidator());
        _steps = FlowTime.Steps(options.DenoisingSteps, options.Grid);
        _clipEveryStep = options.ClipEveryStep;
    }

    /// <summary>Gets the number of denoising steps.</summary>
    public int Count => _steps.Length;

    /// <summary>Integrates, and shows every state on the way.</summary>
    /// <param name="policy">The velocity field.</param>
    /// <param name="observation">The observations.</param>
    /// <param name="start">The start, of shape [batch, horizon, action].</param>
    /// <param name="states">Receives the start and the state after every step, or is empty.</param>
    /// <returns>The last state.</returns>
    public Tensor Integrate(IFlowPolicy policy, in Observation observation, Tensor start, Span<Tensor> states = default)
    {
        ActionChunkSpec chunk = policy.ActionChunk;
        Condition condition = policy.Encode(observation);
        Tensor embeddings = policy.EmbedSteps(_steps);
        Tensor state = start;
        for (int k = 0; k < _steps.Length; k++)
        {
            Record(states, k, state);
            state += policy.Velocity(state, embeddings.Slice(0, k, 1), condition) * _steps[k].StepSize;
            if (_clipEveryStep || k == _steps.Length - 1)
            {
                state = state.Clamp(chunk.Minimum, chunk.Maximum);
            }
        }

        Record(states, _steps.Length, state);
        return state;
    }

    private static void Record(Span<Tensor> states, int index, Tensor state)
    {
        if (!states.IsEmpty)
        {
            states[index] = state;
        }
    }
}
