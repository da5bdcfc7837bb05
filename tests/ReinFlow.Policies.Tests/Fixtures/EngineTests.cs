using ReinFlow.Tensors;

namespace ReinFlow.Policies.Tests;

/// <summary>Gives every test an engine and a scope, and the helpers that most of them need.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class EngineTests : IDisposable
{
    private readonly TensorScope _scope;

    protected EngineTests()
    {
        Engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        _scope = Engine.OpenScope();
    }

    protected CpuEngine Engine { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _scope.Dispose();
        Engine.Dispose();
    }

    protected ParameterStore Store(Module module, ulong seed = 1) => new(Engine, module, new RandomSource(seed));

    protected Tensor Gaussian(RandomSource random, TensorShape shape)
    {
        float[] values = new float[shape.ElementCount];
        random.FillGaussian(values);
        return Engine.FromValues(values, shape);
    }
}
