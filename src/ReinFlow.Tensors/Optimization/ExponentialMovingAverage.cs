namespace ReinFlow.Tensors;

/// <summary>An exponential moving average of the parameters of a store, which often acts better than the parameters themselves.</summary>
public sealed class ExponentialMovingAverage : IDisposable
{
    private readonly ParameterStore _store;

    /// <summary>Initializes a new instance of the <see cref="ExponentialMovingAverage"/> class as a copy of the parameters.</summary>
    /// <param name="store">The parameters.</param>
    public ExponentialMovingAverage(ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        Values = store.Engine.CreatePersistent(store.Values.Shape);
        Update(0);
    }

    /// <summary>Gets the averaged parameters, in the layout of the store.</summary>
    public Tensor Values { get; }

    /// <summary>Moves the average towards the parameters: decay · average + (1 − decay) · parameters.</summary>
    /// <param name="decay">The share of the old average, in [0, 1]; 0 copies.</param>
    public void Update(double decay) => _store.Engine.MoveTowards(Values, _store.Values, decay);

    /// <summary>Lets the modules of the store compute with the average until the result is disposed.</summary>
    /// <returns>Puts the parameters back when disposed.</returns>
    public IDisposable Use()
    {
        _store.Engine.Exchange(_store.Values, Values);
        return new Exchanged(this);
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();

    private sealed class Exchanged(ExponentialMovingAverage average) : IDisposable
    {
        private ExponentialMovingAverage? _average = average;

        public void Dispose()
        {
            if (_average is { } owner)
            {
                _average = null;
                owner._store.Engine.Exchange(owner._store.Values, owner.Values);
            }
        }
    }
}
