using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace ReinFlow.Tensors;

/// <summary>A fixed number of threads that share the items of a loop and park in between; the calling thread is one of them.</summary>
/// <remarks>
/// Items are handed out one at a time, so that a slow one holds up nobody else. The caller waits for items, not for threads: one
/// that the operating system wakes late finds nothing left to do and costs nothing. Between loops the threads spin for a tenth of a
/// millisecond, since to wake one takes about as long, and then sleep. A loop allocates nothing.
/// </remarks>
/// <threadsafety>
/// Thread-safe. A loop started from within an item, or while another loop runs, is done by its caller alone.
/// </threadsafety>
public sealed class WorkerGroup : IDisposable
{
    private const int SpinLength = 10;

    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;
    private static readonly long YieldTicks = Stopwatch.Frequency / 50_000;

    private readonly object _start = new();
    private readonly object _finish = new();
    private readonly Thread[] _workers;
    private Action<int>? _body;
    private ExceptionDispatchInfo? _failure;
    private int _failedItem;
    private int _items;
    private int _round;
    private int _left;
    private int _unfinished;
    private int _busy;
    private bool _stopping;

    /// <summary>Initializes a new instance of the <see cref="WorkerGroup"/> class and starts its threads.</summary>
    /// <param name="threads">The number of threads, the caller's included, or 0 for one per processor.</param>
    public WorkerGroup(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        _workers = new Thread[Threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Serve) { IsBackground = true, Name = $"ReinFlow worker {i + 1}" };
            _workers[i].Start();
        }
    }

    /// <summary>Gets the number of threads, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Does the items 0, 1, … once each and returns when all are done.</summary>
    /// <remarks>
    /// If items fail, the others are still done, and the exception of the lowest one is thrown: the same for any number of threads.
    /// </remarks>
    /// <param name="items">The number of items.</param>
    /// <param name="body">Does one item; called from several threads.</param>
    /// <exception cref="ObjectDisposedException">The threads have ended.</exception>
    public void Run(int items, Action<int> body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentNullException.ThrowIfNull(body);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _stopping), this);
        if (_workers.Length == 0 || items <= 1 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            RunAlone(items, body);
            return;
        }

        ExceptionDispatchInfo? failure;
        try
        {
            Begin(items, body);
            TakeItems();
            AwaitUnfinished();
            failure = _failure;
            _body = null;
            _failure = null;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }

        failure?.Throw();
    }

    /// <summary>Ends the threads, after the items that they are doing. Must not be called from within an item.</summary>
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

    private static void RunAlone(int items, Action<int> body)
    {
        ExceptionDispatchInfo? failure = null;
        for (int item = 0; item < items; item++)
        {
            try
            {
                body(item);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }

    /// <summary>Waits a moment, unless it is time to sleep. After the first moments it lets others have the processor.</summary>
    private bool Spin(long start)
    {
        // More threads than processors would only keep one another from working.
        long elapsed = Stopwatch.GetTimestamp() - start;
        if (Threads > Environment.ProcessorCount || elapsed > SpinTicks)
        {
            return false;
        }

        if (elapsed > YieldTicks)
        {
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(SpinLength);
        }

        return true;
    }

    private void Begin(int items, Action<int> body)
    {
        _body = body;
        _items = items;
        _unfinished = items;

        // Publishes the three above. Counting down makes a claim valid by itself: a thread that is late for the last loop sees a
        // number below zero, or an item of this loop, which cannot end before that item is done.
        Volatile.Write(ref _left, items);
        int helpers = Math.Min(_workers.Length, items - 1);
        lock (_start)
        {
            _round++;
            for (int i = 0; i < helpers; i++)
            {
                Monitor.Pulse(_start);
            }
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
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _round) == seen && Spin(start))
        {
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
        for (int left; (left = Interlocked.Decrement(ref _left)) >= 0;)
        {
            int item = _items - 1 - left;
            try
            {
                _body!(item);
            }
            catch (Exception exception)
            {
                NoteFailure(item, exception);
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

    private void NoteFailure(int item, Exception exception)
    {
        lock (_finish)
        {
            if (_failure is null || item < _failedItem)
            {
                _failedItem = item;
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }

    private void AwaitUnfinished()
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _unfinished) > 0 && Spin(start))
        {
        }

        lock (_finish)
        {
            while (Volatile.Read(ref _unfinished) > 0)
            {
                Monitor.Wait(_finish);
            }
        }
    }
}
