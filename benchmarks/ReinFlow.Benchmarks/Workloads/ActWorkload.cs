using ReinFlow.Algorithms;
using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>A policy that acts: K denoising steps for a batch of observations, cut into one block of rows for each thread.</summary>
public sealed class ActWorkload
{
    private readonly Networks _networks;
    private readonly float[] _noise;
    private readonly float[] _chains;
    private readonly float[] _logDensities;
    private readonly RowBlocks _blocks;
    private readonly RandomSource _seed = new(4);
    private readonly RandomSource _random = new(0);
    private long _runs;
    private readonly Action<int> _sampleChains;
    private readonly Action<int> _sampleActions;

    public ActWorkload(Networks networks, int batch)
    {
        _networks = networks;
        Observations = new float[batch * networks.Size.Observation];
        _noise = new float[batch * (networks.Policy.NoiseBlocks) * Chunk.Size];
        new RandomSource(3).FillGaussian(Observations);
        Actions = new float[batch * Chunk.Size];
        _chains = new float[batch * (networks.DenoisingSteps + 1) * Chunk.Size];
        _logDensities = new float[batch * networks.DenoisingSteps];
        _blocks = RowBlocks.Among(batch, networks.Engine.Threads);
        _sampleChains = SampleChains;
        _sampleActions = SampleActions;
    }

    public float[] Observations { get; }

    /// <summary>Gets the chunks [batch, chunk] of the last deterministic run.</summary>
    public float[] Actions { get; }

    private ActionChunkSpec Chunk => _networks.Policy.ActionChunk;

    /// <summary>Takes the noise blocks of every sample from chains [batch, blocks, chunk].</summary>
    public void UseNoise(ReadOnlySpan<float> chains) => chains[.._noise.Length].CopyTo(_noise);

    /// <summary>Integrates the velocity alone.</summary>
    public void Deterministic() => _networks.Engine.ForEach(_blocks.Count, _sampleActions);

    /// <summary>Draws noise, samples with it and computes the log-densities, as a rollout does.</summary>
    public void Stochastic()
    {
        _seed.SplitInto(_runs++, _random);
        _networks.Engine.ForEach(_blocks.Count, _sampleChains);
    }

    private void SampleActions(int block)
    {
        (int start, int rows) = _blocks[block];
        IActionSampler sampler = _networks.Sampler;
        int own = sampler.NoiseBlocks * Chunk.Size;
        int all = _networks.Policy.NoiseBlocks * Chunk.Size;
        Span<float> noise = stackalloc float[rows * own];
        for (int row = 0; row < rows; row++)
        {
            _noise.AsSpan((start + row) * all, own).CopyTo(noise[(row * own)..]);
        }

        Tensor blocks = _networks.Engine.FromValues(noise, [rows, sampler.NoiseBlocks, Chunk.Horizon, Chunk.ActionDimension]);
        sampler.Sample(Observe(start, rows), blocks).CopyTo(Actions.AsSpan(start * Chunk.Size, rows * Chunk.Size));
    }

    private void SampleChains(int block)
    {
        (int start, int rows) = _blocks[block];
        int steps = _networks.DenoisingSteps;
        int chain = (steps + 1) * Chunk.Size;
        int blocks = _networks.Policy.NoiseBlocks;
        Span<float> draws = _noise.AsSpan(start * blocks * Chunk.Size, rows * blocks * Chunk.Size);
        _random.ReadGaussian(start * blocks * Chunk.Size, draws);
        Tensor noise = _networks.Engine.FromValues(draws, [rows, blocks, Chunk.Horizon, Chunk.ActionDimension]);
        ChainSample sample = _networks.Policy.Sample(Observe(start, rows), noise, SampleMode.Stochastic);
        sample.Chain.CopyTo(_chains.AsSpan(start * chain, rows * chain));
        sample.LogDensity.CopyTo(_logDensities.AsSpan(start * steps, rows * steps));
    }

    private Observation Observe(int start, int rows)
    {
        int size = _networks.Size.Observation;
        return new Observation(_networks.Engine.FromValues(Observations.AsSpan(start * size, rows * size), [rows, 1, size]));
    }
}
