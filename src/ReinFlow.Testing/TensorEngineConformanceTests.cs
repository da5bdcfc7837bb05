using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <summary>What every tensor engine must do. Derive a fixture and create the engine.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract partial class TensorEngineConformanceTests : IDisposable
{
    private readonly Lazy<TensorEngine> _engine;

    /// <summary>Initializes a new instance of the <see cref="TensorEngineConformanceTests"/> class.</summary>
    protected TensorEngineConformanceTests() => _engine = new Lazy<TensorEngine>(CreateEngine);

    /// <summary>Gets the engine under test.</summary>
    protected TensorEngine Engine => _engine.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Creates the engine under test.</summary>
    /// <returns>The engine.</returns>
    protected abstract TensorEngine CreateEngine();

    /// <summary>Releases the engine.</summary>
    /// <param name="disposing">Whether the call comes from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _engine.IsValueCreated)
        {
            _engine.Value.Dispose();
        }
    }

    private Tensor Gaussian(TensorShape shape, ulong seed)
    {
        float[] values = new float[shape.ElementCount];
        new RandomSource(seed).FillGaussian(values);
        return Engine.FromValues(values, shape);
    }

    private static float AwayFromZero(float value) => value + (0.3f * MathF.Sign(value));

    private static Tensor Combine(string name, Tensor left, Tensor right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "min" => left.Engine.Minimum(left, right),
        _ => left.Engine.Maximum(left, right),
    };

    private static double Combine(string name, double left, double right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "min" => Math.Min(left, right),
        _ => Math.Max(left, right),
    };
}
