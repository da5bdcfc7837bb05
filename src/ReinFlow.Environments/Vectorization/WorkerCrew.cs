using System.Runtime.ExceptionServices;

namespace ReinFlow.Environments;

/// <summary>Threads that work through the items 0 to n − 1 together with the caller and park in between.</summary>
/// <remarks>
/// Items are handed out one at a time, so that a slow one holds up nobody else. The caller works too and waits for items, not
/// for threads: a thread that the operating system wakes late finds nothing left to do and costs nothing.
/// </remarks>
internal sealed class WorkerCrew : IDisposable
{
    private readonly object _start = new();
    private readonly object _finish = new();
    private readonly Exception?[] _failures;
    private readonly Thread[] _workers;
    private Action<int>? _work;
    private int _round;
    private int _next;
    private int _unfinished;
    private bool _stopping;

    /// <summary>Initializes a new instance of the <see cref="WorkerCrew"/> class and starts its threads.</summary>
    /// <param name="items">The number of items of every round.</param>
    /// <param name="threads">The number of threads, the caller's included.</param>
    public WorkerCrew(int items, int threads)
    {
        _failures = new Exception?[items];
        _next = items;
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Serve) { IsBackground = true, Name = $"ReinFlow environment worker {i + 1}" };
            _workers[i].Start();
        }
    }

    /// <summary>Does every item once and returns when all are done.</summary>
    /// <param name="work">What to do with an item.</param>
    /// <remarks>
    /// If items fail, the others are still done, and the failure of the lowest item is thrown: the same on any number of threads.
    /// </remarks>
    public void Run(Action<int> work)
    {
        _work = work;
        _unfinished = _failures.Length;

        // This write publishes the two above: whoever takes an item of this round sees them.
        Volatile.Write(ref _next, 0);
        lock (_start)
        {
            _round++;
            Monitor.PulseAll(_start);
        }

        TakeItems();
        AwaitUnfinished();
        ThrowFirstFailure();
    }

    /// <summary>Ends the threads. No round may be under way.</summary>
    public void Dispose()
    {
        lock (_start)
        {
            _stopping = true;
            Monitor.PulseAll(_start);
        }

        foreach (Thread worker in _workers)
        {
            worker.Join();
        }
    }

    private void Serve()
    {
        int seen = 0;
        while (AwaitRound(ref seen))
        {
            TakeItems();
        }
    }

    private bool AwaitRound(ref int seen)
    {
        var spinner = new SpinWait();
        while (Volatile.Read(ref _round) == seen && !spinner.NextSpinWillYield)
        {
            spinner.SpinOnce();
        }

        lock (_start)
        {
            while (_round == seen && !_stopping)
            {
                Monitor.Wait(_start);
            }

            seen = _round;
            return !_stopping;
        }
    }

    private void TakeItems()
    {
        for (int item; (item = Interlocked.Increment(ref _next) - 1) < _failures.Length;)
        {
            try
            {
                _work!(item);
            }
            catch (Exception failure)
            {
                _failures[item] = failure;
            }

            if (Interlocked.Decrement(ref _unfinished) == 0)
            {
                lock (_finish)
                {
                    Monitor.Pulse(_finish);
                }
            }
        }
    }

    private void AwaitUnfinished()
    {
        var spinner = new SpinWait();
        while (Volatile.Read(ref _unfinished) > 0 && !spinner.NextSpinWillYield)
        {
            spinner.SpinOnce();
        }

        lock (_finish)
        {
            while (Volatile.Read(ref _unfinished) > 0)
            {
                Monitor.Wait(_finish);
            }
        }
    }

    private void ThrowFirstFailure()
    {
        int first = Array.FindIndex(_failures, failure => failure is not null);
        if (first >= 0)
        {
            Exception failure = _failures[first]!;
            Array.Clear(_failures);
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
