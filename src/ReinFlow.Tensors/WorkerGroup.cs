using System.Runtime.ExceptionServices;

namespace ReinFlow.Tensors;

/// <summary>A fixed number of threads that share the items of a loop; the calling thread is one of them.</summary>
/// <remarks>Items are handed out one at a time, so that uneven ones cost little. A call from within a loop runs on its own thread alone.</remarks>
/// <threadsafety>Thread-safe; a second loop started while one runs is done by its caller alone.</threadsafety>
public sealed class WorkerGroup : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly ManualResetEventSlim _done = new(true, spinCount: 200);
    private Action<int>? _body;
    private ExceptionDispatchInfo? _failure;
    private int _items;
    private int _next;
    private int _running;
    private int _busy;
    private volatile bool _stopping;

    /// <summary>Initializes a new instance of the <see cref="WorkerGroup"/> class.</summary>
    /// <param name="threads">The number of threads, the caller's included, or 0 for one per processor.</param>
    public WorkerGroup(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        _threads = new Thread[Threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "ReinFlow worker" };
            _threads[i].Start();
        }
    }

    /// <summary>Gets the number of threads, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Runs the items 0, 1, … in parallel and returns when all are done.</summary>
    /// <param name="items">The number of items.</param>
    /// <param name="body">Does one item; the first exception that it throws comes out of this call.</param>
    public void Run(int items, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (_threads.Length == 0 || items <= 1 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (int item = 0; item < items; item++)
            {
                body(item);
            }

            return;
        }

        try
        {
            int helpers = Math.Min(_threads.Length, items - 1);
            _body = body;
            _items = items;
            _failure = null;
            Volatile.Write(ref _next, 0);
            Volatile.Write(ref _running, helpers + 1);
            _done.Reset();
            _start.Release(helpers);
            Share();
            _done.Wait();
            _body = null;
            _failure?.Throw();
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _start.Release(Math.Max(1, _threads.Length));
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _start.Dispose();
        _done.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _start.Wait();
            if (_stopping)
            {
                return;
            }

            Share();
        }
    }

    private void Share()
    {
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _next) - 1) < _items)
            {
                _body!(item);
            }
        }
#pragma warning disable CA1031 // Whatever a body throws must reach the caller of Run, not end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref _next, _items);
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            _done.Set();
        }
    }
}
