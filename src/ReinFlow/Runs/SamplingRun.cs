using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Runs;

/// <summary>A saved policy that carries given noise to action chunks and draws none, without a simulator.</summary>
/// <remarks>
/// Flow policies take steps of Euler's method, diffusion policies steps of DDIM, also those that are fine-tuned with DDPM; a Gaussian policy
/// takes one step, to its mean.
/// </remarks>
/// <threadsafety>One call at a time.</threadsafety>
public sealed class SamplingRun : IDisposable
{
    /// <summary>The observations that one worker takes through the network at once.</summary>
    private const int BlockRows = 256;

    private readonly CpuEngine _engine;
    private readonly ParameterStore _parameters;
    private readonly ChainSampler _sampler;
    private readonly int _steps;

    /// <summary>Initializes a new instance of the <see cref="SamplingRun"/> class.</summary>
    /// <param name="recipe">The policy that the file holds.</param>
    /// <param name="engine">The engine; it stays the caller's to dispose.</param>
    /// <param name="policy">The saved policy; of a fine-tuned flow policy the flow network acts, without noise.</param>
    /// <param name="observationDimension">The number of features of one observation.</param>
    /// <param name="actionDimension">The number of components of one action.</param>
    /// <param name="options">The denoising steps; their grid and clipping concern flow policies.</param>
    /// <exception cref="RecipeException">The policy has no deterministic sampler of so many steps, or the file holds another policy.</exception>
    public SamplingRun(
        PolicyRecipe recipe, CpuEngine engine, PolicyFile policy, int observationDimension, int actionDimension, EulerSamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        var networks = new PolicyNetworks(recipe, observationDimension, actionDimension);
        (ObservationHistory, ObservationDimension) = (recipe.ObservationHistory, observationDimension);
        (_engine, _steps) = (engine, options.DenoisingSteps);
        _sampler = networks.Deterministic(options);
        ActionChunk = new ActionChunkSpec(recipe.Horizon, recipe.ExecutedSteps, actionDimension);
        _parameters = new ParameterStore(engine, _sampler.Network, new RandomSource(0));
        try
        {
            policy.CopyTo(_parameters);
        }
        catch
        {
            _parameters.Dispose();
            throw;
        }
    }

    /// <summary>Gets the number of observations that the policy sees.</summary>
    public int ObservationHistory { get; }

    /// <summary>Gets the number of features of one observation.</summary>
    public int ObservationDimension { get; }

    /// <summary>Gets the sizes of an action chunk.</summary>
    public ActionChunkSpec ActionChunk { get; }

    /// <summary>Carries noise to action chunks.</summary>
    /// <param name="states">The normalised observations, of shape [batch, history, features].</param>
    /// <param name="noise">Where the chains start, of shape [batch, horizon, action].</param>
    /// <returns>The states x⁰ … xᴷ, of shape [batch, K + 1, horizon, action]; the last one is the action chunk.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public float[] SampleChain(float[] states, float[] noise)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(noise);
        int rows = noise.Length / ActionChunk.Size;
        if (rows * ActionChunk.Size != noise.Length || rows * ObservationHistory * ObservationDimension != states.Length)
        {
            throw new ArgumentException(
                $"{states.Length} numbers of observations and {noise.Length} of noise are not the same number of rows of " +
                $"[{ObservationHistory}, {ObservationDimension}] and [{ActionChunk.Horizon}, {ActionChunk.ActionDimension}].",
                nameof(noise));
        }

        float[] chain = new float[rows * (_steps + 1) * ActionChunk.Size];
        _engine.ForEach((rows + BlockRows - 1) / BlockRows, index =>
        {
            int start = index * BlockRows;
            SampleBlock(states, noise, chain, start, Math.Min(BlockRows, rows - start));
        });
        return chain;
    }

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();

    private void SampleBlock(float[] states, float[] noise, float[] chain, int start, int rows)
    {
        (int width, int size) = (ObservationHistory * ObservationDimension, ActionChunk.Size);
        Tensor state = _engine.FromValues(states.AsSpan(start * width, rows * width), [rows, ObservationHistory, ObservationDimension]);
        Tensor origin = _engine.FromValues(
            noise.AsSpan(start * size, rows * size), [rows, 1, ActionChunk.Horizon, ActionChunk.ActionDimension]);
        int length = (_steps + 1) * size;
        _sampler.SampleChain(new Observation(state), origin).CopyTo(chain.AsSpan(start * length, rows * length));
    }
}
