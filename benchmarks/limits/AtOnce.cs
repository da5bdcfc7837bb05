namespace ReinFlow.Limits;

/// <summary>Measures on several threads at once, which share caches, memory and power.</summary>
public static class AtOnce
{
    /// <summary>Runs a measurement on every thread and adds the rates up.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="rate">The measurement of one thread.</param>
    /// <returns>The sum.</returns>
    public static double Sum(int threads, Func<double> rate)
    {
        double[] rates = new double[threads];
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            int index = i;
            workers[i] = new Thread(() => rates[index] = rate());
            workers[i].Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        return rates.Sum();
    }
}
