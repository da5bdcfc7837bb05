using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Asks a policy what to do in every environment, on all threads of the engine.</summary>
/// <remarks>The rows are cut into blocks; a row's result does not depend on the cut. After the first decision nothing is allocated.</remarks>
internal sealed class ActionSampling
{
    private readonly TensorEngine _engine;
    private readonly IActionSampler _sampler;
    private readonly IVectorEnvironment _environment;
    private readonly RowBlocks _blocks;
    private readonly Action<int> _sampleBlock;
    private readonly float[] _noise;

    /// <summary>Initializes a new instance of the <see cref="ActionSampling"/> class.</summary>
    /// <param name="engine">The engine on which the policy computes.</param>
    /// <param name="sampler">The policy.</param>
    /// <param name="environment">The environments.</param>
    /// <exception cref="ArgumentException">The sizes of policy and environment disagree.</exception>
    public ActionSampling(TensorEngine engine, IActionSampler sampler, IVectorEnvironment environment)
    {
        ActionChunkGuard.Require(sampler.ActionChunk, environment);
        _engine = engine;
        _sampler = sampler;
        _environment = environment;
        _blocks = RowBlocks.Among(environment.Count, engine.Threads);
        _sampleBlock = SampleBlock;
        Observations = new float[environment.Count * environment.ObservationHistory * environment.Spec.ObservationDimension];
        _noise = new float[environment.Count * sampler.NoiseBlocks * sampler.ActionChunk.Size];
        Actions = new float[environment.Count * sampler.ActionChunk.ExecutedSteps * sampler.ActionChunk.ActionDimension];
    }

    /// <summary>Gets what was last seen, of shape [E, To, Do].</summary>
    public float[] Observations { get; }

    /// <summary>Gets what was last decided, of shape [E, Te, Da].</summary>
    public float[] Actions { get; }

    /// <summary>Looks at the environments.</summary>
    /// <param name="decision">The decision, for errors.</param>
    /// <exception cref="FineTuning.TrainingDivergedException">An observation is not finite.</exception>
    public void Observe(long decision)
    {
        _environment.Observations.CopyTo(Observations);
        FiniteGuard.Require(Observations, Observations.Length / _environment.Count, 0, "observation", decision);
    }

    /// <summary>Looks at the environments and asks the policy.</summary>
    /// <param name="random">The source of the noise.</param>
    /// <param name="decision">The decision, for errors.</param>
    /// <exception cref="FineTuning.TrainingDivergedException">An observation or an action is not finite.</exception>
    public void Sample(RandomSource random, long decision)
    {
        Observe(decision);
        random.FillGaussian(_noise);
        _engine.ForEach(_blocks.Count, _sampleBlock);
        FiniteGuard.Require(Actions, Actions.Length / _environment.Count, 0, "action", decision);
    }

    private void SampleBlock(int index)
    {
        (int start, int rows) = _blocks[index];
        ActionChunkSpec chunk = _sampler.ActionChunk;
        int size = _environment.ObservationHistory * _environment.Spec.ObservationDimension;
        int noiseSize = _sampler.NoiseBlocks * chunk.Size;
        Tensor state = _engine.FromValues(
            Observations.AsSpan(start * size, rows * size),
            [rows, _environment.ObservationHistory, _environment.Spec.ObservationDimension]);
        Tensor noise = _engine.FromValues(
            _noise.AsSpan(start * noiseSize, rows * noiseSize), [rows, _sampler.NoiseBlocks, chunk.Horizon, chunk.ActionDimension]);
        Tensor actions = _sampler.Sample(new Observation(state), noise);
        ShapeGuard.Require(actions, [rows, chunk.Horizon, chunk.ActionDimension]);
        int executed = chunk.ExecutedSteps * chunk.ActionDimension;
        actions.Slice(1, 0, chunk.ExecutedSteps).CopyTo(Actions.AsSpan(start * executed, rows * executed));
    }
}
