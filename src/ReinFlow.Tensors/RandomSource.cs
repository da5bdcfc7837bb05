namespace ReinFlow;

/// <summary>A reproducible, counter-based source of random numbers that splits into independent streams.</summary>
/// <remarks>
/// Every component that draws random numbers takes a stream; nothing reads a global generator. Splitting by purpose
/// ("environment", "denoising", "minibatch") keeps one consumer from shifting the numbers that another one sees, and
/// splitting by index gives every environment and every shard its own stream. The state is two integers, so that a
/// checkpoint can hold it. Generator: SplitMix64 (Steele, Lea and Flood 2014); normals by Box and Muller (1958).
/// </remarks>
/// <threadsafety>Not thread-safe. Split one stream per thread.</threadsafety>
public sealed class RandomSource
{
    private const ulong Increment = 0x9E3779B97F4A7C15UL;

    private ulong _key;
    private ulong _counter;

    /// <summary>Initializes a new instance of the <see cref="RandomSource"/> class.</summary>
    /// <param name="seed">The seed; equal seeds give equal sequences on every platform.</param>
    public RandomSource(ulong seed)
        : this(Mix(seed + Increment), 0)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="RandomSource"/> class from a saved state.</summary>
    /// <param name="state">The state.</param>
    public RandomSource(RandomState state)
        : this(state.Key, state.Counter)
    {
    }

    private RandomSource(ulong key, ulong counter)
    {
        _key = key;
        _counter = counter;
    }

    /// <summary>Gets or sets the state: a source that takes over the state of another one gives the same numbers from then on.</summary>
    public RandomState State
    {
        get => new(_key, _counter);
        set => (_key, _counter) = (value.Key, value.Counter);
    }

    /// <summary>Creates an independent stream for a purpose without advancing this one.</summary>
    /// <param name="purpose">A stable name, such as <c>"denoising"</c>.</param>
    /// <returns>The derived stream.</returns>
    public RandomSource Split(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);

        ulong hash = 14695981039346656037UL;
        foreach (char letter in purpose)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return new RandomSource(Mix(_key ^ Mix(hash)), 0);
    }

    /// <summary>Creates an independent stream for an index, such as an environment's, without advancing this one.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The derived stream.</returns>
    public RandomSource Split(long index) => new(DerivedKey(index), 0);

    /// <summary>Sets a source to the stream that <see cref="Split(long)"/> gives for an index, without allocating.</summary>
    /// <param name="index">The index.</param>
    /// <param name="destination">The source that becomes the derived stream; its own state is lost.</param>
    public void SplitInto(long index, RandomSource destination)
    {
        ArgumentNullException.ThrowIfNull(destination);

        (destination._key, destination._counter) = (DerivedKey(index), 0);
    }

    /// <summary>Draws 64 random bits.</summary>
    /// <returns>The bits.</returns>
    public ulong NextUInt64() => Mix(_key + (++_counter * Increment));

    /// <summary>Draws a number uniformly from [0, 1).</summary>
    /// <returns>The number.</returns>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Draws a number uniformly from [0, 1).</summary>
    /// <returns>The number.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws an integer uniformly from [0, <paramref name="exclusiveMaximum"/>).</summary>
    /// <param name="exclusiveMaximum">The bound, greater than 0.</param>
    /// <returns>The integer.</returns>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMaximum, out _);
    }

    /// <summary>Draws a number from the standard normal distribution.</summary>
    /// <returns>The number.</returns>
    public float NextGaussian()
    {
        Span<float> one = stackalloc float[1];
        FillGaussian(one);
        return one[0];
    }

    /// <summary>Fills a block with standard normal numbers.</summary>
    /// <param name="destination">The block.</param>
    public void FillGaussian(Span<float> destination)
    {
        ReadGaussian(0, destination);
        _counter += (ulong)((destination.Length + 1L) / 2);
    }

    /// <summary>
    /// Computes a stretch of the numbers that <see cref="FillGaussian"/> would give, and stays where it is: several threads can fill one
    /// block.
    /// </summary>
    /// <param name="first">The index of the first number.</param>
    /// <param name="destination">The stretch.</param>
    public void ReadGaussian(int first, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        int i = 0;
        if (first % 2 != 0 && destination.Length > 0)
        {
            destination[i++] = GaussianPair(first / 2).Second;
        }

        for (; i + 1 < destination.Length; i += 2)
        {
            (destination[i], destination[i + 1]) = GaussianPair((first + i) / 2);
        }

        if (i < destination.Length)
        {
            destination[i] = GaussianPair((first + i) / 2).First;
        }
    }

    /// <summary>Fills a block with the numbers 0, 1, … in random order (Fisher and Yates).</summary>
    /// <param name="destination">The block.</param>
    public void FillPermutation(Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int j = NextInt32(i + 1);
            destination[i] = destination[j];
            destination[j] = i;
        }
    }

    // Box and Muller's method.
    private (float First, float Second) GaussianPair(int index)
    {
        ulong bits = Mix(_key + ((_counter + (ulong)index + 1) * Increment));

        // Each half gives 32 bits; the first lies in (0, 1], so that its logarithm is finite.
        double radius = Math.Sqrt(-2.0 * Math.Log(((bits >> 32) + 1.0) * (1.0 / 4294967296.0)));
        (double sine, double cosine) = Math.SinCos((bits & 0xFFFFFFFFUL) * (Math.Tau / 4294967296.0));
        return ((float)(radius * cosine), (float)(radius * sine));
    }

    private ulong DerivedKey(long index) => Mix(_key + Mix((ulong)index + Increment));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
